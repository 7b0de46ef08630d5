import { assert, describe, it } from "@effect/vitest"

import { FilterError } from "@logmill/core/analysis/filter"
import { AnalysisError } from "@logmill/core/analysis/runner"
import { QueryError, type QueryReason } from "@logmill/core/query/QueryEngine"
import { StoreError, type StoreReason } from "@logmill/core/store/StoreError"

import { exitStatus } from "./exit.ts"
import { fromAnalysis, fromQuery, fromStore } from "./failure.ts"

const message = "what happened, and what to type instead"

describe("errors of the core end in their status, with their own sentence", () => {
  const queries: Readonly<Record<QueryReason, number>> = {
    denied: 2,
    syntax: 2,
    missing: 2,
    notADatabase: 2,
    busy: 3,
    io: 4,
    resources: 4,
    crashed: 4,
    deadline: 5
  }
  it.each(Object.entries(queries))("query: %s", (reason, code) => {
    const stop = fromQuery(new QueryError({ reason: reason as QueryReason, message }))
    assert.deepStrictEqual([exitStatus[stop.status].code, stop.message], [code, message])
  })

  const stores: Readonly<Record<StoreReason, number>> = {
    notOurs: 2,
    newer: 2,
    missing: 2,
    busy: 3,
    full: 4,
    io: 4,
    corrupt: 4,
    failed: 4
  }
  it.each(Object.entries(stores))("store: %s", (reason, code) => {
    const stop = fromStore(new StoreError({ reason: reason as StoreReason, message }))
    assert.deepStrictEqual([exitStatus[stop.status].code, stop.message], [code, message])
  })

  it("analyses and filters: wrong usage", () => {
    const errors = [
      new AnalysisError({ reason: "unknown", id: "pths", message }),
      new FilterError({ option: "--from", value: "x", message })
    ]
    assert.deepStrictEqual(
      errors.map((error) => [fromAnalysis(error).status, fromAnalysis(error).message]),
      [
        ["usage", message],
        ["usage", message]
      ]
    )
  })
})
