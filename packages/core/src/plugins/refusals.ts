/**
 * What the code of a plugin may not do while it runs: end the process, and write to standard output, which is for data.
 * The functions of `process` that do so are others for that time: those that end it throw, so that it is a fault like any
 * other, and what was written goes to standard error.
 *
 * It keeps mistakes from doing harm, not malice: whoever wants to end the process or to write to descriptor 1 can.
 */

/** The names that Node gives no types: what `exit` and `kill` come to, also for who imported them by name. */
interface Ending {
  exit: (code?: number) => void
  abort: () => void
  reallyExit: (code?: number) => void
  _kill: (pid: number, signal: number) => number
  /** `exit` has begun. */
  _exiting: boolean
  exitCode: unknown
}

interface Swapped extends Pick<Ending, "exit" | "abort" | "reallyExit" | "_kill"> {
  readonly write: Write
}

/** As streams have it, whatever the arguments. */
type Write = (...written: [chunk: string]) => boolean

/** The code called what would have ended the process. A sentence. */
export class RefusedError extends Error {
  override readonly name = "RefusedError"
}

export class Refusals {
  readonly #process: Ending
  readonly #out: { write: Write }
  readonly #real: Swapped
  readonly #theirs: Swapped

  /** `isTheirs`: whether it is their code that calls; else the call is let through. */
  constructor(process: NodeJS.Process, isTheirs: () => boolean) {
    const ending = process as unknown as Ending
    const { _kill, abort, exit, reallyExit } = ending
    const out: { write: Write } = process.stdout
    const { write } = out
    this.#process = ending
    this.#out = out
    this.#real = { exit, abort, reallyExit, _kill, write }
    this.#theirs = {
      exit: (...code) => (isTheirs() ? refuse(`process.exit(${code.map(String).join()})`) : exit.apply(process, code)),
      abort: () => (isTheirs() ? refuse("process.abort()") : abort.call(process)),
      reallyExit: (code) => {
        if (!isTheirs()) return reallyExit.call(process, code)
        // What the real `exit` has done by now.
        ending._exiting = false
        ending.exitCode = undefined
        refuse(`process.exit(${code})`)
      },
      _kill: (pid, signal) =>
        isTheirs() && signal !== 0 && (pid <= 0 || pid === process.pid)
          ? refuse(`process.kill(${pid === process.pid ? "process.pid" : pid})`)
          : _kill.call(process, pid, signal),
      write: (...written) => (isTheirs() ? process.stderr.write(...written) : write.apply(out, written))
    }
  }

  /** Until `end`; cheap enough for each value. */
  begin(): void {
    this.#put(this.#theirs)
  }

  end(): void {
    this.#put(this.#real)
  }

  #put({ _kill, abort, exit, reallyExit, write }: Swapped): void {
    const process = this.#process
    process.exit = exit
    process.abort = abort
    process.reallyExit = reallyExit
    process._kill = _kill
    this.#out.write = write
  }

  /** Ends the process, whoever runs. */
  exit(status: number): void {
    this.#real.reallyExit.call(this.#process, status)
  }
}

const refuse = (call: string): never => {
  throw new RefusedError(`it called ${call}, but a plugin must not end logmill`)
}
