/**
 * The panels of GoAccess' report as SQL over the public views; what a panel is, its definition and ours, stands in
 * docs/from-goaccess.md.
 *
 * Visitors are distinct in each row over all of the selected time, so most panels have to see every entry once. Panels
 * that need the same of it are one statement: the sums of each visitor first (`seen`), then the panels from these.
 */

/** Also the order in the report. */
export const panelNames = [
  "visitors",
  "requests",
  "static_requests",
  "not_found",
  "hosts",
  "os",
  "browsers",
  "visit_time",
  "vhosts",
  "referrers",
  "referring_sites",
  "keyphrases",
  "geolocation",
  "asn",
  "status_codes",
  "remote_user",
  "cache_status",
  "mime_type",
  "tls_type"
] as const
export type PanelName = (typeof panelNames)[number]

/** Those that GoAccess leaves out, too, when the log has no such thing. */
export const optionalPanels: ReadonlySet<PanelName> = new Set<PanelName>([
  "vhosts",
  "geolocation",
  "asn",
  "remote_user",
  "cache_status",
  "mime_type",
  "tls_type"
])

/** What the database has, so that nothing is looked for in vain. */
export interface Known {
  /** Durations are logged. */
  readonly timed: boolean
  readonly users: boolean
  /** TLS, media types, cache: other texts. */
  readonly extras: boolean
  readonly referrers: boolean
}

/** Those whose rows are requests, with method and protocol. */
export const requestPanels: ReadonlySet<PanelName> = new Set<PanelName>(["requests", "static_requests", "not_found"])

/**
 * The columns of every statement. A row is of the panel `panelNames[panel]`. Rows with a `parent` belong below the row
 * that has this parent and no `data`. Times taken are ms; `timed`: how many requests have one.
 */
const rowColumns = [
  ...(["panel", "parent", "data", "method", "protocol", "country", "city", "network"] as const),
  ...(["hits", "visitors", "bytes", "cum_ms", "max_ms", "timed"] as const)
]
type RowColumn = (typeof rowColumns)[number]

/** Where they are in a row. */
export const columnAt = Object.fromEntries(rowColumns.map((name, index) => [name, index])) as Readonly<
  Record<RowColumn, number>
>

interface PanelSql {
  readonly name: PanelName
  readonly data: string
  readonly parent?: string
  readonly where?: string
  /** Its groups, where it is faster to tell them by something else than `data`. */
  readonly by?: string
  readonly method?: string
  readonly protocol?: string
  readonly country?: string
  readonly city?: string
  readonly network?: string
}

const visitor = "client_id * 4294967296 + coalesce(agent_id, 0)"

/** Sums over what hangs together: entries, or sums of these. */
const sumsOfEntries = ({ timed }: Known): string =>
  `count(*) AS hits, coalesce(sum(bytes), 0) AS bytes,
    ${timed ? "sum(duration_ms) AS cum_ms, max(duration_ms) AS max_ms, count(duration_ms) AS timed" : "NULL AS cum_ms, NULL AS max_ms, 0 AS timed"}`
const sumsOfSums = "sum(bytes) AS bytes, sum(cum_ms) AS cum_ms, max(max_ms) AS max_ms, sum(timed) AS timed"

/** One statement for panels that are made of `seen`: rows of client_id, agent_id and sums. */
const statement = (seen: string, panels: ReadonlyArray<PanelSql>): string => {
  const rows = panels.flatMap((panel) =>
    panel.parent === undefined ? [rowsOf(panel, "child")] : [rowsOf(panel, "parent"), rowsOf(panel, "child")]
  )
  return `WITH seen AS MATERIALIZED (
  ${seen}
)
SELECT ${rowColumns.join(", ")} FROM (
${rows.join("\nUNION ALL\n")}
)
ORDER BY panel, iif(panel = ${panelNames.indexOf("visit_time")}, data, NULL), hits DESC, parent, data`
}

const rowsOf = (panel: PanelSql, level: "parent" | "child"): string => {
  const { by, data, name, parent = null, where } = panel
  const texts = ["method", "protocol", "country", "city", "network"] as const
  const group = level === "parent" ? parent! : (by ?? [...(parent === null ? [] : [parent]), data].join(", "))
  return `SELECT ${panelNames.indexOf(name)} AS panel, ${parent ?? "NULL"} AS parent,
  ${level === "parent" ? "NULL" : data} AS data,
  ${texts.map((text) => `${(level === "child" ? panel[text] : undefined) ?? "NULL"} AS ${text}`).join(", ")},
  sum(hits) AS hits, count(DISTINCT ${visitor}) AS visitors, ${sumsOfSums}
FROM seen${where === undefined ? "" : ` WHERE ${where}`}
GROUP BY ${group}`
}

