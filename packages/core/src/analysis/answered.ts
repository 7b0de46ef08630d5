/** From the rows of a statement to an answer: with what the analysis itself tells, and of two periods beside one another. */
import { offsetsOf } from "../zone.ts"
import type { Answer, AnswerColumn } from "./answer.ts"
import type { StoredAnswer } from "./cache.ts"
import { compareRows } from "./comparison.ts"
import type { Analysis } from "./contract.ts"
import type { ComparedPeriods } from "./periods.ts"
import { type Question, writeOut } from "./question.ts"

/** An answer, and the question it was given to. */
export interface Answered {
  readonly answer: Answer
  readonly question: Question
}

/** By the names that the statement gives them. */
export const columnsOf = ({ columns }: Analysis, names: ReadonlyArray<string>): ReadonlyArray<AnswerColumn> =>
  names.map((name) => {
    const declared = columns.find((column) => column.name === name)
    const { pattern = null, status = null } = declared ?? {}
    return {
      name,
      kind: declared?.kind ?? "text",
      filter: declared?.filter ?? null,
      ...(pattern === null ? {} : { pattern }),
      ...(status === null ? {} : { status })
    }
  })

/** Numbers that were set otherwise than usual may be the reason, too: `min_hits` leaves out what is there. */
const emptyText = ({ empty, params }: Analysis, question: Pick<Question, "params">): string | null => {
  if (empty === null) return null
  const set = params.flatMap(({ default: usual, name, type }) => {
    const value = Number(question.params[name] ?? usual)
    return (type === "int" || type === "float") && value !== Number(usual) ? [`${name}=${value}`] : []
  })
  return set.length === 0 ? empty : `${empty} Or nothing fits ${set.join(", ")}.`
}

export const answerOf = (
  analysis: Analysis,
  question: Question,
  { columns: names, rows, complete, total, elapsedMs }: StoredAnswer,
  { dataVersion, cached }: { readonly dataVersion: number; readonly cached: boolean }
): Answered => ({
  question,
  answer: {
    id: analysis.id,
    title: analysis.title,
    chart: analysis.chart,
    columns: columnsOf(analysis, names),
    rows,
    complete,
    total,
    elapsedMs,
    dataVersion,
    zone: question.zone,
    sql: writeOut(question),
    cached,
    empty: rows.some(([first]) => first !== null) ? null : emptyText(analysis, question)
  }
})

/** `limit`: rows at most, 0 for all. */
export const compareAnswers = (
  analysis: Analysis,
  {
    before,
    limit,
    own,
    periods
  }: { readonly own: Answered; readonly before: Answered; readonly periods: ComparedPeriods; readonly limit: number }
): Answer => {
  const { columns, rows } = compareRows({
    analysis,
    columns: own.answer.columns,
    rows: own.answer.rows,
    rowsBefore: before.answer.rows,
    periods,
    unit: own.question.unit,
    offsetAt: offsetsOf(own.answer.zone)
  })
  return {
    ...own.answer,
    columns,
    rows: limit > 0 ? rows.slice(0, limit) : rows,
    empty: rows.length > 0 ? null : emptyText(analysis, own.question),
    complete: own.answer.complete && before.answer.complete && (limit === 0 || rows.length <= limit),
    total: rows.length,
    elapsedMs: own.answer.elapsedMs + before.answer.elapsedMs,
    cached: own.answer.cached && before.answer.cached,
    compared: { ...periods, sqlBefore: before.answer.sql }
  }
}
