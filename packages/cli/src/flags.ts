/**
 * Every flag of the command line, once: its name, what it takes, its line of help and how its text is read. Commands
 * pick theirs by key; the step before the parser asks here which flags take a value.
 *
 * Two flags may share a name where commands mean different things by it (`--site`, `--tz`); a command picks one.
 */
import { Effect, type Option } from "effect"
import { CliError, Flag } from "effect/cli"

import { patternNames } from "@logmill/core/analysis/filterNames"
import { agentClasses } from "@logmill/core/store/details"

import * as values from "./values.ts"

interface Named {
  readonly name: string
  readonly alias?: string
  readonly doc: string
}
interface Switch extends Named {
  readonly form: "switch"
}
interface One<A> extends Named {
  readonly form: "one"
  readonly metavar: string
  readonly read: values.Reader<A>
}
interface Many<A> extends Named {
  readonly form: "many"
  readonly metavar: string
  readonly read: values.Reader<A>
}

const toggle = (name: string, doc: string, alias?: string): Switch => ({
  form: "switch",
  name,
  doc,
  ...(alias === undefined ? {} : { alias })
})
const one = <A>(name: string, metavar: string, read: values.Reader<A>, doc: string, alias?: string): One<A> => ({
  form: "one",
  name,
  metavar,
  read,
  doc,
  ...(alias === undefined ? {} : { alias })
})
const many = <A>(name: string, metavar: string, read: values.Reader<A>, doc: string): Many<A> => ({
  form: "many",
  name,
  metavar,
  read,
  doc
})

