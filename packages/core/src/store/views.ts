/**
 * The views: the public face of the database, which analyses, users' SQL and other programs read.
 *
 * Their names and columns are kept by semantic versioning. They use nothing newer than SQLite 3.40 and no function of
 * ours, so that sqlite3, Datasette and DB Browser open the file as it is. Texts come by scalar subqueries: a column not
 * asked for costs nothing (a LEFT JOIN is not removed under a CTE: measured four times slower).
 */
import { type SQL, sql } from "drizzle-orm"
import { integer, real, sqliteView, text } from "drizzle-orm/sqlite-core"

import {
  agent,
  client,
  entry,
  entryExtra,
  extra,
  extraName,
  hitKey,
  hitsDay,
  meta,
  path,
  referrer,
  reject,
  request,
  site,
  source,
  sourceFile,
  sourceRange,
  user,
  visitorDay,
  zoneOffset
} from "./schema.ts"

/**
 * Keeps columns qualified by their table. Drizzle writes the columns of a select from one table without it, which in our
 * subqueries would name the inner table's column of that name.
 */
const qualified = <Fields extends Record<string, SQL.Aliased>>(fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, sql`${field.sql}`.as(field.fieldAlias)])
  ) as Fields

const requestOf = <T>(column: SQL<T>) =>
  sql<T>`(select ${column} from ${request} where ${request.id} = ${entry.requestId})`
const pathOf = <T>(column: SQL<T>) =>
  sql<T>`(select ${column} from ${path} where ${path.id} = ${requestOf(sql`${request.pathId}`)})`
const clientOf = <T>(column: SQL<T>) => sql<T>`(select ${column} from ${client} where ${client.id} = ${entry.clientId})`
const agentOf = <T>(column: SQL<T>) => sql<T>`(select ${column} from ${agent} where ${agent.id} = ${entry.agentId})`
const referrerOf = <T>(column: SQL<T>) =>
  sql<T>`(select ${column} from ${referrer} where ${referrer.id} = ${entry.referrerId})`
const siteName = sql<string | null>`(select ${site.value} from ${site} where ${site.id} = ${entry.siteId})`
const userName = sql<string | null>`(select ${user.value} from ${user} where ${user.id} = ${entry.userId})`
const extraText = sql<string | null>`(select ${extra.value} from ${extra} where ${extra.id} = ${entry.extraId})`
/** With the texts that were kept besides: of an entry without any, one look into their table. */
const mergedExtra = sql<
  string | null
>`coalesce((select json_patch(coalesce(${extraText}, '{}'), json_group_object((select ${extraName.value} from ${extraName} where ${extraName.id} = ${entryExtra.nameId}), ${entryExtra.value})) from ${entryExtra} where ${entryExtra.entryId} = ${entry.id} group by ${entryExtra.entryId}), ${extraText})`
const extraField = (name: string) => sql<string | null>`json_extract(${extraText}, ${sql.raw(`'$.${name}'`)})`
const scheme = extraField("scheme")
const port = sql<number | null>`${extraField("port")}`
const forwardedFor = extraField("forwarded_for")
const rangeOf = <T>(column: SQL<T>) =>
  sql<T>`(select ${column} from ${sourceRange} where ${sourceRange.firstEntry} <= ${entry.id} order by ${sourceRange.firstEntry} desc limit 1)`
const lineNumber = rangeOf(
  sql<number>`${sourceRange.firstLine} + coalesce(${entry.rangeLine}, ${entry.id} - ${sourceRange.firstEntry})`
)
const sourceId = rangeOf(sql<number>`${sourceRange.sourceId}`)
const sourcePath = sql<string>`(select ${source.path} from ${source} where ${source.id} = ${sourceId})`

/** An agent never logged is `unknown`, as is one that says nothing. */
const agentClass = sql<string>`coalesce(${agentOf(sql`${agent.agentClass}`)}, 'unknown')`
const method = requestOf(sql<string | null>`${request.method}`)
const pathText = pathOf(sql<string>`${path.value}`)
/** What is told of a path by itself: its template, which is the path where there is no other. */
const templateColumn = sql<string | null>`iif(${path.kind} = 'other', null, coalesce(${path.template}, ${path.value}))`
const query = requestOf(sql<string | null>`${request.query}`)
const protocol = requestOf(sql<string | null>`${request.protocol}`)
const agentText = agentOf(sql<string | null>`${agent.value}`)
const bot = agentOf(sql<string | null>`${agent.bot}`)
const referrerText = referrerOf(sql<string | null>`${referrer.value}`)
const clientText = clientOf(sql<string>`${client.value}`)
const durationMs = sql<number | null>`${entry.durationUs} / 1000.0`

