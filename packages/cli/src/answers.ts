/**
 * The analyses as commands use them: where their folders are, how an answer is printed, and what is said about it on
 * stderr.
 */
import { Clock, Effect, Layer } from "effect"

import type { BotShare } from "@logmill/core/analysis/botShare"
import type { FilterInput } from "@logmill/core/analysis/filter"
import { Analyses, type Answer, type EmptyReason } from "@logmill/core/analysis/runner"
import type { Analysis, AnalysisFolder, ColumnKind, Topic } from "@logmill/core/plugin"
import type { Plugin } from "@logmill/core/plugins/Plugin"
import { answersFile } from "@logmill/core/store/filesBeside"

import { engineLayer } from "./database.ts"
import { isoIn } from "@logmill/core/output/cell"
import type { Compared, Rows } from "@logmill/core/output/rows"
import type { Settings } from "./settingTable.ts"
import { rowsShown } from "./output/size.ts"
import { Shell } from "./Shell.ts"
import { shellWord } from "@logmill/core/shellWord"

/** In the order in which they may replace one another. */
export const analysisFolders = (plugins: ReadonlyArray<Plugin>): ReadonlyArray<AnalysisFolder> =>
  plugins.flatMap(({ analyses, origin }) => analyses.map((path) => ({ path, origin })))

/** The plugins' analyses over the database of the settings; slow answers are kept in a deletable file beside it. */
export const pluginAnalyses = ({ db }: Settings, plugins: ReadonlyArray<Plugin>) =>
  Analyses.layer({ folders: analysisFolders(plugins), cacheFile: answersFile(db) })

/**
 * The same, and what answers them. `warm`: questions are sure to follow, so start the process that answers them.
 * `concurrency`: questions at a time, 1 without.
 */
export const analysesLayer = (
  settings: Settings,
  options: { readonly plugins: ReadonlyArray<Plugin>; readonly warm: boolean; readonly concurrency?: number }
) =>
  pluginAnalyses(settings, options.plugins).pipe(
    Layer.provideMerge(engineLayer(settings, options.warm ? 1 : 0, options.concurrency))
  )

export const rowsOf = (answer: Answer): Rows => ({
  id: answer.id,
  title: answer.title,
  columns: answer.columns,
  rows: answer.rows,
  isRecord: answer.chart === "figure",
  complete: answer.complete,
  elapsedMs: answer.elapsedMs,
  dataVersion: answer.dataVersion,
  zone: answer.zone,
  sql: answer.sql,
  compared: answer.compared
})

/** The filter of an answer, which with `--compare` may have chosen its own period. */
export const filterOfAnswers = (filter: FilterInput, answers: ReadonlyArray<Answer>): FilterInput => {
  const period = answers[0]?.compared?.period
  if (period === undefined) return filter
  return { ...filter, from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString() }
}

/**
 * Says what the printed rows can't: why there are none, that there are more of them, which periods they compare, how many
 * are bots', in which zone their days are.
 */
export const noteAnswers = Effect.fnUntraced(function* (
  answers: ReadonlyArray<Answer>,
  reasons: ReadonlyArray<EmptyReason> = []
) {
  const shell = yield* Shell
  for (const answer of answers) {
    const empty = reasons.length === 0 ? answer.empty : null
    if (answer.rows.length === 0) yield* shell.note(`${answer.id}: no rows${empty === null ? "" : `. ${empty}`}`)
    else if (empty !== null) yield* shell.note(`${answer.id}: ${empty}`)
    if (answer.complete) continue
    yield* shell.note(`${answer.id}: ${rowsShown(answer.rows.length, answer.total)}; --limit 0 shows all`)
  }
  yield* noteFilterReasons(reasons)
  yield* Effect.forEach(new Set(answers.flatMap(periodsText)), shell.note)
  const now = yield* Clock.currentTimeMillis
  for (const answer of answers) {
    const ahead = laterThanNow(answer, now)
    if (ahead !== null) yield* shell.note(ahead)
    const bots = botsCounted(answer)
    if (bots !== null) yield* shell.note(bots)
  }
  const zones = answers
    .filter(({ columns, rows }) => rows.length > 0 && columns.some(({ kind }) => zoned.has(kind)))
    .map(({ zone }) => zone)
  if (zones.length > 0) yield* shell.note(`days and times are in ${[...new Set(zones)].join(", ")}`)
})

