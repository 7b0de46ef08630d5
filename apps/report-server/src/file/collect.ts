/** Asks everything that a report in one file shows. */
import { basename } from "node:path"

import { Effect, Layer } from "effect"

import type { Catalog } from "@logmill/core/analysis/catalog"
import { type FilterInput, parseFilter } from "@logmill/core/analysis/filter"
import { usualDays } from "@logmill/core/analysis/periods"
import {
  Analyses,
  type AnalysisError,
  type Answer as CoreAnswer,
  type EmptyReason
} from "@logmill/core/analysis/runner"
import type { QueryError } from "@logmill/core/query/QueryEngine"
import { dayMs } from "@logmill/core/store/rollups/calendar"

import { catalogOf } from "../analyses/catalog.ts"
import { reasonOf } from "../analyses/reasons.ts"
import type { Answer } from "../api/values.ts"
import { overview } from "../data/overview.ts"
import { answerHead } from "../questions/answerHead.ts"
import { cellsOf } from "../questions/cells.ts"
import { DataState } from "../questions/DataState.ts"
import { Shared } from "../questions/Shared.ts"
import type { EmbeddedReport } from "./Embedded.ts"
import { type Asked, questionsFor, unitFor } from "./questions.ts"
import { Room } from "./room.ts"

export interface Chosen {
  readonly filter: FilterInput
  /** `previous`, `week`, `year` or `FROM..TO`. */
  readonly compare: string | null
  /** Rows of a list. */
  readonly limit: number
  /** ms that one analysis may take; 0: as long as it takes. */
  readonly deadline: number
  /** Questions at a time. */
  readonly concurrency: number
}

/** What goes into the file, and what is said of it. */
export interface Collected {
  readonly report: EmbeddedReport
  /** Selected ones. */
  readonly entries: number
  /** Of those that there are none of. */
  readonly reasons: ReadonlyArray<EmptyReason>
  /** Whether all answers are of the same data. */
  readonly isOfOneMoment: boolean
}

export const collectLayer = DataState.layer.pipe(Layer.provide(Shared.layer))

export const collectReport = Effect.fn("collectReport")(function* (chosen: Chosen) {
  const analyses = yield* Analyses
  const loaded = yield* overview
  const catalog = yield* analyses.list
  const { compare, filter } = chosen
  const { from, to } = yield* parseFilter(filter, { now: loaded.now, zone: loaded.zone })
  const last = to ?? (loaded.last_time === null ? null : loaded.last_time + 1)
  const begin = compare === null || last === null ? loaded.first_time : last - usualDays * dayMs
  const first = from ?? begin
  const unit = first === null || last === null || last <= first ? null : unitFor(last - first, compare !== null)
  const asked = questionsFor(catalog.analyses, { compare, limit: chosen.limit, isSince: from !== null, unit })
  const told = yield* Effect.forEach(
    asked,
    (question) => {
      const param = withoutDefault(catalog, question.id)
      if (param === null) return run(analyses, question, chosen)
      return Effect.succeed({ ...keyOf(question), message: `${param} has no default, and a file can't ask for it` })
    },
    { concurrency: chosen.concurrency }
  )
  const room = new Room()
  const fitting = told.map((one) => {
    const message = "answer" in one ? room.refusalOf(one.answer) : null
    return message === null ? one : { ...keyOf(one), message }
  })
  const answers = fitting.flatMap((one) => ("answer" in one ? [one] : []))
  const entries = Number(answers.find(({ id }) => id === "summary")?.answer.rows[0]?.[0] ?? 0)
  const reasons = entries > 0 ? [] : yield* Effect.orElseSucceed(analyses.whyEmpty(filter), () => [])
  const named = byName(catalog)
  const { analyses: known, problems } = catalogOf(catalog)
  const report: EmbeddedReport = {
    overview: loaded,
    catalog: {
      analyses: known,
      problems: problems.map(({ file, line, reason }) => ({ file: named(file), line, reason: named(reason) }))
    },
    search: searchOf(filter, compare, unit),
    empty: { reasons: reasons.map((reason) => reasonOf(reason, filter.tz ?? loaded.zone)) },
    answers,
    failures: fitting.flatMap((one) => ("message" in one ? [{ ...one, message: named(one.message) }] : []))
  }
  const isOfOneMoment = answers.every(({ answer }) => answer.data_version === loaded.data_version)
  return { report, entries, reasons, isOfOneMoment } satisfies Collected
})

/** What an answer, or the reason why there is none, is found by. */
const keyOf = ({ compare, id, params }: Omit<Asked, "limit">): Omit<Asked, "limit"> => ({ id, params, compare })

/** The parameter that an analysis can't be asked without; null: there is none. */
const withoutDefault = ({ analyses }: Catalog, id: string): string | null =>
  analyses.find((one) => one.id === id)?.params.find((param) => param.default === null)?.name ?? null

/** Texts with the files of analyses by their names: in which folders they are is nobody's business where the report is read. */
const byName = ({ analyses, problems }: Catalog): ((text: string) => string) => {
  const files = [...analyses, ...problems].map(({ file }) => file).toSorted((a, b) => b.length - a.length)
  return (text) => files.reduce((named, file) => named.replaceAll(file, () => basename(file)), text)
}

/** One that fails is missing in the report, with its sentence; a filter that can't be is a mistake of whoever asks. */
const run = (analyses: Analyses["Service"], asked: Asked, { deadline, filter }: Chosen) => {
  const { compare, id, limit, params } = asked
  const question = keyOf(asked)
  const failed = ({ message }: AnalysisError | QueryError) => Effect.succeed({ ...question, message })
  return analyses
    .run(id, {
      params,
      filter,
      limit,
      ...(compare === null ? {} : { compare }),
      ...(deadline > 0 ? { deadline } : {})
    })
    .pipe(
      Effect.map((answer) => ({ ...question, answer: answerOf(answer) })),
      Effect.catchTag(["AnalysisError", "QueryError"], failed)
    )
}

/** How long it took is of no reader's interest any more, and would make each file another one. */
const answerOf = (answer: CoreAnswer): Answer => ({
  ...answerHead(answer),
  rows: answer.rows.map(cellsOf),
  elapsed_ms: 0,
  cached: false
})

/** The page reads its state from it, as from a URL. */
const searchOf = (filter: FilterInput, compare: string | null, unit: string | null): string =>
  new URLSearchParams([
    ...Object.entries(filter).flatMap(([name, value]) =>
      (typeof value === "string" ? [value] : (value as ReadonlyArray<string>)).map(
        (one) => [name, one] as [string, string]
      )
    ),
    ...(compare === null ? [] : [["compare", compare] as [string, string]]),
    ...(unit === null ? [] : [["param", `traffic.bucket=${unit}`] as [string, string]])
  ]).toString()
