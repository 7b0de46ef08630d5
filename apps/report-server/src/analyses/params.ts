/** Parameters of an analysis in a request: JSON, so that one key holds them all. */
import { Effect, Schema } from "effect"

import { type Refused, refused } from "../api/values.ts"

const Values = Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number, Schema.Boolean]))
const Params = Schema.fromJsonString(Values)
const ParamsById = Schema.fromJsonString(Schema.Record(Schema.String, Values))

const asTexts = (params: typeof Values.Type): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))

/** Values as `--param` has them, as texts. */
export const paramsOf = (text = "{}"): Effect.Effect<Readonly<Record<string, string>>, Refused> =>
  Schema.decodeUnknownEffect(Params)(text).pipe(
    Effect.mapBoth({
      onSuccess: asTexts,
      onFailure: () => refused("param", `params must be JSON such as {"min_hits": "10"}`)
    })
  )

/** Of several analyses. */
export const paramsByIdOf = (
  text = "{}"
): Effect.Effect<Readonly<Record<string, Readonly<Record<string, string>>>>, Refused> =>
  Schema.decodeUnknownEffect(ParamsById)(text).pipe(
    Effect.mapBoth({
      onSuccess: (all) => Object.fromEntries(Object.entries(all).map(([id, params]) => [id, asTexts(params)])),
      onFailure: () => refused("param", `params must be JSON such as {"paths": {"visitors": "true"}}`)
    })
  )
