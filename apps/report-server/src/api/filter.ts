/** The filter in a request's query: the names and texts of the command line's flags, repeated ones as repeated keys. */
import { Schema } from "effect"

const text = (description: string) => Schema.optionalKey(Schema.String.annotate({ description }))
const texts = (description: string) => Schema.optionalKey(Schema.Array(Schema.String).annotate({ description }))

export const filterFields = {
  from: text("Inclusive: 2026-11-05, 2026-11-05T14:30, -7d, now, yesterday"),
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
  browser: texts("Browsers by name: Firefox"),
  os: texts("Operating systems by name: Windows"),
  device: texts("desktop, mobile, tablet or tv"),
  bot: texts("Bots by name: Googlebot; !- for all that have one"),
  country: texts("Countries of clients, by ISO 3166-1: DE; - where none is known"),
  city: texts("Cities of clients"),
  network: texts("Networks of clients, by number and name: AS64500 *"),
  user: texts("Users by HTTP authentication; - where nobody was logged in"),
  source: texts("Logs, as patterns")
}

export const FilterQuery = Schema.Struct(filterFields)
export type FilterQuery = typeof FilterQuery.Type
