/** Starting an ingest in a process of its own (ingest.child.ts), and ending it in every way there is. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

import { bundled } from "../bundled.ts"
import type { IngestOptions } from "../ingest/options.ts"
import type { IngestReport } from "../ingest/report.ts"
import type { RetryOptions } from "../ingest/retry/options.ts"
import type { FromChild, ToChild } from "./ingest.child.ts"

const script = fileURLToPath(bundled("ingest.child.js"))

export interface ChildSetup {
  /** The largest file the process may write, in bytes; `ulimit -f`. */
  readonly fileSizeLimit?: number
  /** The user and group it runs as. */
  readonly uid?: number
  /** An open file or pipe it has as its standard input. */
  readonly stdin?: number
}

export type ChildResult =
  | { readonly report: IngestReport }
  | { readonly reason: string; readonly message: string }
  | { readonly died: string }

export class IngestChild {
  readonly #process: ChildProcess
  readonly #ready: Promise<void>
  readonly #result: Promise<ChildResult>
  #onProgress: (lines: number) => void = () => {}
  #stderr = ""

  constructor({ fileSizeLimit, uid, stdin }: ChildSetup = {}) {
    const stdio = [stdin ?? "ignore", "ignore", "pipe", "ipc"] as const
    const rights = uid === undefined ? {} : { uid, gid: uid }
    const limit = fileSizeLimit === undefined ? "" : `ulimit -f ${Math.ceil(fileSizeLimit / 512)}; `
    this.#process = spawn("sh", ["-c", `${limit}exec "$0" "$@"`, process.execPath, script], {
      stdio: [...stdio],
      ...rights
    })
    const child = this.#process
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text))
    let said: ChildResult | undefined
    const { promise: ready, resolve: isReady } = Promise.withResolvers<void>()
    this.#ready = ready
    child.on("message", (message: FromChild) => {
      if (message.type === "ready") isReady()
      else if (message.type === "progress") this.#onProgress(message.lines)
      else if (message.type === "done") said = { report: message.report }
      else said = { reason: message.reason, message: message.message }
    })
    this.#result = once(child, "close").then(([code, signal]) => {
      isReady()
      return said ?? { died: `${signal ?? `status ${code}`} ${this.#stderr}`.trim() }
    })
  }

  get pid(): number {
    return this.#process.pid!
  }

  /** Starts the ingest; `onProgress` hears of the lines that are committed. */
  async run(options: IngestOptions, onProgress: (lines: number) => void = () => {}): Promise<void> {
    await this.#ready
    this.#onProgress = onProgress
    this.#send({ type: "run", options })
  }

  /** Starts trying rejects again; `onProgress` hears of the lines that were tried. It ends as one that died. */
  async retry(options: RetryOptions, onProgress: (lines: number) => void = () => {}): Promise<void> {
    await this.#ready
    this.#onProgress = onProgress
    this.#send({ type: "retry", options })
  }

  /** Asks the ingest to end early, as Ctrl-C does. */
  stop(): void {
    this.#send({ type: "stop" })
  }

  /** kill -9 */
  kill(): void {
    this.#process.kill("SIGKILL")
  }

  /** Comes when the process is gone. */
  get result(): Promise<ChildResult> {
    return this.#result
  }

  #send(message: ToChild): void {
    if (this.#process.connected) this.#process.send(message)
  }
}

/** Runs one ingest in a process of its own, to its end. */
export const ingestInChild = async (options: IngestOptions, setup: ChildSetup = {}): Promise<ChildResult> => {
  const child = new IngestChild(setup)
  await child.run(options)
  return child.result
}
