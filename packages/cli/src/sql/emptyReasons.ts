/** Why a filter lets nothing through. Loaded when there is something to explain. */
import { Clock, Effect } from "effect"

import { dataContext } from "@logmill/core/analysis/context"
import { whyEmpty } from "@logmill/core/analysis/empty"
import { type FilterInput, parseFilter } from "@logmill/core/analysis/filter"
import { QueryEngine } from "@logmill/core/query/QueryEngine"

import { reasonText } from "../answers.ts"

export const reasonsFor = (input: FilterInput): Effect.Effect<ReadonlyArray<string>, never, QueryEngine> =>
  Effect.gen(function* () {
    const engine = yield* QueryEngine
    const data = yield* dataContext
    const now = yield* Clock.currentTimeMillis
    const filter = yield* parseFilter(input, { now, zone: data.zone })
    return (yield* whyEmpty(engine, filter, data)).map(reasonText)
  }).pipe(Effect.orElseSucceed(() => []))
