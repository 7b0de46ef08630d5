/**
 * What is said about an ingest when it is over, and whether it counts as done. Pure: from the report to sentences.
 */
import { relative } from "node:path"

import { type Counts, type IngestReport, isStream, type SourceOutcome } from "@logmill/core/ingest/report"

import type { ExitName } from "./exit.ts"
import { grouped, timeSpan } from "./output/size.ts"
import type { MaxRejects } from "./values.ts"

export interface Remarks {
  readonly warnings: ReadonlyArray<string>
  readonly notes: ReadonlyArray<string>
}

/** Results that are a file's fault. */
const faulty: ReadonlySet<SourceOutcome["result"]> = new Set(["refused", "missing", "unreadable", "damaged", "crashed"])
/** Results after which a file's lines, or some of them, are in the database. */
const usable: ReadonlySet<SourceOutcome["result"]> = new Set([
  "read",
  "continued",
  "unchanged",
  "alreadyRead",
  "damaged",
  "stopped"
])

/** Standard input is never told from what was read before; what looks like it may be counted twice. */
const isDoubtful = ({ detail, path, result }: SourceOutcome): boolean =>
  isStream(path) && result === "read" && detail !== null

/** All logs that were given are empty, as they are after a rotation; where nothing was ever read, that is no answer. */
const isOnlyEmpty = ({ hadSources, outcomes }: IngestReport): boolean =>
  hadSources && outcomes.length > 0 && outcomes.every(({ result }) => result === "empty")

/**
 * `usage` when nothing that was given could be read, `partly` when some of it could not, or rejects are too many; `bug`
 * when that was a mistake of ours.
 */
export const statusOfIngest = (report: IngestReport, maxRejects: MaxRejects): ExitName => {
  if (report.outcomes.some(({ result }) => result === "crashed")) return "bug"
  if (isOnlyEmpty(report)) return "done"
  if (!report.outcomes.some(({ result }) => usable.has(result))) return "usage"
  if (report.outcomes.some(({ result }) => faulty.has(result))) return "partly"
  return tooManyRejects(report, maxRejects) ? "partly" : "done"
}

const tooManyRejects = ({ counts, outcomes }: IngestReport, maxRejects: MaxRejects): boolean => {
  const rejected = counts.rejected - unfinishedIn({ outcomes })
  return "lines" in maxRejects ? rejected > maxRejects.lines : rejected > counts.lines * maxRejects.share
}

/** Lines that are rejects by being cut off at the end of a file that grows. */
const unfinishedIn = ({ outcomes }: Pick<IngestReport, "outcomes">): number =>
  outcomes.filter(({ isUnfinished }) => isUnfinished === true).length

const lineCount = (lines: number): string => (lines === 1 ? "1 line" : `${lines} lines`)

/** Why nothing that was given could be read, as the end of "nothing to read: ". The files are named one by one before. */
export const whyNothing = ({ outcomes }: IngestReport): string => {
  const counts = new Map<string, number>()
  for (const { detail, result } of outcomes) {
    const why = detail !== null && detail in whysOfDetail ? detail : result
    counts.set(why, (counts.get(why) ?? 0) + 1)
  }
  const parts = [...counts].map(([why, count]) => {
    const [one, several] = whysOfDetail[why] ?? whysOfResult[why] ?? whysOfResult["unreadable"]!
    return count === 1 ? one : several.replace("N", String(count))
  })
  return parts.join(", ") || "no file was found"
}

type Why = readonly [one: string, several: string]

const whysOfResult: Readonly<Record<string, Why>> = {
  missing: ["there is no such file", "N files are not there"],
  empty: ["the file is empty", "N files are empty"],
  skipped: ["what is in the folder was passed over", "N files in the folder were passed over"],
  refused: ["the file is no access log", "none of N files is an access log"],
  unreadable: ["the file can't be read", "N files can't be read"]
}

/** Where what was typed is no single file. */
const whysOfDetail: Readonly<Record<string, Why>> = {
  "matches no file": ["the pattern matches no file", "N patterns match no file"],
  "is an empty folder": ["the folder is empty", "N folders are empty"]
}

