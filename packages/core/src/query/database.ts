/**
 * The database as the query child sees it: read-only, with limits, an authorizer and a few functions of ours, and beside it
 * an empty one that has the views as tables. Sums that are made for a statement stand in one more (selected/), which is
 * attached when the first is.
 *
 * The empty one answers "does this statement name nothing but the views?". The authorizer can't: a common table
 * expression that is called like a view, but reads a base table, reports its reads under the view's name.
 */
import { DatabaseSync } from "node:sqlite"
import { pathToFileURL } from "node:url"

import { linearEngineFlags, linearRegex, RegexError } from "@logmill/workers/filter/regex"

import { applicationId, schemaVersion } from "../store/version.ts"
import { Authorizer } from "./authorizer.ts"
import { HeldRows } from "./HeldRows.ts"
import { networkTest } from "./inNetwork.ts"
import { NamedPatterns } from "./NamedPatterns.ts"
import { longestSql, publicViews } from "./protocol.ts"
import { Refusal } from "./Refusal.ts"
import { Selected } from "./selected/Selected.ts"
import { urlDecode } from "./urlDecode.ts"

/** Bytes. */
export const longestText = 16_000_000

/** Beyond these a statement is refused by SQLite with its own words. */
const limits = {
  length: longestText,
  sqlLength: longestSql,
  column: 500,
  exprDepth: 200,
  compoundSelect: 100,
  // A zone's rule of a century, asked of each time of a series, takes more than a million; beyond it SQLite says "out of memory".
  vdbeOp: 10_000_000,
  functionArg: 100,
  attach: 0,
  likePatternLength: 10_000,
  variableNumber: 10_000,
  triggerDepth: 1
}

/**
 * Of pages in memory. It is also what SQLite sorts at a time: portions of 64 MB, which leave the processor's cache with
 * each comparison, take half as long again as these. With fewer, looking texts up takes longer.
 */
const cacheKib = 8192

export interface QueryDatabase {
  readonly db: DatabaseSync
  /** Tables `entries`, `hits`, ... with the views' columns, without rows. */
  readonly shapes: DatabaseSync
  readonly authorizer: Authorizer
  /** Every table and view. */
  readonly tables: ReadonlyArray<string>
  readonly selected: Selected
  readonly held: HeldRows
}

/** Throws a `Refusal`, or what SQLite throws. `path` is what it is called, `location` what is opened. `memory`: bytes for sums. */
export const openDatabase = (path: string, location: string | URL, memory: number): QueryDatabase => {
  const db = new DatabaseSync(location, {
    readOnly: true,
    allowExtension: false,
    defensive: true,
    timeout: 5000,
    limits
  })
  try {
    const read = (sql: string): ReadonlyArray<Record<string, unknown>> => db.prepare(sql).all()
    if (read("PRAGMA application_id")[0]?.["application_id"] !== applicationId) {
      throw new Refusal("notADatabase", `${path} is not a logmill database; choose another file with --db PATH`)
    }
    const version = Number(read("PRAGMA user_version")[0]?.["user_version"])
    if (version < schemaVersion) {
      const advice = `logmill enrich --db ${path} brings it up to date`
      throw new Refusal("notADatabase", `${path} was made by an earlier logmill; ${advice}`)
    }
    if (version > schemaVersion) {
      throw new Refusal(
        "notADatabase",
        `${path} was made by a newer logmill; update logmill, or choose another file with --db PATH`
      )
    }
    db.exec("PRAGMA query_only = 1; PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1")
    db.exec(`PRAGMA cache_size = -${cacheKib}`)
    const tables = read("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')").map((row) =>
      String(row["name"])
    )
    const authorizer = new Authorizer(read("PRAGMA module_list").map((row) => String(row["name"])))
    const shapes = shapesOf(db)
    for (const each of [db, shapes]) {
      addFunctions(each)
      each.setAuthorizer(authorizer.check)
    }
    return { db, shapes, authorizer, tables, selected: new Selected(db, memory), held: new HeldRows(db) }
  } catch (cause) {
    db.close()
    throw cause
  }
}