/** Says why a filter selects nothing, or leaves out nothing. */
export const noteFilterReasons = Effect.fnUntraced(function* (reasons: ReadonlyArray<EmptyReason>) {
  const shell = yield* Shell
  yield* Effect.forEach(reasons, (reason) => shell.note(reasonText(reason)))
})

/** Whether it says of nothing: a summary has a row then, too. */
export const isOfNothing = ({ columns, id, rows }: Answer): boolean =>
  rows.length === 0 || (id === "summary" && rows[0]![columns.findIndex(({ name }) => name === "entries")] === 0)

/** Kinds of columns that mean another thing in another zone. */
const zoned: ReadonlySet<ColumnKind> = new Set(["time", "date", "hour", "weekday"])

/** Clocks may differ by so much, ms. */
const tolerance = 3_600_000

/** Of a summary: its times can't be. */
const laterThanNow = ({ columns, id, rows, zone }: Answer, now: number): string | null => {
  const last = id === "summary" ? rows[0]?.[columns.findIndex(({ name }) => name === "last_time")] : null
  if (last === null || last === undefined || Number(last) <= now + tolerance) return null
  const at = isoIn(zone)(Number(last))
  return `some entries are later than now, up to ${at}: a clock is wrong, or the time zone they were read in; --to now leaves them out`
}

const periodsText = ({ compared, zone }: Answer): ReadonlyArray<string> =>
  compared === undefined
    ? []
    : [
        `${periodText(compared.period, zone)} (${zone}), compared with ${periodText(compared.before, zone)}`,
        ...(compared.partly === null ? [] : [partlyText(compared.before, compared.partly, zone)])
      ]

const partlyText = (before: Compared["before"], { from, to }: Compared["period"], zone: string): string => {
  const iso = isoIn(zone)
  const isNone = from >= before.to || to < before.from
  const told = isNone
    ? "of the period compared with there is nothing"
    : "of the period compared with there is a part only"
  return `${told}: the data goes from ${iso(from)} to ${iso(to)}`
}

/** Days where it is of whole ones, their last one included; else both times. */
const periodText = ({ from, to }: Compared["period"], zone: string): string => {
  const iso = isoIn(zone)
  const times = [iso(from), iso(to)]
  if (!times.every((time) => /T00:00:00[+-]/.test(time))) return times.join(" to ")
  const [first, last] = [from, to - 1].map((time) => iso(time).slice(0, 10))
  return first === last ? first! : `${first} to ${last}`
}

/** What is to be typed ends a sentence, without a mark behind it: that could be taken for a part of a pattern. */
export const reasonText = (reason: EmptyReason): string => {
  const typed = (option: string, pattern: string | null) => (pattern === null ? "" : ` ${option} ${shellWord(pattern)}`)
  switch (reason.kind) {
    case "noEntries":
      return "the database holds no entries"
    case "outside": {
      const iso = isoIn(reason.zone)
      return `--from, --to: the data goes from ${iso(reason.first)} to ${iso(reason.last)}`
    }
    case "unmatched": {
      const { hint, instead, isNegated, option, value } = reason
      const why = hint === null ? (instead === null ? "" : "; try") : `; ${hint}${instead === null ? "" : ":"}`
      const idle = isNegated === true ? ", so that nothing is left out by it" : ""
      return `${option}: nothing stored is "${value}"${idle}${why}${typed(option, instead)}`
    }
    case "operator":
      return `${reason.option}: "${reason.word}" is part of the pattern; between patterns, write ${reason.operator}`
    case "query": {
      const why = reason.instead === null ? "" : "; try"
      return `--path: "${reason.value}" has a query, which is no part of the path${why}${typed("--path", reason.instead)}`
    }
    case "noStatus": {
      const shown = reason.stored.slice(0, mostStatuses).join(", ")
      const rest = reason.stored.length > mostStatuses ? ", ..." : ""
      return `--status: no entry has ${reason.value}${shown === "" ? "" : `; there are ${shown}${rest}`}`
    }
    default:
      return `--status: ${reason.value} is none of HTTP's statuses, 100-599`
  }
}