/** `cwd`: files below it are named by their path from there. */
export const remarksOn = (report: IngestReport, options: { cwd: string; maxRejects: MaxRejects }): Remarks => {
  const { outcomes } = report
  const counts = countsOfRun(report)
  const name = ({ path }: SourceOutcome) => shownPath(options.cwd, path)
  const said = (outcome: SourceOutcome) => `${name(outcome)}: ${outcome.detail ?? outcome.result}`
  const skipped = outcomes.filter(({ result }) => result === "unchanged" || result === "alreadyRead")
  const silent = skipped.filter(({ detail }) => detail === null)
  const isWarning = (outcome: SourceOutcome): boolean => faulty.has(outcome.result) || isDoubtful(outcome)
  // A mistake of ours comes with its stack, line by line.
  const warnings = outcomes.filter(isWarning).flatMap((outcome) => said(outcome).split("\n"))
  if (tooManyRejects(report, options.maxRejects)) {
    const limit = "lines" in options.maxRejects ? options.maxRejects.lines : `${options.maxRejects.share * 100} %`
    warnings.push(`more lines were rejected than --max-rejects allows (${limit})`)
  }
  const notes = [
    ...outcomes
      .filter(({ detail, result }) => detail !== null && !faulty.has(result) && result !== "skipped")
      .filter((outcome) => !isDoubtful(outcome))
      .map(said),
    ...passedOver(outcomes, name),
    ...(silent.length > 0 ? [`nothing new in ${some(silent.map(name))}`] : []),
    ...report.notices
  ]
  if (counts.lines > 0) notes.push(totals(report, counts))
  if (counts.filtered > 0)
    notes.push(`filtered: ${some(report.filteredBy.map(({ lines, rule }) => `${lines} ${rule}`))}`)
  if (counts.rejected > 0) {
    const reasons = report.rejectedBy.filter(({ lines }) => lines > 0).map(({ lines, reason }) => `${lines} ${reason}`)
    const unfinished = unfinishedIn(report)
    const whole = counts.rejected - unfinished
    if (whole > 0) {
      const besides = unfinished === 0 ? "" : ` (with ${lineCount(unfinished)} not whole yet)`
      notes.push(`rejected: ${some(reasons)}${besides}; logmill rejects shows them`)
    } else notes.push(`counted as rejected until the rest is there: ${lineCount(unfinished)}`)
  }
  if (report.nulBytes > 0) {
    const bytes = report.nulBytes === 1 ? "1 byte" : `${grouped(report.nulBytes)} bytes`
    notes.push(
      `passed over: ${bytes} of NULs and what they cut off, in front of lines, as a crash or a log cut while it was written leaves them; lines may be missing there`
    )
  }
  if (report.interrupted) notes.push("stopped; what was finished is stored, and the same command goes on from there")
  return { warnings, notes }
}

/** What was passed over in folders, as one line for each reason: there may be hundreds of hidden files. */
const passedOver = (
  outcomes: ReadonlyArray<SourceOutcome>,
  name: (outcome: SourceOutcome) => string
): ReadonlyArray<string> => {
  const byReason = new Map<string, Array<string>>()
  for (const outcome of outcomes.filter(({ result }) => result === "skipped")) {
    const names = byReason.get(outcome.detail!) ?? []
    byReason.set(outcome.detail!, [...names, name(outcome)])
  }
  return [...byReason].map(([reason, names]) => `${some(names)}: ${reason}`)
}

/** With lines that were finished by this run: the report counts them as those of the run in which they began. */
const countsOfRun = ({ counts, outcomes }: IngestReport): Counts => {
  const finished = outcomes.filter(({ isFinished }) => isFinished === true).length
  return { ...counts, lines: counts.lines + finished, rejected: counts.rejected + finished }
}

const totals = ({ elapsedMs, outcomes }: IngestReport, counts: Counts): string => {
  const sources = outcomes.filter(({ counts, isFinished }) => counts.lines > 0 || isFinished === true).length
  const skipped = counts.blank + counts.comment
  const parts = `${counts.stored} stored + ${counts.filtered} filtered + ${counts.rejected} rejected + ${skipped} skipped`
  const rate = elapsedMs > 0 && counts.lines >= 1000 ? `, ${grouped((counts.lines / elapsedMs) * 1000)} lines/s` : ""
  const files = sources === 1 ? "1 source" : `${sources} sources`
  return `${files} in ${timeSpan(elapsedMs)}${rate}: ${lineCount(counts.lines)} = ${parts}`
}

const listed = 8

const some = (items: ReadonlyArray<string>): string =>
  items.length <= listed ? items.join(", ") : `${items.slice(0, listed).join(", ")} and ${items.length - listed} more`

export const shownPath = (cwd: string, path: string): string => {
  if (path === "-") return "standard input"
  const fromHere = relative(cwd, path)
  return fromHere === "" || fromHere.startsWith("..") ? path : fromHere
}
