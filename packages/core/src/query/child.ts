/**
 * Starting the query child (query.child.ts) with as few rights as it can do with, and talking to it.
 *
 * It may read the database, its write-ahead log and the child's own code; no network, no environment. The script is
 * found beside this file: as TypeScript in the repository, as `query.child.js` in a bundle. A regular expression that
 * backtracks too much is continued by V8's linear engine.
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { realpathSync } from "node:fs"
import { fileURLToPath } from "node:url"

import { isWritable } from "./leftovers.ts"
import type { FromChild, ToChild } from "./protocol.ts"

const fromSource = import.meta.url.endsWith(".ts")
const script = fileURLToPath(new URL(fromSource ? "./query.child.ts" : "./query.child.js", import.meta.url))
/** In the repository the child imports from several packages; a bundle lies flat in one folder. */
const codeFolder = fileURLToPath(new URL(fromSource ? "../../../../" : "./", import.meta.url))

/** What a child says, and that it is no more. */
export type ChildMessage = FromChild | { readonly type: "exit"; readonly detail: string }

export class QueryChild {
  readonly databasePath: string
  #process: ChildProcess
  #listener: (message: ChildMessage) => void = () => {}
  #stderr = ""

  /** The database file must be there. */
  constructor(databasePath: string) {
    this.databasePath = databasePath
    const path = realpathSync(databasePath)
    // A second path is where the database stands still.
    this.#process = fork(script, [databasePath, ...(isWritable(path) ? [] : [path])], {
      execArgv: execArgv(path),
      env: temporaryFolders(),
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"]
    })
    this.#process.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000)
    })
    this.#process.on("message", (message) => this.#listener(message as FromChild))
    this.#process.on("error", (error) => this.#exited(error.message))
    this.#process.on("close", (code, signal) => this.#exited(`${signal ?? `status ${code}`} ${this.#stderr}`.trim()))
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null && this.#process.connected
  }

  /** Replaces the one who is told. */
  listen(listener: (message: ChildMessage) => void): void {
    this.#listener = listener
  }

  send(message: ToChild): void {
    if (this.#process.connected) this.#process.send(message, () => {})
  }

  kill(): void {
    this.#listener = () => {}
    this.#process.kill("SIGKILL")
  }

  /** Kills, and ends when it is gone. */
  async end(): Promise<void> {
    const isGone = this.#process.exitCode !== null || this.#process.signalCode !== null
    const gone = isGone ? undefined : once(this.#process, "exit")
    this.kill()
    await gone
  }

  #exited(detail: string): void {
    this.#listener({ type: "exit", detail })
  }
}

const execArgv = (database: string): Array<string> => [
  "--permission",
  ...[database, `${database}-wal`, `${database}-shm`, codeFolder].map((path) => `--allow-fs-read=${path}`),
  "--allow-worker",
  "--max-old-space-size=512",
  "--disable-warning=ExperimentalWarning",
  "--disable-warning=SecurityWarning",
  "--enable-experimental-regexp-engine-on-excessive-backtracks",
  "--regexp-backtracks-before-fallback=50000"
]

/** Where SQLite may put what does not fit into memory while it sorts. */
const temporaryFolders = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    ["SQLITE_TMPDIR", "TMPDIR"].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  )
