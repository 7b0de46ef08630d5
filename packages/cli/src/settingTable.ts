/**
 * What is said of each setting: its key in a file, its variable, its form, how it is read and what it is without a word.
 * `logmill config`, the reading of files and the precedence (settings.ts) all follow this table; the flags are in flags.ts.
 */
import { availableParallelism } from "node:os"

import { Result } from "effect"

import type { PluginReference } from "@logmill/core/plugins/locate"

import * as values from "./values.ts"

export interface SettingSpec<A> {
  /** The key in a settings file; a dot stands for a table. The flag is called like it, with hyphens. */
  readonly key: string
  readonly variable: string
  readonly doc: string
  /**
   * `switch`: true or false; `words`: a list, separated in a variable by blanks; `paths`, and `plugins`, folders and packages:
   * by the system's path separator; `format`: a log format, or the path of the file that says it.
   */
  readonly form: "text" | "switch" | "path" | "words" | "paths" | "plugins" | "format"
  /** Turns the texts that were found into the value: one of them unless the form is a list. */
  readonly read: (texts: ReadonlyArray<string>) => Result.Result<A, string>
  readonly fallback: A
}

const single =
  <A>(read: values.Reader<A>) =>
  (texts: ReadonlyArray<string>): Result.Result<A, string> =>
    read(texts[0] ?? "")

const list = (texts: ReadonlyArray<string>): Result.Result<ReadonlyArray<string>, string> => Result.succeed(texts)

/** Where they count from, and who says so, is known later (settings.ts). */
const references = (texts: ReadonlyArray<string>): Result.Result<ReadonlyArray<PluginReference>, string> =>
  texts.includes("")
    ? Result.fail("folders, or names of npm packages")
    : Result.succeed(texts.map((name) => ({ name, base: "", from: "", origin: "configured", isOwn: false })))

const one = <A>(spec: SettingSpec<A>): SettingSpec<A> => spec

export const settingTable = {
  db: one({
    key: "db",
    variable: "LOGMILL_DB",
    doc: "the database file",
    form: "path",
    read: single(values.text),
    fallback: "logmill.db"
  }),
  wait: one({
    key: "wait",
    variable: "LOGMILL_WAIT",
    doc: "how long to wait for a busy database",
    form: "text",
    read: single(values.duration),
    fallback: 30_000
  }),
  timeout: one({
    key: "timeout",
    variable: "LOGMILL_TIMEOUT",
    doc: "how long one analysis may take (without it a statement of logmill sql 30s), 0 for as long as it takes",
    form: "text",
    read: single(values.duration),
    fallback: 300_000
  }),
  limit: one({
    key: "limit",
    variable: "LOGMILL_LIMIT",
    doc: "rows to print (without it logmill sql prints 1000 in a table, else all), 0 for all",
    form: "text",
    read: single(values.integer),
    fallback: 20
  }),
  jobs: one({
    key: "jobs",
    variable: "LOGMILL_JOBS",
    doc: "parser threads",
    form: "text",
    read: single(values.positiveInteger),
    // The writer fills a core; on two, a second parser gains nothing and costs 40 MB (Nov 2026).
    fallback: Math.max(1, availableParallelism() - 1)
  }),
  logFormat: one({
    key: "log_format",
    variable: "LOGMILL_LOG_FORMAT",
    doc: "format of the logs, auto to detect it",
    form: "format",
    read: single(values.text),
    fallback: "auto"
  }),
  keep: one({ key: "keep", variable: "LOGMILL_KEEP", doc: "lines to keep", form: "words", read: list, fallback: [] }),
  drop: one({ key: "drop", variable: "LOGMILL_DROP", doc: "lines to drop", form: "words", read: list, fallback: [] }),
  site: one<string | null>({
    key: "site",
    variable: "LOGMILL_SITE",
    doc: "the site that logs without a virtual host belong to",
    form: "text",
    read: single(values.text),
    fallback: null
  }),
  siteFrom: one<string | null>({
    key: "site_from",
    variable: "LOGMILL_SITE_FROM",
    doc: "a regular expression that finds the site in a file's name",
    form: "text",
    read: single(values.regularExpression),
    fallback: null
  }),
  trustedProxy: one<ReadonlyArray<string>>({
    key: "trusted_proxy",
    variable: "LOGMILL_TRUSTED_PROXY",
    doc: "networks of proxies to be believed about who asked",
    form: "words",
    read: (texts) => Result.all(texts.map(values.trustedProxies)),
    fallback: []
  }),
  keepExtra: one<ReadonlyArray<string>>({
    key: "keep_extra",
    variable: "LOGMILL_KEEP_EXTRA",
    doc: "texts to store that most lines have another of, such as request_id",
    form: "words",
    read: (texts) => Result.map(Result.all(texts.map(values.extraNames)), (lists) => lists.flat()),
    fallback: []
  }),
  geoip: one<ReadonlyArray<string>>({
    key: "geoip",
    variable: "LOGMILL_GEOIP",
    doc: "databases of addresses (.mmdb), none for none",
    form: "paths",
    read: list,
    fallback: []
  }),
  rules: one<ReadonlyArray<string>>({
    key: "rules",
    variable: "LOGMILL_RULES",
    doc: "files of rules for agents, paths and referrers (default: rules.toml beside your own configuration)",
    form: "paths",
    read: list,
    fallback: []
  }),
  anonymize: one({
    key: "anonymize",
    variable: "LOGMILL_ANONYMIZE",
    doc: "store clients without their last bits, in new databases",
    form: "switch",
    read: single(values.yesOrNo),
    fallback: false
  }),
  tz: one<string | null>({
    key: "tz",
    variable: "LOGMILL_TZ",
    doc: "report zone of a new database",
    form: "text",
    read: single(values.zone),
    fallback: null
  }),
  logTz: one({
    key: "log_tz",
    variable: "LOGMILL_LOG_TZ",
    doc: "zone of log lines that name none",
    form: "text",
    read: single(values.zone),
    fallback: "UTC"
  }),
  durability: one<values.Durability>({
    key: "durability",
    variable: "LOGMILL_DURABILITY",
    doc: "normal, or full to survive a power cut without re-reading",
    form: "text",
    read: single(values.durability),
    fallback: "normal"
  }),
  maxRejects: one<values.MaxRejects>({
    key: "max_rejects",
    variable: "LOGMILL_MAX_REJECTS",
    doc: "rejected lines, or their share, that still count as done",
    form: "text",
    read: single(values.maxRejects),
    fallback: { share: 0.01 }
  }),
  plugins: one<ReadonlyArray<PluginReference>>({
    key: "plugins.paths",
    variable: "LOGMILL_PLUGINS",
    doc: "further plugins: folders, or npm packages",
    form: "plugins",
    read: references,
    fallback: []
  })
} satisfies Record<string, SettingSpec<unknown>>

type Table = typeof settingTable
export type SettingName = keyof Table
export type Settings = { readonly [K in SettingName]: Table[K] extends SettingSpec<infer A> ? A : never }
