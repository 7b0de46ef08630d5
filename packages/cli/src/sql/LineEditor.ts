/**
 * Lines of a terminal, with editing, history and completion by Node's readline. While something runs, the terminal is as
 * a shell leaves it: what is typed waits, and Ctrl-C is a signal again.
 */
import { createInterface, type Interface } from "node:readline"

import { Effect, Queue } from "effect"

import type { Terminal } from "../Shell.ts"
import type { Completion } from "./completion.ts"

export type LineEvent =
  | { readonly type: "line"; readonly text: string }
  | { readonly type: "interrupt" }
  | { readonly type: "end" }

export interface LineEditorOptions {
  /** The newest first. Whatever is in it when a line begins can be called back. */
  readonly history: ReadonlyArray<string>
  /** `line`: up to the cursor; `whole`: all of it. */
  readonly complete: (line: string, whole: string) => Completion
}

export class LineEditor {
  readonly #terminal: Terminal
  readonly #readline: Interface
  readonly #events: Queue.Queue<LineEvent>
  readonly #history: ReadonlyArray<string>
  /** Readline's own history. */
  #lines: Array<string> | null = null

  private constructor(
    terminal: Terminal,
    readline: Interface,
    events: Queue.Queue<LineEvent>,
    history: ReadonlyArray<string>
  ) {
    this.#terminal = terminal
    this.#readline = readline
    this.#events = events
    this.#history = history
    // It adds each line; what is worth keeping is a whole statement.
    readline.on("history", (lines) => {
      this.#lines = lines
      this.#recall()
    })
  }

  /** Closed with the scope. */
  static readonly open = (terminal: Terminal, { complete, history }: LineEditorOptions) =>
    Effect.gen(function* () {
      const events = yield* Queue.unbounded<LineEvent>()
      const readline: Interface = createInterface({
        ...terminal,
        terminal: true,
        history: [...history],
        historySize: history.length + 1000,
        completer: (line: string) => {
          const [candidates, part] = complete(line, readline.line)
          return [[...candidates], part]
        }
      })
      readline.on("line", (text) => Queue.offerUnsafe(events, { type: "line", text }))
      readline.on("SIGINT", () => Queue.offerUnsafe(events, { type: "interrupt" }))
      readline.on("close", () => Queue.offerUnsafe(events, { type: "end" }))
      yield* Effect.addFinalizer(() => Effect.sync(() => readline.close()))
      return new LineEditor(terminal, readline, events, history)
    })

  #recall(): void {
    this.#lines?.splice(0, this.#lines.length, ...this.#history)
  }

  next(prompt: string): Effect.Effect<LineEvent> {
    return Effect.suspend(() => {
      this.#recall()
      this.#readline.setPrompt(prompt)
      this.#readline.prompt(true)
      return Queue.take(this.#events)
    })
  }

  /** Forgets the line that is being typed. */
  clear(): void {
    this.#readline.write(null, { ctrl: true, name: "e" })
    this.#readline.write(null, { ctrl: true, name: "u" })
    this.#terminal.output.write("^C\n")
  }

  /** Leaves the terminal to others for as long as an effect runs. */
  readonly aside = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        // What was typed ahead stands there, without a line end.
        if (this.#readline.line !== "") this.#terminal.output.write("\n")
        this.#readline.pause()
        this.#terminal.input.setRawMode(false)
      }),
      () => effect,
      () =>
        Effect.sync(() => {
          this.#terminal.input.setRawMode(true)
          this.#readline.resume()
        })
    )
}