/** `YYYY-MM-DDTHH:MM:SS.mmmZ` */
const isoTime = (time: SQL) =>
  sql<string>`strftime('%Y-%m-%dT%H:%M:%S', ${time} / 1000, 'unixepoch') || printf('.%03dZ', ${time} % 1000)`

/** One row an entry: everything logmill knows of a request. */
export const entries = sqliteView("entries").as((qb) =>
  qb
    .select(
      qualified({
        time: sql<number>`${entry.time}`.as("time"),
        isoTime: isoTime(sql`${entry.time}`).as("iso_time"),
        client: clientText.as("client"),
        country: clientOf(sql<string | null>`${client.country}`).as("country"),
        city: clientOf(sql<string | null>`${client.city}`).as("city"),
        network: clientOf(sql<string | null>`${client.network}`).as("network"),
        site: siteName.as("site"),
        user: userName.as("user"),
        method: method.as("method"),
        path: pathText.as("path"),
        query: query.as("query"),
        extension: pathOf(sql<string | null>`${path.extension}`).as("extension"),
        kind: pathOf(sql<string>`${path.kind}`).as("kind"),
        template: pathOf(templateColumn).as("template"),
        protocol: protocol.as("protocol"),
        status: sql<number | null>`${entry.status}`.as("status"),
        bytes: sql<number | null>`${entry.bytes}`.as("bytes"),
        durationMs: durationMs.as("duration_ms"),
        upstreamMs: sql<number | null>`${entry.upstreamUs} / 1000.0`.as("upstream_ms"),
        bytesIn: sql<number | null>`${entry.bytesIn}`.as("bytes_in"),
        referrer: referrerText.as("referrer"),
        referrerSite: referrerOf(sql<string | null>`${referrer.site}`).as("referrer_site"),
        referrerClass: referrerOf(sql<string | null>`${referrer.referrerClass}`).as("referrer_class"),
        agent: agentText.as("agent"),
        browser: agentOf(sql<string | null>`${agent.browser}`).as("browser"),
        browserVersion: agentOf(sql<string | null>`${agent.browserVersion}`).as("browser_version"),
        os: agentOf(sql<string | null>`${agent.os}`).as("os"),
        osVersion: agentOf(sql<string | null>`${agent.osVersion}`).as("os_version"),
        device: agentOf(sql<string | null>`${agent.device}`).as("device"),
        agentClass: agentClass.as("agent_class"),
        bot: bot.as("bot"),
        tls: extraField("tls").as("tls"),
        cipher: extraField("cipher").as("cipher"),
        cache: extraField("cache").as("cache"),
        mime: extraField("mime").as("mime"),
        scheme: scheme.as("scheme"),
        port: port.as("port"),
        upstreamAddress: extraField("upstream_address").as("upstream_address"),
        forwardedFor: forwardedFor.as("forwarded_for"),
        remoteAddress: extraField("remote_address").as("remote_address"),
        extra: mergedExtra.as("extra"),
        source: sourcePath.as("source"),
        line: lineNumber.as("line"),
        origin: requestOf(sql<string | null>`${request.origin}`).as("origin"),
        entryId: sql<number>`${entry.id}`.as("entry_id"),
        pathId: requestOf(sql<number>`${request.pathId}`).as("path_id"),
        clientId: sql<number>`${entry.clientId}`.as("client_id"),
        agentId: sql<number | null>`${entry.agentId}`.as("agent_id"),
        requestId: sql<number>`${entry.requestId}`.as("request_id"),
        referrerId: sql<number | null>`${entry.referrerId}`.as("referrer_id"),
        siteId: sql<number | null>`${entry.siteId}`.as("site_id"),
        userId: sql<number | null>`${entry.userId}`.as("user_id"),
        sourceId: sourceId.as("source_id")
      })
    )
    .from(entry)
)

/** FROM and WHERE of the entries that no rollup has: those beyond the watermark, and unfinished last lines. */
const watermark = sql`(select ${meta.watermark} from ${meta})`
const beyondWatermark = sql`${entry} where ${entry.id} > ${watermark}`
const ofTails = sql`${sourceRange} cross join ${entry} on ${entry.id} between ${sourceRange.firstEntry} and ${sourceRange.lastEntry} where ${sourceRange.tail} and ${sourceRange.firstEntry} <= ${watermark}`

const dayNumberOf = (time: SQL) =>
  sql<number>`(${time} + (select ${zoneOffset.offset} from ${zoneOffset} where ${zoneOffset.fromTime} <= ${time} order by ${zoneOffset.fromTime} desc limit 1) + ${longAgo} * 86400000) / 86400000 - ${longAgo}`
