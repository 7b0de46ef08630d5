/** A server for tests: over a small database, with a page of two files, on any free port, until the scope ends. */
import { mkdirSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { dirname, join } from "node:path"

import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"

import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { noon, type TestSource } from "@logmill/core/testing/database"
import { temporaryDatabase } from "@logmill/core/testing/services"
import { builtInFolder } from "@logmill/plugins/builtIn"
import { readFormats } from "@logmill/plugins/formats"
import { FormatCatalog } from "@logmill/workers/format/catalog"

import type { SocketLimits } from "../http/listen.ts"
import { childrenAtMost } from "../questions/Lanes.ts"
import { Report } from "../Report.ts"
import { startServer } from "../startServer.ts"

export const page = "<!doctype html><title>logmill</title>"

export const testSource: TestSource = {
  path: "/var/log/a.log",
  entries: [
    { path: "/a", site: "example.com", bytes: 10 },
    { path: "/a", site: "example.com", status: 404, client: "198.51.100.7" },
    { path: "/b", site: "example.org", time: noon + 60_000, agent: "=1+1" },
    { path: "/<script>", status: 500, time: noon + 3_600_000 }
  ],
  rejects: ["no line of a log"]
}

export interface TestServerOptions {
  readonly sources?: ReadonlyArray<TestSource>
  readonly limits?: Partial<SocketLimits>
  /** ms */
  readonly slowDeadline?: number
  /** Analyses beside logmill's own: id and text of the file. */
  readonly analyses?: Readonly<Record<string, string>>
  /** The database, when there is one already. */
  readonly databasePath?: string
}

export const testServer = (options: TestServerOptions = {}) => Effect.provide(begin(options), NodeServices.layer)

const begin = Effect.fnUntraced(function* (options: TestServerOptions) {
  const databasePath = options.databasePath ?? (yield* temporaryDatabase(options.sources ?? [testSource]))
  const folder = dirname(databasePath)
  const [pageFolder, ownFolder] = [join(folder, "web"), join(folder, "own")]
  for (const made of [join(pageFolder, "assets"), ownFolder]) mkdirSync(made, { recursive: true })
  writeFileSync(join(pageFolder, "index.html"), page)
  writeFileSync(join(pageFolder, "assets/main-1.js"), `"use strict"\n${"// filler\n".repeat(400)}`)
  writeFileSync(join(folder, "secret.json"), "{}")
  for (const [id, text] of Object.entries(options.analyses ?? {})) writeFileSync(join(ownFolder, `${id}.sql`), text)
  const report = Layer.succeed(Report, {
    databasePath,
    version: "1.2.3",
    folders: [
      { path: join(builtInFolder, "analyses"), origin: "built-in" },
      { path: ownFolder, origin: "flag" }
    ],
    formats: new FormatCatalog(() => readFormats(join(builtInFolder, "formats"), true)),
    configFolder: join(folder, "config"),
    slowDeadline: options.slowDeadline ?? 60_000
  })
  const context = yield* Layer.build(Layer.merge(report, QueryEngine.layer(databasePath, { size: childrenAtMost })))
  const { limits = {} } = options
  const server = yield* Effect.provideContext(startServer({ port: 0, host: null, pageFolder, limits }), context)
  const { origin, port, token } = server
  return {
    ...server,
    databasePath,
    folder,
    /** As a program asks. */
    ask: (path: string, init: RequestInit = {}): Promise<Response> => {
      const headers = new Headers(init.headers)
      headers.set("authorization", `Bearer ${token}`)
      return fetch(origin + path, { ...init, headers })
    },
    /** Sends bytes as they are; resolves with all that comes back once the other side closes. */
    speak: (bytes: string): Promise<string> => speak(port, bytes)
  }
})

export const speak = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let told = ""
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes))
    socket.setEncoding("latin1").on("data", (text: string) => (told += text))
    socket.on("error", () => undefined)
    socket.on("close", () => resolve(told))
  })
