/** How the errors of the core end a command: each reason has its exit status, the sentence is the core's own. */
import type { FilterError } from "@logmill/core/analysis/filter"
import type { AnalysisError } from "@logmill/core/analysis/runner"
import type { IngestError } from "@logmill/core/ingest/IngestError"
import type { QueryError, QueryReason } from "@logmill/core/query/QueryEngine"
import type { StoreError, StoreReason } from "@logmill/core/store/StoreError"

import { type ExitName, Stop } from "./exit.ts"

const statusOfQuery: Readonly<Record<QueryReason, ExitName>> = {
  denied: "usage",
  syntax: "usage",
  deadline: "deadline",
  busy: "busy",
  missing: "usage",
  notADatabase: "usage",
  io: "io",
  resources: "io",
  crashed: "io"
}

export const fromQuery = (error: QueryError): Stop =>
  new Stop({ status: statusOfQuery[error.reason], sentence: error.message, cause: error })

export const fromAnalysis = (error: AnalysisError | FilterError | QueryError): Stop => {
  if (error._tag === "QueryError") return fromQuery(error)
  return new Stop({ status: "usage", sentence: error.message, cause: error })
}

const statusOfStore: Readonly<Record<StoreReason, ExitName>> = {
  notOurs: "usage",
  newer: "usage",
  missing: "usage",
  full: "io",
  io: "io",
  corrupt: "io",
  failed: "io",
  busy: "busy"
}

export const fromStore = (error: StoreError): Stop =>
  new Stop({ status: statusOfStore[error.reason], sentence: error.message, cause: error })

export const fromIngest = (error: IngestError | StoreError): Stop =>
  error._tag === "StoreError" ? fromStore(error) : new Stop({ status: "usage", sentence: error.message, cause: error })
