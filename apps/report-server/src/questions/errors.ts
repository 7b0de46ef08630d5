/** The errors of the core as the API has them; the sentences are the core's own. */
import type { FilterError } from "@logmill/core/analysis/filter"
import type { AnalysisError } from "@logmill/core/analysis/runner"
import type { QueryError } from "@logmill/core/query/QueryEngine"

import { Busy, type Refused, refused, TimedOut, Unreadable } from "../api/values.ts"

export type QuestionFailure = Refused | TimedOut | Busy | Unreadable

export const ofQuestion = (error: AnalysisError | FilterError | QueryError): QuestionFailure => {
  if (error._tag === "QueryError") return ofQuery(error)
  if (error._tag === "AnalysisError") return refused(error.reason, error.message)
  // A filter has the flags' names here, without their hyphens.
  return refused("filter", error.message.replaceAll(/(?<![^ ])--(?=[a-z])/g, ""))
}

const ofQuery = ({ message, reason }: QueryError): QuestionFailure => {
  switch (reason) {
    case "denied":
    case "syntax":
      return refused("statement", message)
    case "resources":
      return refused("limit", message)
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
