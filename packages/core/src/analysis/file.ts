/**
 * Reads an analysis file: the TOML header of its first comment, then what the statement says of itself. Every
 * error carries the line of the file, and what to write instead. Nothing is run, no database is needed.
 */
import { basename } from "node:path"

import { PatternError, patternOfCell, readPatterns } from "@logmill/workers/filter/pattern"
import { readStatuses } from "@logmill/workers/filter/status"

import { nearest } from "../nearest.ts"
import { publicViews, type SqlValue } from "../query/protocol.ts"
import {
  type Analysis,
  type AnalysisColumn,
  type AnalysisParam,
  type AnalysisVariant,
  charts,
  columnKinds,
  costs,
  extents,
  type ParamType,
  paramTypes,
  topics
} from "./contract.ts"
import { type FilterName, filterNames } from "./filterNames.ts"
import { ContractError, Header, refuseOtherEncodings, type Table } from "./header.ts"
import { expandMacros } from "./macros.ts"
import { ParamError, readParam } from "./params.ts"
import { readDuration } from "./time.ts"
import {
  namedTwice,
  parameterNames,
  type Part,
  readStatement,
  refuseOwnRelations,
  refuseSchemaNames,
  type ResultColumn,
  resultColumns,
  splitStatements,
  type Statement
} from "./statement.ts"
import { lineAt, SqlTextError } from "./tokenizer.ts"

/** Throws `ContractError`. `text` is the whole file. */
export const readAnalysis = (text: string, { file, origin }: Pick<Analysis, "file" | "origin">): Analysis => {
  refuseOtherEncodings(text)
  const { toml, tomlLine, sqlStart } = splitHeader(text)
  const header = new Header(toml, tomlLine)
  const root = header.table([])
  header.refuseUnknown([], root, [
    "id",
    "title",
    "description",
    "topic",
    "cost",
    "chart",
    "empty",
    "counts",
    "replaces",
    "also",
    "params",
    "columns"
  ])
  const id = header.text([], root, "id")
  if (id === null) throw header.error(["id"], `id is missing; write id = "${nameOf(file)}"`)
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) {
    throw header.error(["id"], `id must be lower-case letters, digits and "-", as in id = "slow-paths"`)
  }
  const title = header.text([], root, "title")
  if (title === null) throw header.error(["title"], `title is missing; write title = "..."`)
  const lineOf = (at: number): number => lineAt(text, sqlStart + at)
  const [first, ...others] = splitScript(text.slice(sqlStart), lineOf)
  const analysis: Analysis = {
    id,
    title,
    description: header.text([], root, "description") ?? "",
    topic: header.choice([], root, "topic", topics),
    cost: header.choice([], root, "cost", costs) ?? "sort",
    chart: header.choice([], root, "chart", charts) ?? "table",
    empty: header.text([], root, "empty"),
    counts: header.choice([], root, "counts", extents) ?? "all",
    replaces: header.flag([], root, "replaces"),
    also: header.texts([], root, "also") ?? [],
    params: header.tables("params").map(([name, table]) => readParamTable(header, name, table)),
    columns: header.tables("columns").map(([name, table]) => readColumnTable(header, name, table)),
    sql: first!.sql,
    variants: others.map((part) => readVariant(part, header, lineOf)),
    file,
    origin
  }
  for (const [index, { sql, start }] of [first!, ...others].entries()) {
    checkStatement(analysis, analysis.variants[index - 1] ?? { when: null, sql }, header, (at) => lineOf(start + at))
  }
  checkParams(analysis, header)
  return analysis
}

const splitScript = (script: string, lineOf: (at: number) => number): ReadonlyArray<Part> => {
  try {
    const parts = splitStatements(script)
    if (parts.length === 0) throw new SqlTextError(0, "there is no SELECT after the header")
    return parts
  } catch (cause) {
    if (cause instanceof SqlTextError) throw new ContractError(lineOf(cause.at), cause.message)
    throw cause
  }
}

const readVariant = ({ sql, start, before }: Part, header: Header, lineOf: (at: number) => number): AnalysisVariant => {
  const when = /\/\*\s*when\s+([a-z][a-z0-9_]*)\s*\*\//.exec(before)?.[1]
  if (when === undefined) {
    throw new ContractError(
      lineOf(start),
      "a second statement begins here; it needs a comment /* when NAME */ in front, with the name of a bool parameter"
    )
  }
  const type = header.tables("params").find(([name]) => name === when)?.[1]["type"]
  if (type === "bool") return { when, sql }
  throw new ContractError(
    lineOf(start),
    `/* when ${when} */ names no bool parameter; add [params.${when}] with type = "bool"`
  )
}

