/** Why a filter lets nothing through, or leaves out nothing. Loaded when there is something to explain. */
import { Clock, Effect } from "effect"

import { dataContext } from "@logmill/core/analysis/context"
import { idleNegations, whyEmpty } from "@logmill/core/analysis/empty"
import { type FilterInput, parseFilter } from "@logmill/core/analysis/filter"
import { QueryEngine } from "@logmill/core/query/QueryEngine"

import { reasonText } from "../answers.ts"

/** `isEmpty`: nothing was let through. */
export const reasonsFor = (
  input: FilterInput,
  isEmpty: boolean
): Effect.Effect<ReadonlyArray<string>, never, QueryEngine> =>
  Effect.gen(function* () {
    const engine = yield* QueryEngine
    const data = yield* dataContext
    const now = yield* Clock.currentTimeMillis
    const filter = yield* parseFilter(input, { now, zone: data.zone })
    return (yield* isEmpty ? whyEmpty(engine, filter, data) : idleNegations(engine, filter)).map(reasonText)
  }).pipe(Effect.orElseSucceed(() => []))
