/** The installed command as a process of tests, with pipes or in a terminal. */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const root = join(import.meta.dirname, "../../..")
export const command = join(root, "node_modules/.bin/logmill")

export const buildCommand = (): void => {
  execFileSync(process.execPath, ["scripts/build.ts", "--if-stale"], { cwd: root })
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface Place {
  readonly folder: string
  readonly env?: NodeJS.ProcessEnv
  /** As whom; only root can say. */
  readonly uid?: number
  readonly gid?: number
}

const notUsers = /^(?:LOGMILL|npm|XDG)_|^NODE_COMPILE_CACHE$/

/** What users have in theirs. */
export const environment = ({ env, folder }: Place): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !notUsers.test(name))),
  HOME: folder,
  ...env
})

/** Starts it; `ended` has all that it wrote. */
export const start = (words: ReadonlyArray<string>, place: Place) => {
  const { folder, gid, uid } = place
  const child = spawn(command, words, { cwd: folder, env: environment(place), uid, gid })
  const texts = { out: "", err: "" }
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.out += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.err += text))
  child.stdin.on("error", () => undefined)
  const ended = once(child, "close").then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    ...texts
  }))
  return { child, ended }
}

export const logmill = async (words: ReadonlyArray<string>, place: Place): Promise<Ended> => {
  const { child, ended } = start(words, place)
  child.stdin.end()
  return ended
}

/** In a pseudo-terminal of script(1) of Linux, 100 columns wide. */
export class TerminalProcess {
  readonly #child: ReturnType<typeof spawn>
  readonly #ended: Promise<unknown>
  #out = ""
  #seen = 0

  constructor(words: string, place: Place) {
    this.#child = spawn("script", ["-qefc", `stty cols 100 rows 40; exec ${command} ${words}`, "/dev/null"], {
      cwd: place.folder,
      env: { TERM: "xterm", ...environment(place) },
      stdio: ["pipe", "pipe", "inherit"]
    })
    this.#child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.#out += text))
    this.#ended = once(this.#child, "close")
  }

  /** All that was on the screen. */
  get out(): string {
    return this.#out
  }

  /** Waits until a text is on the screen behind what was waited for before; returns what is before it. */
  async sees(text: string): Promise<string> {
    for (let tries = 0; tries < 1500; tries++) {
      const at = this.#out.indexOf(text, this.#seen)
      if (at >= 0) {
        const before = this.#out.slice(this.#seen, at)
        this.#seen = at + text.length
        return before
      }
      await sleep(20)
    }
    throw new Error(`never seen: ${JSON.stringify(text)} in ${JSON.stringify(this.#out.slice(this.#seen))}`)
  }

  /** Types keys one after the other, as people do: of several at once a program may think that they are pasted. */
  async types(...keys: ReadonlyArray<string>): Promise<void> {
    for (const key of keys) {
      this.#child.stdin!.write(key)
      await sleep(60)
    }
  }

  async ends(): Promise<number | null> {
    const [code] = (await this.#ended) as [number | null]
    return code
  }

  kill(): void {
    this.#child.kill("SIGKILL")
  }
}