export const flagTable = {
  db: one("db", "PATH", values.text, "the database file (default: ./logmill.db, or LOGMILL_DB)"),
  quiet: toggle("quiet", "no progress, no notes; warnings and errors only", "q"),
  wait: one("wait", "DURATION", values.duration, "how long to wait for a busy database (default: 30s)"),

  jobs: one("jobs", "N", values.positiveInteger, "parser threads (default: cores less one)"),
  logFormat: one(
    "log-format",
    "FORMAT",
    values.text,
    "format of the logs (default: auto): a name (logmill formats), the server's own words, or its nginx.conf or httpd.conf"
  ),
  keep: many(
    "keep",
    "RULE",
    values.text,
    "store only lines that match, such as path:/shop/* or status:5xx (\\, is a comma)"
  ),
  drop: many("drop", "RULE", values.text, "leave out lines that match, such as ext:js, static or client:192.0.2.0/24"),
  siteName: one("site", "NAME", values.text, "the site that lines without a virtual host belong to"),
  siteFrom: one(
    "site-from",
    "REGEX",
    values.regularExpression,
    "the site of such lines by the path of their file: what the first group matches, else all of it"
  ),
  trustedProxy: many(
    "trusted-proxy",
    "CIDR",
    values.trustedProxies,
    "proxies to be believed: the client is who stands before them in X-Forwarded-For; private: RFC 1918 and loopback"
  ),
  keepExtra: many(
    "keep-extra",
    "NAME",
    values.extraNames,
    "store a text that most lines have another of, such as request_id; *: all such"
  ),
  geoip: many(
    "geoip",
    "PATH",
    values.text,
    "your databases of addresses (.mmdb): country, city and network of clients; none: without (default: those used last)"
  ),
  anonymize: toggle("anonymize", "store clients without their last bits; decided once, for a new database"),
  logZone: one("log-tz", "ZONE", values.zone, "zone of lines that name none (default: UTC)"),
  reportZone: one(
    "tz",
    "ZONE",
    values.zone,
    "zone of the days in reports; set once, for a new database (default: UTC)"
  ),
  again: toggle("again", "read files once more that were read before, as new sources"),
  retryRejects: toggle(
    "retry-rejects",
    "try lines again that did not parse, of these files or of all, after a format was corrected"
  ),
  durability: one(
    "durability",
    "normal|full",
    values.durability,
    "full: what is stored survives a power cut (default: normal: it is read again)"
  ),
  dryRun: toggle("dry-run", "say what would be read; store nothing"),
  maxRejects: one(
    "max-rejects",
    "N|P%",
    values.maxRejects,
    "rejected lines above which the exit status is 1 (default: 1%)"
  ),

  from: one("from", "TIME", values.text, "from this time on: 2026-11-03, 2026-11-03T08:00, -7d, yesterday"),
  to: one("to", "TIME", values.text, "before this time; a bare day or month counts whole"),
  zone: one("tz", "ZONE", values.zone, "zone of the days and times (default: the database's)"),
  site: many("site", "PATTERN", values.text, "virtual host"),
  path: many("path", "PATTERN", values.text, "path without the query, such as /shop/*, ~^/(a|b)/ or '/a* & !*.css'"),
  status: many("status", "LIST", values.text, "status, such as 404,5xx or !304"),
  method: many("method", "LIST", values.text, "request method"),
  class: many(
    "class",
    "LIST",
    values.text,
    `class of the user agent: ${agentClasses.join(", ")}; people: human,unknown, bots: the others`
  ),
  client: many("client", "LIST", values.text, "client address, network (192.0.2.0/24) or name"),
  referrer: many("referrer", "PATTERN", values.text, "referrer"),
  agent: many("agent", "PATTERN", values.text, "user agent"),
  browser: many("browser", "PATTERN", values.text, "browser, such as Firefox or 'Firefox,Chrome'"),
  os: many("os", "PATTERN", values.text, "operating system, such as Windows"),
  device: many("device", "PATTERN", values.text, "kind of device: desktop, mobile, tablet or tv"),
  bot: many("bot", "PATTERN", values.text, "name of the bot, such as Googlebot; '!-': all that have one"),
  country: many("country", "PATTERN", values.text, "country of the client by --geoip, such as DE"),
  city: many("city", "PATTERN", values.text, "city of the client by --geoip"),
  network: many("network", "PATTERN", values.text, "network of the client by --geoip, such as 'AS64500 *'"),
  user: many("user", "PATTERN", values.text, "who was logged in by HTTP authentication; -: nobody"),
  source: many("source", "PATTERN", values.text, "log file the entries came from"),

  reason: many("reason", "LIST", values.text, "reason for which lines were rejected, such as bad-time"),

  param: many("param", "NAME=VALUE", values.assignment, "parameter of the analysis; see logmill analyses NAME"),
  timeout: one(
    "timeout",
    "DURATION",
    values.duration,
    "how long one analysis may take (default: 5m; 0: as long as it takes)"
  ),
  limit: one("limit", "N", values.integer, "rows to print (default: 20, of times 1000; 0: all)"),
  compare: one(
    "compare",
    "PERIOD",
    values.text,
    "beside each figure that of another period: previous, week, year, or FROM..TO such as 2026-10-01..2026-10-07"
  ),
  sqlParam: many(
    "param",
    "NAME=VALUE",
    values.assignment,
    "value of :NAME: a number, null, or a text ('5' is a text, too)"
  ),
  sqlTimeout: one(
    "timeout",
    "DURATION",
    values.duration,
    "how long the statement may take, to the last row (default: 30s; 0: as long as it takes)"
  ),
  reportFile: one("output", "FILE", values.text, "the file to write, such as report.html; -: standard output", "o"),
  reportLimit: one("limit", "N", values.integer, "rows of a table (default: 200; 0: all, which may be many)"),
  force: toggle("force", "replace a file that is no report, too, and write a report that would be empty"),
  port: one("port", "N", values.port, "where the page is served (default: 8080; 0: any port that is free)"),
  host: one(
    "host",
    "ADDRESS",
    values.text,
    "serve to other machines, on this address of this one (0.0.0.0: on all); what they send is not encrypted"
  ),
  noOpen: toggle("no-open", "print the address of the page, and open no browser"),
  sqlLimit: one("limit", "N", values.integer, "rows to print (default: 1000 in a table, else all; 0: all)"),
  explain: toggle("explain", "run nothing; show the SQL that would run, and SQLite's plan of it"),

  plugins: many(
    "plugins",
    "DIR",
    values.text,
    "one more plugin, such as a folder of analyses: a folder, or an npm package"
  ),

  output: one("output", "FILE", values.text, "the file to write (default: standard output, -)", "o"),
  columns: many("columns", "LIST", values.text, "columns to write, in this order (default: all but iso_time)"),

  csv: toggle("csv", "comma-separated, with a header line"),
  tsv: toggle("tsv", "tab-separated for cut and awk: a header line, no quotes (with --csv-raw texts as they are)"),
  ndjson: toggle("ndjson", "one JSON object a line"),
  json: toggle("json", "one JSON document: columns, rows and how they came about"),
  md: toggle("md", "a Markdown table"),
  csvRaw: toggle("csv-raw", "CSV or TSV text as it is, not made safe for spreadsheets"),
  raw: toggle("raw", "text as it is, not escaped; not to a terminal")
} satisfies Record<string, Switch | One<unknown> | Many<unknown>>