/** A file that nobody writes to, and beside which no files can be made: it is read without locks. */
export const immutable = (path: string): URL => {
  const url = pathToFileURL(path)
  url.searchParams.set("immutable", "1")
  return url
}

const shapesOf = (db: DatabaseSync): DatabaseSync => {
  const shapes = new DatabaseSync(":memory:", { allowExtension: false, defensive: true, limits })
  for (const view of publicViews) {
    const columns = db.prepare(`SELECT name FROM pragma_table_info('${view}')`).all()
    if (columns.length === 0) continue
    shapes.exec(`CREATE TABLE ${view}(${columns.map((column) => `"${String(column["name"])}"`).join(", ")})`)
  }
  return shapes
}

/**
 * `regexp(pattern, text)`, which is also what the REGEXP operator calls, and the same as `regexp_matches(text, pattern)`, by
 * its name in DuckDB; `regexp_compile(pattern)`; `url_decode(text)`; `in_network(text, network)`. Null for null.
 */
const addFunctions = (db: DatabaseSync): void => {
  const compiled = new Map<string, RegExp>()
  const named = new NamedPatterns(compileRegex)
  const compile = (pattern: string): RegExp => {
    const regex = compileRegex(pattern)
    if (compiled.size > 1000) compiled.clear()
    compiled.set(pattern, regex)
    return regex
  }
  type Argument = null | number | bigint | string | Uint8Array
  const matches = (pattern: Argument, text: Argument): 1 | 0 | null => {
    if (pattern === null || text === null) return null
    const given = String(pattern)
    const regex = named.get(given) ?? compiled.get(given) ?? compile(given)
    return regex.test(String(text)) ? 1 : 0
  }
  const options = { deterministic: true, directOnly: true, useBigIntArguments: true }
  db.function("regexp", options, matches)
  db.function("regexp_matches", options, (text, pattern) => matches(pattern, text))
  db.function("regexp_compile", options, (pattern) => (pattern === null ? null : named.name(String(pattern))))
  db.function("url_decode", { deterministic: true, directOnly: true }, (text) =>
    text === null ? null : urlDecode(String(text))
  )
  const inNetwork = networkTest()
  db.function("in_network", { deterministic: true, directOnly: true }, (text, network) =>
    text === null || network === null ? null : Number(inNetwork(String(text), String(network)))
  )
  if (db.prepare("SELECT 1 FROM pragma_function_list WHERE name = 'percentile'").get() === undefined) addPercentile(db)
}

/** As SQLite's own (https://sqlite.org/percentile.html), which the first releases of Node 24 leave out. */
export const addPercentile = (db: DatabaseSync): void => {
  interface State {
    readonly values: Array<number>
    percent: number
  }
  const step = (state: State, value: number | null, percent: number): State => {
    if (value !== null) state.values.push(value)
    state.percent = percent
    return state
  }
  const result = ({ values, percent }: State): number | null => {
    if (values.length === 0) return null
    const sorted = values.toSorted((a, b) => a - b)
    const place = (percent / 100) * (sorted.length - 1)
    const below = sorted[Math.floor(place)]!
    return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place))
  }
  // Any value may be the state; the types know only those of SQL.
  db.aggregate("percentile", { start: () => ({ values: [], percent: 0 }), step, result } as unknown as AggregateOptions)
}

type AggregateOptions = Parameters<DatabaseSync["aggregate"]>[1]

/**
 * V8 is told of its linear engine here: with the flags from the beginning on, all of Node's own modules would be compiled anew, as
 * their code is kept for V8's usual flags: 7 ms of a start (Nov 2026).
 */
const compileRegex = (pattern: string): RegExp => {
  const { setFlagsFromString } = process.getBuiltinModule("node:v8")
  for (const flag of linearEngineFlags) setFlagsFromString(flag)
  try {
    return new RegExp(linearRegex(pattern))
  } catch (cause) {
    if (!(cause instanceof RegexError)) throw cause
    throw new Refusal("syntax", `REGEXP: "${pattern.slice(0, 100)}" ${cause.message}`, cause)
  }
}