/** Days, to divide positive numbers only: SQLite rounds towards 0. */
const longAgo = sql.raw("1000000")
const dayText = (day: SQL) => sql<string>`date(${day} * 86400, 'unixepoch')`

/** What a row of a subquery has: numbers and ids, so that texts are looked up only where they are asked for. */
const row = (name: string) => (column: string) => sql.raw(`${name}.${column}`)
const hit = row("hit")
const ofPath = <T>(column: SQL<T>) => sql<T>`(select ${column} from ${path} where ${path.id} = ${hit("path_id")})`
const siteOf = (id: SQL) => sql<string | null>`(select ${site.value} from ${site} where ${site.id} = ${id})`

const hitOfEntry = sql`select ${dayNumberOf(sql`${entry.time}`)}, ${requestOf(sql`${request.pathId}`)}, ${entry.siteId}, ${method}, ${entry.status}, ${agentClass}, 1, coalesce(${entry.bytes}, 0), ${entry.durationUs}, ${entry.durationUs}, ${entry.durationUs} is not null`
const hitRows = sql`(
  select ${hitsDay.day} as day, ${hitsDay.pathId} as path_id, cast(nullif(${hitKey.siteId}, 0) as integer) as site_id, nullif(${hitKey.method}, '') as method, cast(nullif(${hitKey.status}, -1) as integer) as status, ${hitKey.agentClass} as agent_class, ${hitsDay.hits} as hits, ${hitsDay.bytes} as bytes, ${hitsDay.duration} as duration_us, ${hitsDay.longest} as duration_max_us, ${hitsDay.timed} as timed
  from ${hitsDay} cross join ${hitKey} on ${hitKey.id} = ${hitsDay.keyId}
  union all ${hitOfEntry} from ${beyondWatermark}
  union all ${hitOfEntry} from ${ofTails}
) as hit`

/** The beginning of a day: with the offset that held when the wall clock came to its midnight. */
const dayStart = sql<number>`${hit("day")} * 86400000 - (select ${zoneOffset.offset} from ${zoneOffset} where ${zoneOffset.fromTime} <= ${hit("day")} * 86400000 - ${zoneOffset.offset} order by ${zoneOffset.fromTime} desc limit 1)`

/**
 * Counts to be summed, by day: use sum(hits), never count(*). From the rollup, and from the entries it does not have; so
 * two rows may be alike but for their sums. `time` is the beginning of the day.
 */
export const hits = sqliteView("hits", {
  time: integer("time").notNull(),
  day: text("day").notNull(),
  site: text("site"),
  siteId: integer("site_id"),
  path: text("path").notNull(),
  pathId: integer("path_id").notNull(),
  extension: text("extension"),
  kind: text("kind").notNull(),
  template: text("template"),
  method: text("method"),
  status: integer("status"),
  agentClass: text("agent_class").notNull(),
  hits: integer("hits").notNull(),
  bytes: integer("bytes").notNull(),
  durationMs: real("duration_ms"),
  durationMaxMs: real("duration_max_ms"),
  timed: integer("timed").notNull()
}).as(
  sql`select ${dayStart} as time, ${dayText(hit("day"))} as day, ${siteOf(hit("site_id"))} as site, ${hit("site_id")}, ${ofPath(sql`${path.value}`)} as path, ${hit("path_id")}, ${ofPath(sql`${path.extension}`)} as extension, ${ofPath(sql`${path.kind}`)} as kind, ${ofPath(templateColumn)} as template, ${hit("method")}, ${hit("status")}, ${hit("agent_class")}, ${hit("hits")}, ${hit("bytes")}, iif(${hit("timed")}, ${hit("duration_us")} / 1000.0, null) as duration_ms, iif(${hit("timed")}, ${hit("duration_max_us")} / 1000.0, null) as duration_max_ms, ${hit("timed")} from ${hitRows}`
)

