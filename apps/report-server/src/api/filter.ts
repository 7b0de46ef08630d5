/** The filter in a request's query: the names and texts of the command line's flags, repeated ones as repeated keys. */
import { Schema } from "effect"

const text = Schema.optionalKey(Schema.String)
const texts = Schema.optionalKey(Schema.Array(Schema.String))

export const filterFields = {
  from: text,
  to: text,
  tz: text,
  site: texts,
  path: texts,
  status: texts,
  method: texts,
  class: texts,
  client: texts,
  referrer: texts,
  agent: texts,
  source: texts
}

export const FilterQuery = Schema.Struct(filterFields)
export type FilterQuery = typeof FilterQuery.Type
