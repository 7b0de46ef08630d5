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
  const [program, ...args] = "argv" in command ? command.argv : shell(command)
  const start = performance.now()
  const child = spawn(program, args, { cwd: folder, env: environment(folder), stdio: ["ignore", "ignore", "pipe"] })
  let peakBytes: number | null = null
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000)
  })
  const watch = setInterval(() => {
    if ("argv" in command) peakBytes = highWater(child.pid) ?? peakBytes
  }, 20)
  const closed = once(child, "close")
  try {
    const [status, signal] = (await once(child, "exit")) as [number | null, string | null]
    const seconds = (performance.now() - start) / 1000
    await closed
    if (status !== 0) throw new Error(`${[program, ...args].join(" ")}: ended with ${status ?? signal}\n${said}`)
    return { seconds, peakBytes }
  } finally {
    clearInterval(watch)
  }
}

/** What a command prints. */
export const output = async (command: Command, folder: string): Promise<string> => {
  const [program, ...args] = "argv" in command ? command.argv : shell(command)
  const child = spawn(program, args, { cwd: folder, env: environment(folder), stdio: ["ignore", "pipe", "pipe"] })
  let printed = ""
  let said = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text))
  const [status, signal] = (await once(child, "close")) as [number | null, string | null]
  if (status !== 0) throw new Error(`${[program, ...args].join(" ")}: ended with ${status ?? signal}\n${said}`)
  return printed
}

const shell = ({ args, script }: Extract<Command, { script: string }>): [string, ...Array<string>] => [
  "sh",
  "-c",
  script,
  "sh",
  ...args
]

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
