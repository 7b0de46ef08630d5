/**
 * What is said of rejected lines that were tried again, and whether that counts as done. Pure: from the report to
 * sentences.
 */
import type { NotRetriedReason, RetriedSource, RetryReport } from "@logmill/core/ingest/retry/report"

import { partsOf, shortName } from "@logmill/workers/format/readers"

import type { ExitName } from "./exit.ts"
import { type Remarks, shownPath } from "./ingestReport.ts"
import type { MaxRejects } from "./values.ts"

/** Still rejected. */
const remaining = ({ filtered, rejected, skipped, stored }: RetriedSource): number =>
  rejected - stored - filtered - skipped

const tooManyRejects = ({ sources }: RetryReport, maxRejects: MaxRejects): boolean => {
  const rejected = sources.reduce((sum, source) => sum + remaining(source), 0)
  const lines = sources.reduce((sum, source) => sum + source.lines, 0)
  return "lines" in maxRejects ? rejected > maxRejects.lines : rejected > lines * maxRejects.share
}

/** `usage` when no name is a source's, `partly` when some are none, or some lines could not be tried, or too many are left. */
export const statusOfRetry = (report: RetryReport, maxRejects: MaxRejects): ExitName => {
  const { sources, unknown, without } = report
  if (unknown.length > 0 && sources.length + without.length === 0) return "usage"
  if (unknown.length > 0 || sources.some(({ notRetried }) => notRetried !== null)) return "partly"
  return tooManyRejects(report, maxRejects) ? "partly" : "done"
}

export const unknownNames = ({ unknown }: RetryReport): string =>
  `no source is called ${unknown.map((name) => `"${name}"`).join(", ")}`

export const remarksOnRetry = (
  report: RetryReport,
  /** `command`: makes a command of logmill one that can be typed here. */
  options: {
    readonly cwd: string
    readonly maxRejects: MaxRejects
    readonly command: (words: string) => string
    readonly dryRun?: boolean
  }
): Remarks => {
  const { command, cwd, maxRejects } = options
  const { filteredBy, interrupted, sources, without } = report
  const warnings = sources.flatMap((source) => {
    const path = shownPath(cwd, source.path)
    return [...conflictOf(source, path), ...notRetriedOf(source, path, command)]
  })
  if (tooManyRejects(report, maxRejects)) {
    const limit = "lines" in maxRejects ? maxRejects.lines : `${maxRejects.share * 100} %`
    warnings.push(`more lines are rejected than --max-rejects allows (${limit})`)
  }
  const notes = sources.map((source) => summaryOf(source, shownPath(cwd, source.path), options.dryRun === true))
  for (const path of without) notes.push(`${shownPath(cwd, path)} has no rejected lines`)
  if (sources.length + without.length + report.unknown.length === 0) notes.push("no line is rejected")
  if (filteredBy.length > 0) {
    notes.push(`filtered: ${filteredBy.map(({ lines, rule }) => `${lines} ${rule}`).join(", ")}`)
  }
  if (sources.some(({ failed }) => failed.length > 0)) {
    notes.push(`${command("rejects")} shows what is left; ${command("formats explain LINE")} says where reading stops`)
  }
  if (interrupted) notes.push("stopped; what was finished is stored, and the same command goes on from there")
  return { warnings, notes }
}

const summaryOf = (source: RetriedSource, path: string, dryRun: boolean): string => {
  const { failed, filtered, format, left, rejected, skipped, stored } = source
  const others = [
    ...(filtered > 0 ? [`${filtered} filtered`] : []),
    ...(skipped > 0 ? [`${skipped} blank or comments`] : [])
  ]
  const failing = failed.reduce((sum, { lines }) => sum + lines, 0)
  const why = failed.map(({ lines, nearest, reason }) => {
    const near = nearest === null ? "" : `, nearest: ${nearest}`
    return `${lines} ${reason}${near}`
  })
  return [
    `${stored} of ${lines(rejected)} of ${path} ${dryRun ? "would be" : stored === 1 ? "is now" : "are now"} stored` +
      (stored > 0 ? ` as ${partsOf(format).map(shortName).join(" + ")}` : "") +
      (others.length > 0 ? ` (${others.join(", ")})` : ""),
    ...(failing > 0 ? [`${failing} still ${failing === 1 ? "does" : "do"} not parse (${why.join("; ")})`] : []),
    ...(left > 0 ? [`${left} ${left === 1 ? "was" : "were"} not come to`] : [])
  ].join(", ")
}

const lines = (count: number): string => `${count} rejected ${count === 1 ? "line" : "lines"}`

const conflictOf = ({ conflict }: RetriedSource, path: string): ReadonlyArray<string> => {
  if (conflict === null) return []
  const [one, other] = conflict
  return [
    `${path}: rejected lines could be in ${one} or ${other}, which read them otherwise; say which: --log-format ${one} or --log-format ${other}`
  ]
}

const notRetriedOf = (
  { notRetried, sourceId }: RetriedSource,
  path: string,
  command: (words: string) => string
): ReadonlyArray<string> => {
  if (notRetried === null) return []
  const { lines: count, needsHeader, reason } = notRetried
  const why = needsHeader ? "a header in the file says what they mean" : "their text is not kept"
  const elsewhere = `with what was read, wherever that is: ${command("ingest --retry-rejects FILE")}`
  const ends: Readonly<Record<NotRetriedReason, string>> = {
    gone: `the file is gone; ${elsewhere}`,
    changed: `the file has other lines now; ${elsewhere}`,
    unreadable: "the file can't be read; make it readable and run the same command again",
    standardInput: `standard input can't be read again; ${command(`forget ${sourceId}`)} and piping it in again has them`
  }
  return [`${path}: ${lines(count)} could not be tried again: ${why}, and ${ends[reason]}`]
}
