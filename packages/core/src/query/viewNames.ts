/** What statements call views, but for their names: what they are told to write instead. */
import { nearest } from "../nearest.ts"
import { publicViews } from "./protocol.ts"

/** What to name in place of a view that there is not. */
export const noSuchView = (name: string): string => {
  const meant = otherNames[name.toLowerCase()] ?? nearest(name, publicViews)
  const instead = meant === null ? `there are ${publicViews.join(", ")}` : `did you mean ${meant}?`
  return `there is no view "${name}"; ${instead}`
}

/** What requests are called elsewhere. The tables, with names like these, are inside: a count of their rows is none of requests. */
const otherNames: Readonly<Record<string, string>> = {
  access: "entries",
  log: "entries",
  logs: "entries",
  request: "entries",
  requests: "entries",
  line: "entries",
  lines: "entries",
  event: "entries",
  events: "entries",
  pages: "hits",
  page: "hits",
  paths: "hits",
  statuses: "hits",
  visitor: "visits",
  visitors: "visits",
  clients: "visits",
  agents: "visits",
  session: "visits",
  files: "sources",
  errors: "rejects"
}

/** What base tables hold is in views. */
export const viewsOfTables: Readonly<Record<string, string>> = {
  entry: "entries",
  request: "entries (columns method, path, query, protocol, request_id)",
  path: "entries or hits (columns path, path_id)",
  client: "entries or visits (columns client, client_id)",
  agent: "entries or visits (columns agent, agent_class, bot, agent_id)",
  referrer: "entries (columns referrer, referrer_site, referrer_id)",
  site: "entries or hits (columns site, site_id)",
  user: "entries (columns user, user_id)",
  extra: "entries (columns tls, cache, mime, scheme, extra)",
  source: "sources",
  source_file: "sources",
  source_range: "sources",
  range_filtered: "sources",
  reject: "rejects"
}