/** `slow-paths` of `/home/ada/Slow paths.sql`: a name that may be an id. */
const nameOf = (file: string): string => {
  const base = basename(file, ".sql").toLowerCase()
  return base.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "") || "my-analysis"
}

const opening = /^\uFEFF?\s*\/\*\s*logmill(?=\s)/

const splitHeader = (text: string): { readonly toml: string; readonly tomlLine: number; readonly sqlStart: number } => {
  const start = opening.exec(text)?.[0].length
  if (start === undefined) {
    throw new ContractError(
      1,
      `an analysis begins with a comment that begins with "/* logmill"; see: logmill analyses new NAME`
    )
  }
  const end = text.indexOf("*/", start)
  if (end < 0) throw new ContractError(1, "the header is not closed: */ is missing")
  return { toml: text.slice(start, end), tomlLine: lineAt(text, start), sqlStart: end + 2 }
}

const boundedTypes: ReadonlySet<ParamType> = new Set(["int", "float", "duration"])

const readParamTable = (header: Header, name: string, table: Table): AnalysisParam => {
  const at = ["params", name]
  header.refuseUnknown(at, table, ["type", "default", "description", "choices", "min", "max"])
  const type = header.choice(at, table, "type", paramTypes)
  if (type === null)
    throw header.error(at, `the parameter ${name} has no type; write type = "int", or one of ${paramTypes.join(", ")}`)
  const choices = (table["choices"] ?? []) as ReadonlyArray<unknown>
  const isList = Array.isArray(choices) && choices.every((choice) => typeof choice === "string")
  if (!isList || (type === "choice") !== choices.length > 0) {
    throw header.error(
      [...at, "choices"],
      `choices is a list of texts for type = "choice", as in choices = ["day", "hour"]`
    )
  }
  const bound = (["min", "max"] as const).find((key) => table[key] !== undefined)
  if (bound !== undefined && !boundedTypes.has(type)) {
    throw header.error(
      [...at, bound],
      `${bound} is for ${[...boundedTypes].join(", ")}; ${name} is of type = "${type}"`
    )
  }
  const param: AnalysisParam = {
    name,
    type,
    default: null,
    description: header.text(at, table, "description"),
    choices,
    min: readBound(header, at, table, "min"),
    max: readBound(header, at, table, "max")
  }
  if (param.min !== null && param.max !== null && param.min > param.max) {
    throw header.error([...at, "max"], `max is less than min, so that ${name} could have no value`)
  }
  if (table["default"] === undefined) return type === "bool" ? { ...param, default: false } : param
  const given = readDefault(table["default"])
  if (given === null)
    throw header.error([...at, "default"], `the default of ${name} must be a text, a number, true or false`)
  try {
    readParam(param, given, { now: 0, offsetAt: () => 0 })
  } catch (cause) {
    if (!(cause instanceof ParamError)) throw cause
    throw header.error([...at, "default"], `the default of ${cause.message}`)
  }
  return { ...param, default: given }
}

const readBound = (header: Header, at: ReadonlyArray<string>, table: Table, key: "min" | "max"): number | null => {
  if (table["type"] !== "duration") return header.number(at, table, key)
  const text = header.text(at, table, key)
  const ms = text === null ? null : readDuration(text)
  if (text !== null && ms === null) throw header.error([...at, key], `${key} must be a duration, as in ${key} = "30m"`)
  return ms
}

/** TOML knows dates and times without quotes, too. */
const readDefault = (value: unknown): AnalysisParam["default"] => {
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value
  return value instanceof Date ? value.toISOString() : null
}

const readColumnTable = (header: Header, name: string, table: Table): AnalysisColumn => {
  const at = ["columns", name]
  header.refuseUnknown(at, table, ["kind", "filter", "pattern", "status", "description", "when", "key"])
  const kind = header.choice(at, table, "kind", columnKinds)
  if (kind === null)
    throw header.error(at, `the column ${name} has no kind; write kind = "count", or one of ${columnKinds.join(", ")}`)
  const filter = header.choice(at, table, "filter", filterNames)
  return {
    name,
    kind,
    filter,
    pattern: readColumnPattern(header, at, table, filter),
    status: readCountedStatus(header, at, table, filter),
    description: header.text(at, table, "description"),
    when: header.text(at, table, "when"),
    key: table["key"] === undefined ? null : header.flag(at, table, "key")
  }
}