const mostStatuses = 20

const countsBots = ({ columns }: Pick<Answer | Analysis, "columns">): boolean =>
  columns.some(({ name }) => name === "bot_hits")

/** What is asked there is about programs; without them there is no answer. */
const aboutBots: ReadonlySet<Topic> = new Set(["bots", "security"])

/** Analyses whose answers may leave open how many bots are behind them. `asked`: at least those of the answers. */
const notAboutBots = (asked: ReadonlyArray<Pick<Analysis, "id" | "topic">>): ReadonlySet<string> =>
  new Set(asked.filter(({ topic }) => topic === null || !aboutBots.has(topic)).map(({ id }) => id))

/** Whoever asked chose by classes or bots. */
const isOfBots = (filter: FilterInput): boolean => filter.class !== undefined || filter.bot !== undefined

/** Whether it is likely that the share of bots is to be told beside the answers, before there are any. */
export const foreseesBotShare = (asked: ReadonlyArray<Analysis>, filter: FilterInput): boolean =>
  notAboutBots(asked).size > 0 && !isOfBots(filter) && !asked.some(countsBots)

/** Whether answers leave it open: they don't when they tell, or whoever asked knows, by a choice or the topic. */
export const needsBotShare = (
  all: ReadonlyArray<Answer>,
  asked: ReadonlyArray<Pick<Analysis, "id" | "topic">>,
  filter: FilterInput
): boolean => {
  const others = notAboutBots(asked)
  const answers = all.filter(({ id }) => others.has(id))
  return !isOfBots(filter) && !answers.some(countsBots) && !answers.every(isOfNothing)
}

/** `filter`: what was asked under. */
export const noteBotShare = Effect.fnUntraced(function* (share: BotShare, filter: FilterInput) {
  if (!(share.bots > 0)) return
  const percent = (100 * share.bots) / share.hits
  const rounded =
    percent < 1 ? "less than 1" : percent > 99 && share.bots < share.hits ? "more than 99" : percent.toFixed(0)
  const isSelecting = Object.entries(filter).some(([name, value]) => name !== "tz" && value !== undefined)
  const shell = yield* Shell
  yield* shell.note(
    `bots made ${rounded} % of the hits${isSelecting ? " that the filter lets through" : ""}; --class people leaves them out`
  )
})

/** A summary counts bots, too: how many they are must be in sight. */
const botsCounted = (answer: Answer): string | null => {
  if (!countsBots(answer)) return null
  const value = (name: string) => Number(answer.rows[0]?.[answer.columns.findIndex((column) => column.name === name)])
  const [bots, entries] = [value("bot_hits"), value("entries")]
  if (!(bots > 0 && entries > 0)) return null
  if (bots === entries) {
    const all = entries === 1 ? "the only entry is a bot's" : `all ${entries} entries are bots'`
    return `${all}; --class people leaves them out`
  }
  return `${bots} of ${entries} entries (${((100 * bots) / entries).toFixed(1)} %) are bots'; --class people leaves them out`
}

/** Names the files in the folders that are no analyses; the others run. */
export const warnOfProblems = Effect.gen(function* () {
  const shell = yield* Shell
  const analyses = yield* Analyses
  const { problems } = yield* analyses.list
  yield* Effect.forEach(problems, ({ file, line, reason }) => shell.warn(`${file}:${line}: ${reason}`))
})
