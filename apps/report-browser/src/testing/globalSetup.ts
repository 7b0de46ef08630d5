/**
 * Before all tests: the command as it is installed, a browser, and databases that the command ingested: of the samples, and
 * of a log that was written to do harm.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { chromium } from "playwright-core"
import type { TestProject } from "vitest/node"

import { writeHostileFiles } from "../hostile/log.ts"
import { findChromium, quietFlags } from "./chromium.ts"
import { logmill, root } from "./command.ts"

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the browser is to be reached. */
    readonly browser: string
    /** Thrown away afterwards; its `home` is the user's of the command. */
    readonly folder: string
    readonly samples: string
    /** Its user's home is `hostileHome`, with analyses of their own. */
    readonly hostile: string
    readonly hostileHome: string
  }
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  execFileSync(process.execPath, ["scripts/build.ts", "--if-stale"], { cwd: root, stdio: ["ignore", 2, 2] })
  const folder = mkdtempSync(join(tmpdir(), "logmill-browser-"))
  const server = await chromium.launchServer({ executablePath: findChromium(), args: [...quietFlags], headless: true })
  const samples = join(folder, "samples.db")
  logmill(folder, ["ingest", join(root, "samples/logs"), "--db", samples])
  const hostileHome = join(folder, "hostile")
  mkdirSync(hostileHome)
  const hostile = ingestHostile(hostileHome)
  project.provide("hostile", hostile)
  project.provide("hostileHome", hostileHome)
  project.provide("browser", server.wsEndpoint())
  project.provide("folder", folder)
  project.provide("samples", samples)
  return async () => {
    await server.close()
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