/** Days; visitors of each. From the rollups. */
const days = (): string => `WITH counted AS (
  SELECT day, sum(hits) AS hits, sum(bytes) AS bytes, sum(duration_ms) AS cum_ms, max(duration_max_ms) AS max_ms, sum(timed) AS timed
  FROM hits GROUP BY day
),
people AS (
  SELECT day, count(*) AS visitors FROM (SELECT DISTINCT day, client_id, agent_id FROM visits) GROUP BY day
)
SELECT ${panelNames.indexOf("visitors")} AS panel, NULL AS parent, replace(day, '-', '') AS data,
  NULL AS method, NULL AS protocol, NULL AS country, NULL AS city, NULL AS network,
  hits, visitors, bytes, cum_ms, max_ms, timed
FROM counted JOIN people USING (day)
ORDER BY day DESC`

/** Requests, as they were asked for, query and all; by status and kind in one of three panels. */
const requests = (known: Known): string => {
  const [all, assets, missing] = (["requests", "static_requests", "not_found"] as const).map((name) =>
    panelNames.indexOf(name)
  )
  return `WITH counted AS (
  SELECT request_id, coalesce(status = 404, 0) AS missing,
    any_value(coalesce(origin, '') || path || coalesce('?' || query, '')) AS data,
    any_value(method) AS method, any_value(protocol) AS protocol, any_value(kind) AS kind,
    count(DISTINCT ${visitor}) AS visitors, ${sumsOfEntries(known)}
  FROM entries
  GROUP BY request_id, missing
)
SELECT CASE WHEN missing THEN ${missing} WHEN kind = 'asset' THEN ${assets} ELSE ${all} END AS panel, NULL AS parent, data,
  method, protocol, NULL AS country, NULL AS city, NULL AS network,
  hits, visitors, bytes, cum_ms, max_ms, timed
FROM counted
ORDER BY panel, hits DESC, data, method, protocol`
}

/** Who asked: from the rollup of visitors, which knows no durations. */
const people = (known: Known): string => {
  // GoAccess' own names for what is no browser.
  const program = `CASE agent_class WHEN 'monitor' THEN 'Uptime' WHEN 'feed' THEN 'Feeds' WHEN 'library' THEN 'HTTP Library'
    WHEN 'scanner' THEN 'Security' ELSE 'Crawlers' END`
  const isPerson = "agent_class IN ('human', 'unknown')"
  const named = (name: string, version: string, between: string): string =>
    `CASE WHEN ${isPerson} THEN coalesce(${name} || coalesce('${between}' || ${version}, ''), 'Unknown') ELSE coalesce(bot, 'Unknown') END`
  const family = (name: string): string => `CASE WHEN ${isPerson} THEN coalesce(${name}, 'Unknown') ELSE ${program} END`
  const texts = `any_value(client) AS client, any_value(site) AS site,
    any_value(country) AS country, any_value(city) AS city, any_value(network) AS network,
    any_value(${family("os")}) AS os, any_value(${named("os", "os_version", " ")}) AS os_name,
    any_value(${family("browser")}) AS browser, any_value(${named("browser", "browser_version", "/")}) AS browser_name`
  const seen = known.timed
    ? `SELECT v.*, t.cum_ms, t.max_ms, t.timed
  FROM (
    SELECT client_id, agent_id, site_id, ${texts}, sum(hits) AS hits, sum(bytes) AS bytes
    FROM visits GROUP BY client_id, agent_id, site_id
  ) AS v
  JOIN (
    SELECT client_id, agent_id, site_id, sum(duration_ms) AS cum_ms, max(duration_ms) AS max_ms, count(duration_ms) AS timed
    FROM entries GROUP BY client_id, agent_id, site_id
  ) AS t ON t.client_id = v.client_id AND t.agent_id IS v.agent_id AND t.site_id IS v.site_id`
    : `SELECT client_id, agent_id, site_id, ${texts}, sum(hits) AS hits, sum(bytes) AS bytes,
    NULL AS cum_ms, NULL AS max_ms, 0 AS timed
  FROM visits GROUP BY client_id, agent_id, site_id`
  return statement(seen, [
    { name: "hosts", data: "client", by: "client_id", country: "country", city: "city", network: "network" },
    { name: "os", parent: "os", data: "os_name" },
    { name: "browsers", parent: "browser", data: "browser_name" },
    { name: "vhosts", data: "site", by: "site_id", where: "site_id IS NOT NULL" },
    { name: "geolocation", parent: "country", data: "coalesce(city, 'Unknown')", where: "country IS NOT NULL" },
    { name: "asn", data: "network", where: "network IS NOT NULL" }
  ])
}

