/** What an ingest says of itself: while it runs, and at its end. */

/** One file given, and what became of it. `detail` is a sentence when there is something to say. */
export interface SourceOutcome {
  /** As found: an absolute path, or `-`. */
  readonly path: string
  readonly sourceId: number | null
  /**
   * `read`: as a new source. `continued`: what was new in it. `unchanged`: nothing was, or it is empty now (detail). `alreadyRead`: its content is
   * stored under another name (detail). `skipped`: passed over in a folder (detail). `refused`: no access log. `empty`, `missing`, `unreadable`: nothing to read.
   * `damaged`: read up to a point (detail). `stopped`: interrupted; running again goes on. `crashed`: so did a mistake of
   * ours, whose stack is in the detail.
   */
  readonly result:
    | "read"
    | "continued"
    | "unchanged"
    | "alreadyRead"
    | "skipped"
    | "refused"
    | "empty"
    | "missing"
    | "unreadable"
    | "damaged"
    | "crashed"
    | "stopped"
  readonly detail: string | null
  readonly format: string | null
  readonly counts: Counts
  /** Of the rejects one is the last line of a log that has no line end yet: it is read again when the rest is there. */
  readonly isUnfinished?: boolean
  /** A line that was a reject for that reason is whole now, so that it is none of `lines`, and taken off `rejected`. */
  readonly isFinished?: boolean
}

/** Whether it was a stream, which nothing tells from one that was read before: standard input, or a shell's `<(...)`. */
export const isStream = (path: string): boolean => path === "-" || /^\/(?:dev|proc\/self)\/fd\/\d+$/.test(path)

/** lines = stored + filtered + rejected + blank + comment */
export interface Counts {
  readonly lines: number
  readonly stored: number
  readonly filtered: number
  readonly rejected: number
  readonly blank: number
  readonly comment: number
}

export const noCounts: Counts = { lines: 0, stored: 0, filtered: 0, rejected: 0, blank: 0, comment: 0 }

export const addCounts = (a: Counts, b: Counts): Counts => ({
  lines: a.lines + b.lines,
  stored: a.stored + b.stored,
  filtered: a.filtered + b.filtered,
  rejected: a.rejected + b.rejected,
  blank: a.blank + b.blank,
  comment: a.comment + b.comment
})

export interface IngestReport {
  readonly runId: number
  readonly outcomes: ReadonlyArray<SourceOutcome>
  readonly counts: Counts
  /** Decompressed bytes read. */
  readonly bytes: number
  /** Of them, runs of NULs in front of lines. */
  readonly nulBytes: number
  readonly elapsedMs: number
  readonly filteredBy: ReadonlyArray<{ readonly rule: string; readonly lines: number }>
  readonly rejectedBy: ReadonlyArray<{ readonly reason: string; readonly lines: number }>
  /** Sentences the user should see. */
  readonly notices: ReadonlyArray<string>
  /** There were sources before. */
  readonly hadSources: boolean
  /** Asked to stop before all was read. */
  readonly interrupted: boolean
}

export interface IngestProgress {
  /** Of the files' sizes on disk. */
  readonly bytesDone: number
  readonly bytesTotal: number
  readonly lines: number
  readonly rejected: number
  readonly sourcesDone: number
  readonly sourcesTotal: number
  readonly elapsedMs: number
}
