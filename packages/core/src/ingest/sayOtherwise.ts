/**
 * Logs that are stored, and that are given now with other settings than they were read with: lines are read once, so that only
 * new ones follow what is given, which nobody may have meant. Other sites than theirs are told by notices.ts.
 */
import { readerOf } from "@logmill/workers/format/catalog"
import { choiceOf } from "@logmill/workers/format/readers"

import type { Connection } from "../store/open.ts"
import { source } from "../store/schema.ts"
import { type IngestOptions, siteOf } from "./options.ts"
import { isStream, type SourceOutcome } from "./report.ts"

interface SourceSettings {
  readonly format: string
  readonly zone: string
  readonly site: string | null
}

/** Of all sources that there are, by their numbers. */
export const sourceSettings = ({ db }: Connection): ReadonlyMap<number, SourceSettings> => {
  const { format, id, site, zone } = source
  const rows = db.select({ id, format, zone, site }).from(source).all()
  return new Map(rows.map(({ id, ...settings }) => [id, settings]))
}

interface Given {
  readonly options: Pick<IngestOptions, "logFormat" | "logZone" | "site" | "siteFrom">
  /** Before anything was read. */
  readonly before: ReadonlyMap<number, SourceSettings>
  readonly command: (words: string) => string
}

/** One sentence for each setting that differs, about the first of the logs for which it does. */
export const sayOtherwise = (outcomes: ReadonlyArray<SourceOutcome>, given: Given): ReadonlyArray<string> => {
  const { before, command, options } = given
  const stored = outcomes.flatMap((outcome) => {
    const settings = outcome.sourceId === null || isStream(outcome.path) ? undefined : before.get(outcome.sourceId)
    return settings === undefined ? [] : [{ ...outcome, settings, again: command(`forget ${outcome.sourceId}`) }]
  })
  // As they end, they come in any order.
  stored.sort((one, other) => (one.path < other.path ? -1 : 1))
  const continued = stored.filter(({ counts, result }) => result === "continued" && counts.stored > 0)
  const isOneFormat = options.logFormat !== "auto" && choiceOf(options.logFormat, null) === null
  const ofFormat = stored.filter(
    ({ result, settings }) =>
      isOneFormat && settings.format !== options.logFormat && (result === "continued" || result === "unchanged")
  )
  const ofZone = continued.filter(({ settings: { format, zone } }) => zone !== options.logZone && !namesZone(format))
  const ofSite = continued.filter(({ path, settings }) => settings.site !== null && siteOf(options, path) === null)
  return [
    ...told(ofFormat, ({ again, path, settings }) => {
      const what = `lines of ${path} that were stored before stay as ${settings.format} has them`
      return `${what}; to have them by the format that is given now, ${again} and ingest the file again`
    }),
    ...told(ofZone, ({ again, path, settings }) => {
      const what = `new lines of ${path}: times that name no zone are taken for those of ${options.logZone}, before for those of ${settings.zone}`
      return `${what}; if that is not meant, ${again} and ingest the file again with --log-tz ${settings.zone}`
    }),
    ...told(ofSite, ({ again, path, settings }) => {
      const what = `new lines of ${path} are without a site, those before have ${settings.site}`
      return `${what}; if that is not meant, ${again} and ingest the file again with its site`
    })
  ]
}

/** All times of the Common Log Format and its family do. */
const namesZone = (format: string): boolean => readerOf(format) === "auto"

const told = <A>(some: ReadonlyArray<A>, sentence: (first: A) => string): ReadonlyArray<string> => {
  const [first] = some
  if (first === undefined) return []
  return [some.length === 1 ? sentence(first) : `${sentence(first)} (and so with ${some.length - 1} more)`]
}