const visit = row("visit")
const visitOfEntry = sql`select ${entry.clientId} as client_id, coalesce(${entry.agentId}, 0) as agent_id, coalesce(${entry.siteId}, 0) as site_id, ${dayNumberOf(sql`${entry.time}`)} as day, coalesce(${entry.bytes}, 0) as bytes`
/** A visitor's day in the rollup and in other entries is one row: told from the side of the entries, which are few. */
const visitRows = sql`(
  with more as materialized (
    select client_id, agent_id, site_id, day, count(*) as hits, sum(bytes) as bytes
    from (${visitOfEntry} from ${beyondWatermark} union all ${visitOfEntry} from ${ofTails})
    group by client_id, agent_id, site_id, day
  )
  select client_id, nullif(agent_id, 0) as agent_id, nullif(site_id, 0) as site_id, day, hits, bytes from ${visitorDay}
  where (client_id, agent_id, site_id, day) not in (select client_id, agent_id, site_id, day from more)
  union all
  select m.client_id, nullif(m.agent_id, 0), nullif(m.site_id, 0), m.day, m.hits + coalesce(s.hits, 0), m.bytes + coalesce(s.bytes, 0)
  from more as m left join ${visitorDay} as s on s.client_id = m.client_id and s.agent_id = m.agent_id and s.site_id = m.site_id and s.day = m.day
) as visit`
const ofAgent = <T>(column: SQL<T>) => sql<T>`(select ${column} from ${agent} where ${agent.id} = ${visit("agent_id")})`
const ofClient = <T>(column: SQL<T>) =>
  sql<T>`(select ${column} from ${client} where ${client.id} = ${visit("client_id")})`

/**
 * One row a day, site and visitor; a visitor is a distinct pair of client and agent. `prev_day` is the visitor's day
 * before at that site: visitors of the days from a on are the rows whose prev_day is null or before a.
 */
export const visits = sqliteView("visits", {
  day: text("day").notNull(),
  site: text("site"),
  siteId: integer("site_id"),
  client: text("client").notNull(),
  clientId: integer("client_id").notNull(),
  agent: text("agent"),
  agentId: integer("agent_id"),
  agentClass: text("agent_class").notNull(),
  bot: text("bot"),
  browser: text("browser"),
  browserVersion: text("browser_version"),
  os: text("os"),
  osVersion: text("os_version"),
  device: text("device"),
  country: text("country"),
  city: text("city"),
  network: text("network"),
  hits: integer("hits").notNull(),
  bytes: integer("bytes").notNull(),
  prevDay: text("prev_day")
}).as(
  sql`select ${dayText(visit("day"))} as day, ${siteOf(visit("site_id"))} as site, ${visit("site_id")}, ${ofClient(sql`${client.value}`)} as client, ${visit("client_id")}, ${ofAgent(sql`${agent.value}`)} as agent, ${visit("agent_id")}, coalesce(${ofAgent(sql`${agent.agentClass}`)}, 'unknown') as agent_class, ${ofAgent(sql`${agent.bot}`)} as bot, ${ofAgent(sql`${agent.browser}`)} as browser, ${ofAgent(sql`${agent.browserVersion}`)} as browser_version, ${ofAgent(sql`${agent.os}`)} as os, ${ofAgent(sql`${agent.osVersion}`)} as os_version, ${ofAgent(sql`${agent.device}`)} as device, ${ofClient(sql`${client.country}`)} as country, ${ofClient(sql`${client.city}`)} as city, ${ofClient(sql`${client.network}`)} as network, ${visit("hits")}, ${visit("bytes")}, ${dayText(sql`lag(${visit("day")}) over (partition by ${visit("client_id")}, ${visit("agent_id")}, ${visit("site_id")} order by ${visit("day")})`)} as prev_day from ${visitRows}`
)

const rangeSum = (column: SQL) =>
  sql<number>`(select coalesce(sum(${column}), 0) from ${sourceRange} where ${sourceRange.sourceId} = ${source.id})`

/** `bad-time 12, no-client 3`; a pass over the source's rejects, paid by who asks for it. */
const rejectedBy = sql<
  string | null
>`(select group_concat(reason || ' ' || lines, ', ') over (order by lines desc, reason rows between unbounded preceding and unbounded following) from (select ${reject.reason} as reason, count(*) as lines from ${sourceRange} cross join ${reject} on ${reject.rangeId} = ${sourceRange.id} where ${sourceRange.sourceId} = ${source.id} group by ${reject.reason}) limit 1)`

