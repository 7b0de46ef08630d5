/**
 * One process, run from start to exit with a clock beside it. Its output goes nowhere; what it says on stderr is shown
 * only when it fails.
 *
 * Memory is the high-water mark that Linux keeps for the process, all threads together, read every 20 ms: what is
 * allocated in the last 20 ms may be missed. Other systems, and pipelines of several processes, have no figure.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"

export type Command =
  | { readonly argv: readonly [program: string, ...args: Array<string>] }
  /** A pipeline for sh, which sees `args` as "$@". */
  | { readonly script: string; readonly args: ReadonlyArray<string> }

export type Trial = {
  readonly seconds: number
  readonly peakBytes: number | null
}

/** `folder` is where the process stands, its home and its place for temporary files. Fails unless it exits with 0. */
export const run = async (command: Command, folder: string): Promise<Trial> => {
  const start = performance.now()
  const child = launch(command, folder)
  let seconds = 0
  let peakBytes: number | null = null
  child.stdout.resume()
  child.once("exit", () => {
    seconds = (performance.now() - start) / 1000
  })
  const watch = setInterval(() => {
    if ("argv" in command) peakBytes = highWater(child.pid) ?? peakBytes
  }, 20)
  try {
    await success(command, child)
    return { seconds, peakBytes }
  } finally {
    clearInterval(watch)
  }
}

/** What a command prints. */
export const output = async (command: Command, folder: string): Promise<string> => {
  const child = launch(command, folder)
  let printed = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text))
  await success(command, child)
  return printed
}

const launch = (command: Command, folder: string) => {
  const [program, ...args] = "argv" in command ? command.argv : ["sh", "-c", command.script, "sh", ...command.args]
  return spawn(program, args, { cwd: folder, env: environment(folder), stdio: ["ignore", "pipe", "pipe"] })
}

/** Waits for the end of the process, which must be a good one. */
const success = async (command: Command, child: ReturnType<typeof launch>): Promise<void> => {
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000)
  })
  const [status, signal] = (await once(child, "close")) as [number | null, string | null]
  if (status === 0) return
  const name = "argv" in command ? command.argv.join(" ") : command.script.trim()
  throw new Error(`${name}\nended with ${status ?? signal}, saying: ${said.trim()}`)
}

/** The same for all, whoever runs the bench: nobody's settings and bytewise sorting. */
const environment = (folder: string): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: folder,
  TMPDIR: folder,
  LC_ALL: "C",
  TZ: "UTC"
})

const highWater = (pid: number | undefined): number | null => {
  if (process.platform !== "linux" || pid === undefined) return null
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null
  }
}
