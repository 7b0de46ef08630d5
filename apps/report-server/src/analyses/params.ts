/** Parameters of an analysis in a request: JSON, so that one key holds them all. */
import { Effect, Schema } from "effect"

import { type Refused, refused } from "../api/values.ts"

const Params = Schema.fromJsonString(
  Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number, Schema.Boolean]))
)

/** Values as `--param` has them, as texts. */
export const paramsOf = (text = "{}"): Effect.Effect<Readonly<Record<string, string>>, Refused> =>
  Schema.decodeUnknownEffect(Params)(text).pipe(
    Effect.mapBoth({
      onSuccess: (params) => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])),
      onFailure: () => refused("param", `params must be JSON such as {"min_hits": "10"}`)
    })
  )