/** One row a log that was read: lines = stored + filtered + rejected + skipped, always. */
export const sources = sqliteView("sources").as((qb) =>
  qb
    .select(
      qualified({
        sourceId: sql<number>`${source.id}`.as("source_id"),
        path: sql<string>`${source.path}`.as("path"),
        format: sql<string>`${source.format}`.as("format"),
        compression:
          sql<string>`coalesce((select ${sourceFile.compression} from ${sourceFile} where ${sourceFile.path} = ${source.path} and ${sourceFile.sourceId} = ${source.id}), 'none')`.as(
            "compression"
          ),
        zone: sql<string>`${source.zone}`.as("zone"),
        site: sql<string | null>`${source.site}`.as("site"),
        state: sql<string>`${source.state}`.as("state"),
        detail: sql<string | null>`${source.detail}`.as("detail"),
        lines: rangeSum(sql`${sourceRange.lines}`).as("lines"),
        stored: rangeSum(sql`${sourceRange.stored}`).as("stored"),
        filtered: rangeSum(sql`${sourceRange.filtered}`).as("filtered"),
        rejected: rangeSum(sql`${sourceRange.rejected}`).as("rejected"),
        rejectedBy: rejectedBy.as("rejected_by"),
        skipped: rangeSum(sql`${sourceRange.blank} + ${sourceRange.comment}`).as("skipped"),
        blank: rangeSum(sql`${sourceRange.blank}`).as("blank"),
        comment: rangeSum(sql`${sourceRange.comment}`).as("comment"),
        nulBytes: rangeSum(sql`${sourceRange.nulBytes}`).as("nul_bytes"),
        bytesRead: rangeSum(
          sql`iif(${sourceRange.carried}, 0, ${sourceRange.endOffset} - ${sourceRange.startOffset})`
        ).as("bytes_read"),
        firstTime: sql<
          number | null
        >`(select min(${sourceRange.minTime}) from ${sourceRange} where ${sourceRange.sourceId} = ${source.id})`.as(
          "first_time"
        ),
        lastTime: sql<
          number | null
        >`(select max(${sourceRange.maxTime}) from ${sourceRange} where ${sourceRange.sourceId} = ${source.id})`.as(
          "last_time"
        ),
        generations: sql<number>`${source.generation} + 1`.as("generations"),
        files: sql<number>`(select count(*) from ${sourceFile} where ${sourceFile.sourceId} = ${source.id})`.as("files")
      })
    )
    .from(source)
)

const rejectRange = <T>(column: SQL<T>) =>
  sql<T>`(select ${column} from ${sourceRange} where ${sourceRange.id} = ${reject.rangeId})`

/** One row a line that did not parse. */
export const rejects = sqliteView("rejects").as((qb) =>
  qb
    .select(
      qualified({
        source:
          sql<string>`(select ${source.path} from ${source} where ${source.id} = ${rejectRange(sql`${sourceRange.sourceId}`)})`.as(
            "source"
          ),
        sourceId: rejectRange(sql<number>`${sourceRange.sourceId}`).as("source_id"),
        line: sql<number | null>`${rejectRange(sql`${sourceRange.firstLine}`)} + ${reject.rangeLine}`.as("line"),
        offset: sql<number>`${reject.offset}`.as("offset"),
        reason: sql<string>`${reject.reason}`.as("reason"),
        text: sql<string | null>`${reject.text}`.as("text")
      })
    )
    .from(reject)
)

/** One row a text of many values that was kept. */
export const extras = sqliteView("extras").as((qb) =>
  qb
    .select(
      qualified({
        entryId: sql<number>`${entryExtra.entryId}`.as("entry_id"),
        name: sql<string>`(select ${extraName.value} from ${extraName} where ${extraName.id} = ${entryExtra.nameId})`.as(
          "name"
        ),
        value: sql<string>`${entryExtra.value}`.as("value")
      })
    )
    .from(entryExtra)
)

/** Entries under the names of the W3C extended log format, as lnav's access_log table has them. */
export const accessLog = sqliteView("access_log").as((qb) =>
  qb
    .select(
      qualified({
        logTime: isoTime(sql`${entry.time}`).as("log_time"),
        cIp: clientText.as("c_ip"),
        csUsername: userName.as("cs_username"),
        csMethod: method.as("cs_method"),
        csUriStem: pathText.as("cs_uri_stem"),
        csUriQuery: query.as("cs_uri_query"),
        csVersion: protocol.as("cs_version"),
        scStatus: sql<number | null>`${entry.status}`.as("sc_status"),
        scBytes: sql<number | null>`${entry.bytes}`.as("sc_bytes"),
        csReferer: referrerText.as("cs_referer"),
        csUserAgent: agentText.as("cs_user_agent"),
        csHost: siteName.as("cs_host"),
        csUriScheme: scheme.as("cs_uri_scheme"),
        csBytes: sql<number | null>`${entry.bytesIn}`.as("cs_bytes"),
        timeTaken: sql<number | null>`${entry.durationUs} / 1000000.0`.as("time_taken"),
        sPort: port.as("s_port"),
        xForwardedFor: forwardedFor.as("x_forwarded_for"),
        logLine: lineNumber.as("log_line"),
        logPath: sourcePath.as("log_path")
      })
    )
    .from(entry)
)
