/** The errors of the core as the API has them; the sentences are the core's own. */
import type { FilterError } from "@logmill/core/analysis/filter"
import type { AnalysisError } from "@logmill/core/analysis/runner"
import type { QueryError } from "@logmill/core/query/QueryEngine"

import { Busy, Refused, TimedOut, Unreadable } from "../api/values.ts"

export type QuestionFailure = Refused | TimedOut | Busy | Unreadable

export const ofQuestion = (error: AnalysisError | FilterError | QueryError): QuestionFailure => {
  if (error._tag === "QueryError") return ofQuery(error)
  if (error._tag === "AnalysisError") return new Refused({ reason: error.reason, message: error.message, at: null })
  // A filter has the flag's name here, without its hyphens.
  return new Refused({ reason: "filter", message: error.message.replace(/^--/, ""), at: null })
}

export const ofQuery = ({ message, reason }: QueryError): QuestionFailure => {
  switch (reason) {
    case "denied":
    case "syntax":
      return new Refused({ reason: "statement", message, at: null })
    case "resources":
      return new Refused({ reason: "limit", message, at: null })
    case "deadline":
      return new TimedOut({ message })
    case "busy":
      return new Busy({ message })
    default:
      return new Unreadable({ message })
  }
}

/** Of statements of ours, which are right and read little. */
export const unreadable = ({ message }: QueryError): Unreadable => new Unreadable({ message })
