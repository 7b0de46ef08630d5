/**
 * Before all tests: the command as it is installed, a browser's program, and databases that the command ingested and serves: of
 * the samples, and of a log that was written to do harm. All tests ask these two servers, which answer most of them from memory.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { TestProject } from "vitest/node"

import { writeHostileFiles } from "../hostile/log.ts"
import { findChromium } from "./chromium.ts"
import { logmill, root, serve } from "./command.ts"
import { enter, type Site } from "./session.ts"

declare module "vitest" {
  export interface ProvidedContext {
    /** The program of the browser. */
    readonly browser: string
    /** Thrown away afterwards; its `home` is the user's of the command. */
    readonly folder: string
    readonly samples: string
    readonly samplesSite: Site
    /** Its user's home is `hostileHome`, with analyses of their own. */
    readonly hostile: string
    readonly hostileHome: string
    readonly hostileSite: Site
  }
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  execFileSync(process.execPath, ["scripts/build.ts", "--if-stale"], { cwd: root, stdio: ["ignore", 2, 2] })
  project.provide("browser", findChromium())
  const folder = mkdtempSync(join(tmpdir(), "logmill-browser-"))
  const samples = join(folder, "samples.db")
  logmill(folder, ["ingest", join(root, "samples/logs"), "--db", samples])
  const hostileHome = join(folder, "hostile")
  mkdirSync(hostileHome)
  const hostile = ingestHostile(hostileHome)
  const servers = [await serve(folder, samples), await serve(hostileHome, hostile)] as const
  project.provide("folder", folder)
  project.provide("samples", samples)
  project.provide("samplesSite", await enter(servers[0]))
  project.provide("hostile", hostile)
  project.provide("hostileHome", hostileHome)
  project.provide("hostileSite", await enter(servers[1]))
  return async () => {
    await Promise.all(servers.map((serving) => serving.end()))
    rmSync(folder, { recursive: true, force: true })
  }
}

const ingestHostile = (home: string): string => {
  const db = join(home, "hostile.db")
  const { logs, own } = writeHostileFiles(home)
  logmill(home, ["ingest", ...logs, "--db", db])
  logmill(home, ["ingest", own.log, "--log-format", own.format, "--db", db])
  return db
}
