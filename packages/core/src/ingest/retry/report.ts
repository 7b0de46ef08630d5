/** What trying rejected lines again says at its end. */

/**
 * Why lines that had to be read from a file were not: it is `gone`, it has `changed` (other bytes are there now), the
 * system cannot read it (`unreadable`), or they came on `standardInput`.
 */
export type NotRetriedReason = "gone" | "changed" | "unreadable" | "standardInput"

export interface RetriedSource {
  readonly sourceId: number
  readonly path: string
  /** What the lines were read by now; empty when nothing reads any of them. */
  readonly format: string
  /** Two formats that read the lines otherwise: none was guessed. */
  readonly conflict: readonly [string, string] | null
  /** Lines of the source, and of them the rejects there were: stored + filtered + skipped + failed + notRetried + left. */
  readonly lines: number
  readonly rejected: number
  readonly stored: number
  readonly filtered: number
  /** Blank or comments, as the format sees them. */
  readonly skipped: number
  /** Those that still do not parse, by the reason there is now; `nearest`: the format that went furthest in one of them. */
  readonly failed: ReadonlyArray<{ readonly reason: string; readonly lines: number; readonly nearest: string | null }>
  /** Those whose text is neither kept nor to be had. `needsHeader`: it would not do, as columns are named by headers in the file. */
  readonly notRetried: {
    readonly lines: number
    readonly reason: NotRetriedReason
    readonly needsHeader: boolean
  } | null
  /** Not come to: asked to stop. */
  readonly left: number
}

export interface RetryReport {
  readonly sources: ReadonlyArray<RetriedSource>
  /** Sources that were named and have no rejects. */
  readonly without: ReadonlyArray<string>
  /** Names that are no source's. */
  readonly unknown: ReadonlyArray<string>
  readonly filteredBy: ReadonlyArray<{ readonly rule: string; readonly lines: number }>
  readonly elapsedMs: number
  readonly interrupted: boolean
}
