/**
 * What surrounds the command: where the user stands, the environment, the two output streams and whether anybody is
 * looking at them. Commands read the process only through this service, so a test can be a terminal of any width.
 *
 * Data goes to stdout as it is handed over, so it must be safe by then; messages go to stderr and are escaped here.
 */
import { Context, Effect } from "effect"

import type { Ahead } from "./ahead.ts"
import { Stop, usage } from "./exit.ts"
import { escapeText } from "@logmill/core/output/escape"
import type { Cancellable, Gracefully, Signals } from "./signals.ts"
import { configFolderOf, standingIn } from "./standing.ts"

/** Written where `animated`: the line is empty again. */
export const clearLine = "\r\u001b[K"

export interface OutputStream {
  readonly isTerminal: boolean
  /** Asked anew each time: a window can be resized. 80 when it is no terminal. */
  readonly columns: () => number
  readonly colors: boolean
  /** A terminal that can redraw a line. */
  readonly animated: boolean
  /** Resolves when the text (bytes: UTF-8) is handed over, so that a slow reader slows the writer. */
  readonly write: (text: string | Uint8Array) => Effect.Effect<void, Stop>
}

export interface InputStream {
  readonly isTerminal: boolean
  /** All there is, as UTF-8 text; fails when that is more than `most` bytes. */
  readonly read: (most: number) => Effect.Effect<string, Stop>
  /** The terminal itself, for an editor of lines. */
  readonly terminal: () => Terminal
}

export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

export interface ShellShape {
  /** Where the user stands: file arguments, `./logmill.db` and `logmill.toml` count from here. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder of the user's own configuration: `config.toml`, `analyses/`. */
  readonly configFolder: string
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly stdin: InputStream
  readonly gracefully: Gracefully
  readonly cancellable: Cancellable
  /** Started while the command was still being loaded (ahead.ts). */
  readonly ahead: Ahead
  /** `-q`: no notes, no progress. */
  readonly quiet: boolean
  /** A line on stderr that is nice to know; `-q` silences it. */
  readonly note: (sentence: string) => Effect.Effect<void>
  /** A line on stderr that something went wrong. */
  readonly warn: (sentence: string) => Effect.Effect<void>
}

export class Shell extends Context.Service<Shell, ShellShape>()("logmill/Shell") {}

export const makeShell = (
  process: NodeJS.Process,
  { cancellable, gracefully }: Pick<Signals, "cancellable" | "gracefully">,
  ahead: Ahead
): ShellShape => {
  const { env } = process
  return withMessages({
    cwd: standingIn(env, process.cwd()),
    env,
    configFolder: configFolderOf(env),
    stdout: nodeStream(process.stdout, env),
    stderr: nodeStream(process.stderr, env),
    stdin: inputOf(process),
    gracefully,
    cancellable,
    ahead,
    quiet: false
  })
}

/** Completes a shell by its message functions, which follow from the rest. */
export const withMessages = (shell: Omit<ShellShape, "note" | "warn">): ShellShape => {
  const line = (sentence: string) => Effect.ignore(shell.stderr.write(`${escapeText(sentence)}\n`))
  return {
    ...shell,
    note: (sentence) => (shell.quiet ? Effect.void : line(sentence)),
    warn: (sentence) => line(sentence)
  }
}

/** NO_COLOR wins over CLICOLOR_FORCE, which wins over what the terminal is. */
export const hasColors = (env: ShellShape["env"], isTerminal: boolean): boolean => {
  if (env["NO_COLOR"]) return false
  if (env["CLICOLOR_FORCE"] && env["CLICOLOR_FORCE"] !== "0") return true
  return isTerminal && env["TERM"] !== "dumb" && env["CLICOLOR"] !== "0"
}

/** What Node's types don't say: a stream to a file or a pipe has no `isTTY`. To ask node:tty would be to load it. */
type StandardStream = Omit<NodeJS.WriteStream, "isTTY"> & { readonly isTTY?: boolean }

const nodeStream = (stream: StandardStream, env: ShellShape["env"]): OutputStream => {
  const isTerminal = stream.isTTY === true
  // Without a listener a closed pipe would end the process as an uncaught error; writes report it to their callback.
  stream.on("error", () => undefined)
  return {
    isTerminal,
    columns: () => (isTerminal && stream.columns) || 80,
    colors: hasColors(env, isTerminal),
    animated: isTerminal && env["TERM"] !== "dumb",
    write: (text) =>
      Effect.callback<void, Stop>((resume) => {
        stream.write(text, (cause) => resume(cause ? Effect.fail(writeFailure(cause)) : Effect.void))
      })
  }
}

/** Asked for late: what Node makes of standard input takes 10 ms to load. */
const inputOf = (process: NodeJS.Process): InputStream => ({
  get isTerminal() {
    return (process.stdin as { readonly isTTY?: boolean }).isTTY === true
  },
  terminal: () => ({ input: process.stdin, output: process.stdout }),
  read: (most) =>
    Effect.callback<string, Stop>((resume) => {
      const { stdin } = process
      const chunks: Array<Buffer> = []
      let size = 0
      const stop = () => {
        stdin.removeAllListeners()
        stdin.pause()
      }
      stdin.on("data", (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size <= most) return
        stop()
        resume(usage(`standard input has more than ${most} bytes, which is no statement`))
      })
      stdin.on("end", () => resume(Effect.succeed(Buffer.concat(chunks).toString())))
      stdin.on("error", (cause) =>
        resume(new Stop({ status: "io", sentence: `standard input can't be read: ${cause.message}`, cause }))
      )
      return Effect.sync(stop)
    })
})

const writeFailure = (cause: NodeJS.ErrnoException): Stop =>
  cause.code === "EPIPE" || cause.code === "ERR_STREAM_DESTROYED"
    ? new Stop({ status: "done", sentence: null, cause })
    : new Stop({ status: "io", sentence: `the output can't be written: ${cause.message}`, cause })
