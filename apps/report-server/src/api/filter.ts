/** The filter in a request's query: the names and texts of the command line's flags, repeated ones as repeated keys. */
import { Schema } from "effect"

const text = (description: string) => Schema.optionalKey(Schema.String.annotate({ description }))
const texts = (description: string) => Schema.optionalKey(Schema.Array(Schema.String).annotate({ description }))

export const filterFields = {
  from: text("Inclusive: 2026-11-05, 2026-11-05T14:30, -7d, now"),
  to: text("Exclusive, a day or month up to its end"),
  tz: text("The zone of days, and of times that name none: Europe/Berlin"),
  site: texts("Sites (virtual hosts)"),
  path: texts("Paths without queries: /shop/*, ~REGEX, !/health"),
  status: texts("404, 5xx, !304"),
  method: texts("GET, !HEAD"),
  class: texts("Classes of agents: human, search; people and bots are words for several"),
  client: texts("Addresses or CIDR: 192.0.2.0/24"),
  referrer: texts("Referrers, as patterns"),
  agent: texts("Agents, as patterns"),
  source: texts("Logs, as patterns")
}

export const FilterQuery = Schema.Struct(filterFields)
export type FilterQuery = typeof FilterQuery.Type
