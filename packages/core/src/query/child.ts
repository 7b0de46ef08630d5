/**
 * Starting the query child (query.child.ts) with as few rights as it can do with, and talking to it.
 *
 * They talk by lines of JSON over two pipes. Node's own channel would have to be loaded by both, and was a quarter of the
 * time to the first answer (Nov 2026).
 *
 * The child may read the database, its write-ahead log and its own code; no network, no environment, limited memory and
 * temporary files (limits.ts). A regular expression that backtracks too much is continued by V8's linear engine.
 */
import type { ChildProcessByStdio } from "node:child_process"
import { once } from "node:events"
import { realpathSync, statSync } from "node:fs"
import { setPriority } from "node:os"
import type { Readable, Writable } from "node:stream"
import { fileURLToPath } from "node:url"

import { bundled } from "../bundled.ts"
import { hasRoom } from "./diskSpace.ts"
import { fileState } from "./fileState.ts"
import { decode, encode } from "./json.ts"
import { isWritable } from "./leftovers.ts"
import { type ChildLimits, childLimits, limitedBy } from "./limits.ts"
import type { FromChild, ToChild } from "./protocol.ts"
import type { ChildPool } from "./queries.ts"

const script = fileURLToPath(bundled("query.child.js"))
const codeFolder = fileURLToPath(bundled(""))

/** What a child says, and that it is no more. */
export type ChildMessage = FromChild | { readonly type: "exit"; readonly detail: string }

export class QueryChild {
  readonly databasePath: string
  readonly limits: ChildLimits
  /** Of the file it opens. */
  readonly #inode: bigint
  #process: ChildProcessByStdio<Writable, Readable, Readable>
  #listener: (message: ChildMessage) => void = () => {}
  #stderr = ""
  #pool: string | null = null
  /** Whether it answers statements of its pool only: it keeps rows for them. */
  isExclusive = false

  /** The database file must be there. */
  constructor(databasePath: string, limits: ChildLimits = childLimits(process.env)) {
    this.databasePath = databasePath
    this.limits = limits
    const path = realpathSync(databasePath)
    this.#inode = statSync(path, { bigint: true }).ino
    // Not before: whoever asks nothing loads this file, too, and not what it takes to start a process.
    const { spawn } = process.getBuiltinModule("node:child_process")
    // A second path is where the database stands still.
    const paths = [databasePath, ...(isWritable(path) && hasRoom(path) ? [] : [path])]
    const command = [process.execPath, ...execArgv(path, limits), script, ...paths]
    this.#process = spawn("/bin/sh", [...limitedBy(limits), ...command], {
      env: environment(limits),
      stdio: ["pipe", "pipe", "pipe"]
    })
    const { stderr, stdin, stdout } = this.#process
    // What could not be written is told by the child's end.
    stdin.on("error", () => {})
    let rest = ""
    stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = text.split("\n")
      lines[0] = rest + lines[0]!
      rest = lines.pop()!
      for (const line of lines) this.#listener(decode(line) as FromChild)
    })
    stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000)
    })
    this.#process.on("error", (error) => this.#exited(error.message))
    this.#process.on("close", (code, signal) => this.#exited(`${signal ?? `status ${code}`} ${this.#stderr}`.trim()))
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null && this.#process.stdin.writable
  }

  /** False when another file has taken the place of the one it reads. */
  get isUpToDate(): boolean {
    const state = fileState(this.databasePath)
    return typeof state !== "string" && state.ino === this.#inode
  }

  /** Whose statements it answers; null: anybody's. */
  get pool(): string | null {
    return this.#pool
  }

  /** From now on it is of this pool. */
  join({ isBackground, isExclusive = false, name }: ChildPool): void {
    if (this.#pool === null && isBackground) this.yieldToOthers()
    this.#pool = name
    this.isExclusive = isExclusive
  }

  /** Replaces the one who is told. */
  listen(listener: (message: ChildMessage) => void): void {
    this.#listener = listener
  }

  send(message: ToChild): void {
    if (this.#process.stdin.writable) this.#process.stdin.write(`${encode(message)}\n`)
  }

  /** From now on others go first. It can't be taken back, so the child should not be given another statement. */
  yieldToOthers(): void {
    try {
      // SQLite's work is that of the main thread, whose number is the process's.
      if (this.#process.pid !== undefined) setPriority(this.#process.pid, lowPriority)
    } catch {
      // It has ended, or runs on as it is.
    }
  }

  kill(): void {
    this.#listener = () => {}
    this.#process.kill("SIGKILL")
  }

  /** Kills, and ends when it is gone; whoever waits for an answer is told, with these words if there are any. */
  async end(detail?: string): Promise<void> {
    const isGone = this.#process.exitCode !== null || this.#process.signalCode !== null
    if (!isGone && detail !== undefined) this.#exited(detail)
    const gone = isGone ? undefined : once(this.#process, "exit")
    this.#process.kill("SIGKILL")
    await gone
  }

  #exited(detail: string): void {
    this.#listener({ type: "exit", detail })
  }
}

const execArgv = (database: string, { memory }: ChildLimits): Array<string> => [
  "--permission",
  ...[database, `${database}-wal`, `${database}-shm`, codeFolder].map((path) => `--allow-fs-read=${path}`),
  "--allow-worker",
  // What SQL functions of ours are given stays until the statement gives a row: Node frees it no sooner (26.10).
  `--max-old-space-size=${Math.floor((memory * 3) / 4 / 2 ** 20)}`,
  "--disable-warning=ExperimentalWarning",
  "--disable-warning=SecurityWarning"
]

/** Of `nice`: what it leaves to others is nine tenths of a core that both want. */
const lowPriority = 10

/** Where SQLite puts what does not fit into memory while it sorts; and the limits, for messages. */
const environment = (limits: ChildLimits): NodeJS.ProcessEnv => ({
  LIMITS: JSON.stringify(limits),
  ...(limits.temporaryFolder === null ? {} : { SQLITE_TMPDIR: limits.temporaryFolder })
})