/** When, and how it was answered: few values, so that little is left of a visitor's entries. */
const timesAndStatuses = (known: Known): string =>
  statement(
    `SELECT client_id, agent_id, hour_of_day(time) AS hour, status, ${sumsOfEntries(known)}
  FROM entries GROUP BY client_id, agent_id, hour, status`,
    [
      { name: "visit_time", data: "printf('%02d', hour)", by: "hour" },
      {
        name: "status_codes",
        parent: "CASE WHEN status BETWEEN 100 AND 599 THEN status / 100 ELSE 0 END",
        data: "coalesce(status, '-')"
      }
    ]
  )

const referrers = (known: Known): string => {
  // The words a visitor of Google searched for stand behind q=.
  const words = "'&' || substr(referrer, instr(referrer, '?') + 1) || '&'"
  const phrase = `replace(substr(${words}, instr(${words}, '&q=') + 3, instr(substr(${words}, instr(${words}, '&q=') + 3), '&') - 1), '+', ' ')`
  const isGoogle = `(site LIKE 'google.%' OR site LIKE '%.google.%') AND instr(referrer, '?') > 0 AND instr(${words}, '&q=') > 0`
  return statement(
    `SELECT client_id, agent_id, referrer_id, any_value(referrer) AS referrer, any_value(referrer_site) AS site, ${sumsOfEntries(known)}
  FROM entries WHERE referrer_id IS NOT NULL GROUP BY client_id, agent_id, referrer_id`,
    [
      { name: "referrers", data: "referrer", by: "referrer_id" },
      { name: "referring_sites", data: "site", where: "site IS NOT NULL" },
      { name: "keyphrases", data: phrase, where: `${isGoogle} AND ${phrase} <> ''` }
    ]
  )
}

const users = (known: Known): string =>
  statement(
    `SELECT client_id, agent_id, user_id, any_value(user) AS user, ${sumsOfEntries(known)}
  FROM entries WHERE user_id IS NOT NULL GROUP BY client_id, agent_id, user_id`,
    [{ name: "remote_user", data: "user", by: "user_id" }]
  )

const extras = (known: Known): string =>
  statement(
    `SELECT client_id, agent_id, tls, cipher, cache, mime, ${sumsOfEntries(known)}
  FROM entries WHERE extra IS NOT NULL GROUP BY client_id, agent_id, tls, cipher, cache, mime`,
    [
      { name: "cache_status", data: "cache", where: "cache IS NOT NULL" },
      {
        name: "mime_type",
        parent: "substr(mime, 1, instr(mime || '/', '/') - 1)",
        data: "mime",
        where: "mime IS NOT NULL"
      },
      { name: "tls_type", parent: "tls", data: "tls || coalesce('/' || cipher, '')", where: "tls IS NOT NULL" }
    ]
  )

/** All statements, each with the panels it makes. */
export const panelStatements = (known: Known): ReadonlyArray<string> => [
  days(),
  requests(known),
  people(known),
  timesAndStatuses(known),
  ...(known.referrers ? [referrers(known)] : []),
  ...(known.users ? [users(known)] : []),
  ...(known.extras ? [extras(known)] : [])
]

/** What stands above the panels. `lines` and so on are those of whole sources, null under a filter that tells entries apart. */
export const totalsStatement = `WITH counted AS (
  SELECT coalesce(sum(hits), 0) AS hits, coalesce(sum(bytes), 0) AS bytes, coalesce(sum(timed), 0) AS timed FROM hits
),
people AS (
  SELECT count(*) AS visitors, coalesce(sum(days), 0) AS visitors_by_day
  FROM (SELECT count(DISTINCT day) AS days FROM visits GROUP BY client_id, agent_id)
),
logs AS (
  SELECT sum(lines) AS lines, sum(filtered) AS filtered, sum(rejected) AS rejected, sum(bytes_read) AS bytes_read,
    min(first_time) AS first_time, max(last_time) AS last_time
  FROM sources
)
SELECT hits, bytes, timed, visitors, visitors_by_day, filtered, rejected, bytes_read,
  CASE WHEN lines IS NULL THEN (SELECT min(time) FROM entries) ELSE first_time END AS first_time,
  CASE WHEN lines IS NULL THEN (SELECT max(time) FROM entries) ELSE last_time END AS last_time
FROM counted CROSS JOIN people CROSS JOIN logs`
