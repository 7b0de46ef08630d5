/** Mistakes of a statement as the API has them, with their place. */
import { Effect } from "effect"

import type { FilterError } from "@logmill/core/analysis/filter"
import type { QueryError } from "@logmill/core/query/QueryEngine"
import type { StatementError } from "@logmill/core/sql/StatementError"

import { Refused, refused } from "../api/values.ts"
import { ofQuestion, type QuestionFailure } from "../questions/errors.ts"

/** Longer statements SQLite is not asked to compile. */
const longest = 200_000

/** A message may say again what was typed. */
const longestMessage = 1000

export const ofStatement = (error: StatementError | FilterError | QueryError | Refused): QuestionFailure => {
  if (error._tag === "Refused") return error
  if (error._tag !== "StatementError") return ofQuestion(error)
  const { at, message } = error
  const shown = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message
  return new Refused({ reason: "statement", message: shown, at })
}

export const refuseLong = (sql: string): Effect.Effect<void, Refused> =>
  sql.length <= longest ? Effect.void : Effect.fail(refused("limit", `the statement is longer than ${longest} letters`))