type Table = typeof flagTable
export type FlagKey = keyof Table

type ValueOf<S> = S extends Switch
  ? boolean
  : S extends One<infer A>
    ? Option.Option<A>
    : S extends Many<infer A>
      ? ReadonlyArray<A>
      : never

/** What a command is given for the flags it picked. */
export type FlagValues<K extends FlagKey> = { readonly [P in K]: ValueOf<Table[P]> }

/** The flags with these keys, as the parser wants them. */
export const flags = <K extends FlagKey>(...keys: ReadonlyArray<K>): { [P in K]: Flag.Flag<ValueOf<Table[P]>> } =>
  Object.fromEntries(keys.map((key) => [key, toFlag(flagTable[key])])) as { [P in K]: Flag.Flag<ValueOf<Table[P]>> }

const toFlag = (spec: Switch | One<unknown> | Many<unknown>): Flag.Flag<unknown> => {
  const named = <A>(flag: Flag.Flag<A>): Flag.Flag<A> =>
    spec.alias === undefined ? flag : Flag.withAlias(flag, spec.alias)
  if (spec.form === "switch") {
    return named(
      Flag.Boolean(spec.name).pipe(Flag.withoutNegation, Flag.withDescription(spec.doc), Flag.withDefault(false))
    )
  }
  const flag = Flag.String(spec.name).pipe(
    Flag.withMetavar(spec.metavar),
    Flag.withDescription(spec.form === "many" ? `${spec.doc} (repeatable)` : spec.doc),
    Flag.mapEffect((text) =>
      Effect.fromResult(spec.read(text)).pipe(
        Effect.mapError(
          (expected) => new CliError.InvalidValue({ option: spec.name, value: text, expected, kind: "flag" })
        )
      )
    )
  )
  return spec.form === "many" ? named(Flag.atLeast(flag, 0)) : named(Flag.optional(flag))
}

/** How the flags that take a value are typed: `--db`, `--from`, `-o`. */
export const valueFlags: ReadonlySet<string> = new Set(
  Object.values<Switch | One<unknown> | Many<unknown>>(flagTable)
    .filter((spec) => spec.form !== "switch")
    .flatMap((spec) => [`--${spec.name}`, ...(spec.alias === undefined ? [] : [`-${spec.alias}`])])
)

export const everywhereKeys = ["db", "quiet", "wait"] as const
export type Everywhere = FlagValues<(typeof everywhereKeys)[number]>

export const outputKeys = ["csv", "tsv", "ndjson", "json", "md", "csvRaw", "raw"] as const
export const filterKeys = ["from", "to", "zone", ...patternNames] as const
export const ingestKeys = [
  "jobs",
  "logFormat",
  "keep",
  "drop",
  "siteName",
  "siteFrom",
  "trustedProxy",
  "keepExtra",
  "geoip",
  "anonymize",
  "logZone",
  "reportZone",
  "again",
  "durability",
  "maxRejects",
  "plugins"
] as const

/** What `logmill FILE...` takes of its own, and `logmill analyze`. */
export const fileFormKeys = [...ingestKeys, "limit", ...outputKeys] as const
export const exportKeys = ["output", "columns", "csvRaw", ...filterKeys] as const
export const sqlKeys = ["sqlParam", "sqlTimeout", "sqlLimit", "explain", ...filterKeys, ...outputKeys] as const
export const serveKeys = ["port", "host", "noOpen", "plugins"] as const
export const reportKeys = [
  "reportFile",
  "reportLimit",
  "force",
  "timeout",
  ...filterKeys,
  "compare",
  "plugins"
] as const
export const analyzeKeys = ["limit", "timeout", "param", ...filterKeys, "compare", "plugins", ...outputKeys] as const

const namesOf = (keys: ReadonlyArray<FlagKey>): ReadonlyArray<string> => keys.map((key) => `--${flagTable[key].name}`)

/** Flags of `analyze`, as typed, that `logmill FILE...` does not know under that name. */
export const questionFlags: ReadonlySet<string> = new Set(namesOf(analyzeKeys)).difference(
  new Set(namesOf(fileFormKeys))
)
