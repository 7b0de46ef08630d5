/**
 * The views: the public face of the database, which analyses, users' SQL and other programs read.
 *
 * Their names and columns are kept by semantic versioning. They use nothing newer than SQLite 3.40 and no function of
 * ours, so that sqlite3, Datasette and DB Browser open the file as it is. Texts come by scalar subqueries: a column not
 * asked for costs nothing (a LEFT JOIN is not removed under a CTE: measured four times slower).
 */
import { type SQL, sql } from "drizzle-orm"
import { sqliteView } from "drizzle-orm/sqlite-core"

import {
  agent,
  client,
  entry,
  extra,
  path,
  referrer,
  reject,
  request,
  site,
  source,
  sourceFile,
  sourceRange,
  user,
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
const extraField = (name: string) => sql<string | null>`json_extract(${extraText}, ${sql.raw(`'$.${name}'`)})`
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

/** The day of a time in the report zone. */
const dayOf = (time: SQL) =>
  sql<string>`date((${time} + (select ${zoneOffset.offset} from ${zoneOffset} where ${zoneOffset.fromTime} <= ${time} order by ${zoneOffset.fromTime} desc limit 1)) / 1000, 'unixepoch')`

/** One row an entry: everything logmill knows of a request. */
export const entries = sqliteView("entries").as((qb) =>
  qb
    .select(
      qualified({
        time: sql<number>`${entry.time}`.as("time"),
        isoTime: isoTime(sql`${entry.time}`).as("iso_time"),
        client: clientText.as("client"),
        country: clientOf(sql<string | null>`${client.country}`).as("country"),
        site: siteName.as("site"),
        user: userName.as("user"),
        method: method.as("method"),
        path: pathText.as("path"),
        query: query.as("query"),
        extension: pathOf(sql<string | null>`${path.extension}`).as("extension"),
        kind: pathOf(sql<string>`${path.kind}`).as("kind"),
        template: pathOf(sql<string | null>`${path.template}`).as("template"),
        protocol: protocol.as("protocol"),
        status: sql<number | null>`${entry.status}`.as("status"),
        bytes: sql<number | null>`${entry.bytes}`.as("bytes"),
        durationMs: durationMs.as("duration_ms"),
        upstreamMs: sql<number | null>`${entry.upstreamUs} / 1000.0`.as("upstream_ms"),
        bytesIn: sql<number | null>`${entry.bytesIn}`.as("bytes_in"),
        referrer: referrerText.as("referrer"),
        referrerSite: referrerOf(sql<string | null>`${referrer.site}`).as("referrer_site"),
        agent: agentText.as("agent"),
        browser: agentOf(sql<string | null>`${agent.browser}`).as("browser"),
        os: agentOf(sql<string | null>`${agent.os}`).as("os"),
        device: agentOf(sql<string | null>`${agent.device}`).as("device"),
        agentClass: agentClass.as("agent_class"),
        bot: bot.as("bot"),
        tls: extraField("tls").as("tls"),
        cache: extraField("cache").as("cache"),
        mime: extraField("mime").as("mime"),
        scheme: extraField("scheme").as("scheme"),
        extra: extraText.as("extra"),
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

/** Counts to be summed: use sum(hits), never count(*). One row an entry in this release. */
export const hits = sqliteView("hits").as((qb) =>
  qb
    .select(
      qualified({
        time: sql<number>`${entry.time}`.as("time"),
        day: dayOf(sql`${entry.time}`).as("day"),
        site: siteName.as("site"),
        siteId: sql<number | null>`${entry.siteId}`.as("site_id"),
        path: pathText.as("path"),
        pathId: requestOf(sql<number>`${request.pathId}`).as("path_id"),
        extension: pathOf(sql<string | null>`${path.extension}`).as("extension"),
        kind: pathOf(sql<string>`${path.kind}`).as("kind"),
        template: pathOf(sql<string | null>`${path.template}`).as("template"),
        method: method.as("method"),
        status: sql<number | null>`${entry.status}`.as("status"),
        agentClass: agentClass.as("agent_class"),
        hits: sql<number>`1`.as("hits"),
        bytes: sql<number>`coalesce(${entry.bytes}, 0)`.as("bytes"),
        durationMs: sql<number | null>`${durationMs}`.as("duration_ms"),
        durationMaxMs: sql<number | null>`${durationMs}`.as("duration_max_ms"),
        timed: sql<number>`${entry.durationUs} is not null`.as("timed")
      })
    )
    .from(entry)
)

/**
 * One row a day, site and visitor; a visitor is a distinct pair of client and agent. `prev_day` is the visitor's day
 * before at that site: visitors of the days from a on are the rows whose prev_day is null or before a.
 */
export const visits = sqliteView("visits").as((qb) =>
  qb
    .select(
      qualified({
        day: dayOf(sql`${entry.time}`).as("day"),
        site: siteName.as("site"),
        siteId: sql<number | null>`${entry.siteId}`.as("site_id"),
        client: clientText.as("client"),
        clientId: sql<number>`${entry.clientId}`.as("client_id"),
        agent: agentText.as("agent"),
        agentId: sql<number | null>`${entry.agentId}`.as("agent_id"),
        agentClass: agentClass.as("agent_class"),
        bot: bot.as("bot"),
        hits: sql<number>`count(*)`.as("hits"),
        bytes: sql<number>`coalesce(sum(${entry.bytes}), 0)`.as("bytes"),
        prevDay: sql<
          string | null
        >`lag(${dayOf(sql`${entry.time}`)}) over (partition by ${entry.siteId}, ${entry.clientId}, ${entry.agentId} order by ${dayOf(sql`${entry.time}`)})`.as(
          "prev_day"
        )
      })
    )
    .from(entry)
    .groupBy(dayOf(sql`${entry.time}`), sql`${entry.siteId}`, sql`${entry.clientId}`, sql`${entry.agentId}`)
)

const rangeSum = (column: SQL) =>
  sql<number>`(select coalesce(sum(${column}), 0) from ${sourceRange} where ${sourceRange.sourceId} = ${source.id})`

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
        skipped: rangeSum(sql`${sourceRange.blank} + ${sourceRange.comment}`).as("skipped"),
        blank: rangeSum(sql`${sourceRange.blank}`).as("blank"),
        comment: rangeSum(sql`${sourceRange.comment}`).as("comment"),
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
        logLine: lineNumber.as("log_line"),
        logPath: sourcePath.as("log_path")
      })
    )
    .from(entry)
)
