/** The installed command, as users run it: from a folder of their own, with settings of nobody else. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"

export const root = join(import.meta.dirname, "../../../..")
const command = join(root, "node_modules/.bin/logmill")

/** Settings of whoever runs the tests stay out. */
const environment = (home: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:LOGMILL|npm|XDG)_/.test(name))),
  HOME: home
})

/** Runs it to its end; fails unless it ends well (0), or with a note that a file was not whole (1). */
export const logmill = (
  folder: string,
  words: ReadonlyArray<string>
): { readonly out: string; readonly err: string } => {
  const { status, stderr, stdout } = spawnSync(command, words, {
    cwd: folder,
    env: environment(folder),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024
  })
  if (status !== 0 && status !== 1) throw new Error(`logmill ${words.join(" ")}: ${stderr}`)
  return { out: stdout, err: stderr }
}

export interface Serving {
  /** The address that `logmill serve` printed: good once. */
  readonly address: string
  readonly origin: string
  readonly child: ChildProcess
  readonly end: () => Promise<void>
}

/** `logmill serve --no-open` on any port, until it is ended. */
export const serve = async (folder: string, db: string, words: ReadonlyArray<string> = []): Promise<Serving> => {
  const child = spawn(command, ["serve", "--no-open", "--port", "0", "--db", db, ...words], {
    cwd: folder,
    env: environment(folder),
    stdio: ["ignore", "pipe", "pipe"]
  })
  let complaint = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text))
  const address = await new Promise<string>((resolve, reject) => {
    let out = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text
      if (out.includes("\n")) resolve(out.slice(0, out.indexOf("\n")))
    })
    child.once("exit", () => reject(new Error(`logmill serve ended: ${complaint}`)))
  })
  return {
    address,
    origin: new URL(address).origin,
    child,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, "exit")
      child.kill("SIGTERM")
      await ended
    }
  }
}