const readColumnPattern = (
  header: Header,
  at: ReadonlyArray<string>,
  table: Table,
  filter: FilterName | null
): string | null => {
  const pattern = header.text(at, table, "pattern")
  if (pattern === null) return null
  const refuse = (reason: string): ContractError => header.error([...at, "pattern"], reason)
  if (filter === null) throw refuse(`a pattern is what a filter is set to; write filter = "path", or another filter`)
  if (!pattern.includes("{}")) throw refuse(`the pattern has no {}, where the cell goes, as in pattern = "{},{}/*"`)
  try {
    readPatterns(patternOfCell(pattern, "x"))
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause
    throw refuse(cause.message)
  }
  return pattern
}

const readCountedStatus = (
  header: Header,
  at: ReadonlyArray<string>,
  table: Table,
  filter: FilterName | null
): string | null => {
  const status = header.text(at, table, "status")
  if (status === null) return null
  const refuse = (reason: string): ContractError => header.error([...at, "status"], reason)
  if (filter === null)
    throw refuse(
      `status says which of the entries behind a cell count, and without a filter there are none; write filter = "path", or another filter`
    )
  try {
    readStatuses(status)
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause
    throw refuse(cause.message)
  }
  return status
}

/** What a statement must agree with the header on. `when`: the parameter for which it runs, null for the first one. */
const checkStatement = (
  analysis: Analysis,
  { when, sql }: { readonly when: string | null; readonly sql: string },
  header: Header,
  lineOf: (at: number) => number
): void => {
  try {
    const statement = readStatement(sql)
    refuseSchemaNames(statement)
    refuseOwnRelations(statement, publicViews)
    const declared = analysis.params.map(({ name }) => name)
    const unknown = parameterNames(statement).find((name) => !declared.includes(name))
    if (unknown !== undefined) {
      const place = statement.tokens.find((token) => token.text === `:${unknown}`)!
      throw new SqlTextError(
        place.start,
        `the parameter :${unknown} is not declared; add [params.${unknown}] to the header`
      )
    }
    checkColumns(analysis.columns, statement, when, header)
    expandMacros(sql, { zone: [[-Infinity, 0]], span: { from: 0, to: 0 }, params: examples(analysis.params) })
  } catch (cause) {
    if (cause instanceof SqlTextError) throw new ContractError(lineOf(cause.at), cause.message)
    throw cause
  }
}

const checkColumns = (
  columns: ReadonlyArray<AnalysisColumn>,
  statement: Statement,
  when: string | null,
  header: Header
): void => {
  const given = resultColumns(statement)
  const isStar = ({ to }: ResultColumn): boolean => statement.tokens[to - 1]?.text === "*"
  const nameless = given.findIndex((column) => column.name === null && !isStar(column))
  if (nameless >= 0) {
    const { from, to } = given[nameless]!
    const start = statement.tokens[from]?.start ?? statement.sql.length
    if (from === to) throw new SqlTextError(start, "a column is missing here: the comma before it is one too many")
    throw new SqlTextError(start, `column ${nameless + 1} has no name; write ... AS name`)
  }
  const twice = namedTwice(given)
  if (twice !== null) throw new SqlTextError(statement.tokens[given[twice.index]!.from]!.start, twice.text)
  if (given.some(isStar)) return
  for (const { name, when: only } of columns) {
    const isThere = given.some((column) => column.name === name)
    const statementName = when === null ? "the SELECT" : `the SELECT for ${when}`
    if (!isThere && (only === null || only === when)) {
      const meant = nearest(
        name,
        given.flatMap((column) => column.name ?? [])
      )
      const instead = meant === null ? "" : `; did you mean ${meant}?`
      throw header.error(["columns", name], `${statementName} has no column ${name}${instead}`)
    }
    if (isThere && only !== null && only !== when) {
      throw header.error(
        ["columns", name, "when"],
        `${statementName} has the column ${name}, which is for ${only} only`
      )
    }
  }
}

const checkParams = ({ params, columns, variants, sql }: Analysis, header: Header): void => {
  const used = [sql, ...variants.map((variant) => variant.sql)].flatMap((text) => parameterNames(readStatement(text)))
  const idle = params.find(({ name }) => !used.includes(name) && !variants.some(({ when }) => when === name))
  if (idle !== undefined) {
    throw header.error(
      ["params", idle.name],
      `the parameter ${idle.name} is not used: the statement has no :${idle.name}`
    )
  }
  const lost = columns.find(({ when }) => when !== null && !variants.some((variant) => variant.when === when))
  if (lost !== undefined) {
    throw header.error(["columns", lost.name, "when"], `there is no statement after a comment /* when ${lost.when} */`)
  }
}

/** A value for each parameter, so that macros can be tried. */
const examples = (params: ReadonlyArray<AnalysisParam>): Record<string, SqlValue> =>
  Object.fromEntries(params.map((param) => [param.name, String(param.default ?? param.choices[0] ?? "day")]))
