/** What Guard.ts and its thread (watchdog.worker.ts) tell each other. */

/** Whose code is run. */
export interface Suspect {
  /** Of the plugin. */
  readonly name: string
  /** The module. */
  readonly file: string
  /** A sentence: what to do when its code does not come back. */
  readonly remedy: string
}

/** The thread is told of each by a message. */
export interface Watched extends Suspect {
  /** What `shared` holds while its code is run. */
  readonly index: number
}

export interface WatchdogData {
  /** Int32: a number that is odd while code is run, and another one after each step; and whose code that is. */
  readonly shared: SharedArrayBuffer
  /** Milliseconds that code may take to come back. */
  readonly patience: number
  /** Bytes of memory that the process may have when such code is run. */
  readonly memory: number
  /** Written before what is said: what takes away an unfinished line of a terminal. */
  readonly clearLine: string
}

/** Milliseconds from one look to the next. */
export const tickOf = (patience: number): number => Math.min(250, patience / 10)

/** What the thread has the process emit in the midst of the code, the first to an object that is told `at`. */
export const stalledEvent = "logmill:stalled"
export const endEvent = "logmill:end"

export interface Stalled {
  /** The value that the code is asked about; null: it is being loaded, or can't be stopped to tell. */
  at: string | null
}
