/**
 * Reads an analysis file: the TOML header of its first comment, then what the statement says of itself. Every
 * error carries the line of the file, and what to write instead. Nothing is run, no database is needed.
 */
import { parse, TomlError } from "smol-toml"

import { nearest } from "../nearest.ts"
import {
  type Analysis,
  type AnalysisColumn,
  type AnalysisParam,
  charts,
  columnKinds,
  costs,
  filterNames,
  paramTypes
} from "./contract.ts"
import { expandMacros } from "./macros.ts"
import { ParamError, readParam } from "./params.ts"
import { relationNames } from "./relations.ts"
import { parameterNames, readStatement, refuseOwnRelations, refuseSchemaNames, resultColumns } from "./statement.ts"
import { lineAt, SqlTextError } from "./tokenizer.ts"

export class ContractError extends Error {
  override readonly name = "ContractError"
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Throws `ContractError`. `text` is the whole file. */
export const readAnalysis = (text: string, { file, origin }: Pick<Analysis, "file" | "origin">): Analysis => {
  const { toml, tomlLine, sqlStart } = splitHeader(text)
  const header = new Header(toml, tomlLine)
  const root = header.table([])
  header.refuseUnknown([], root, ["id", "title", "description", "cost", "chart", "replaces", "params", "columns"])
  const id = header.text([], root, "id")
  if (id === null || !/^[a-z0-9][a-z0-9-]*$/.test(id)) {
    throw header.error(["id"], `id must be lower-case letters, digits and "-", as in id = "slow-paths"`)
  }
  const title = header.text([], root, "title")
  if (title === null) throw header.error(["title"], `title is missing; write title = "..."`)
  const analysis: Analysis = {
    id,
    title,
    description: header.text([], root, "description") ?? "",
    cost: header.choice([], root, "cost", costs) ?? "sort",
    chart: header.choice([], root, "chart", charts) ?? "table",
    replaces: header.flag([], root, "replaces"),
    params: header.tables("params").map(([name, table]) => readParamTable(header, name, table)),
    columns: header.tables("columns").map(([name, table]) => readColumnTable(header, name, table)),
    sql: text.slice(sqlStart).replace(/[;\s]+$/, ""),
    file,
    origin
  }
  checkStatement(analysis, header, (at) => lineAt(text, sqlStart + at))
  return analysis
}

const opening = /^\uFEFF?\s*\/\*\s*logmill(?=\s)/

const splitHeader = (text: string): { readonly toml: string; readonly tomlLine: number; readonly sqlStart: number } => {
  const start = opening.exec(text)?.[0].length
  if (start === undefined) {
    throw new ContractError(1, `an analysis begins with a comment that begins with "/* logmill"; see: logmill analyses new NAME`)
  }
  const end = text.indexOf("*/", start)
  if (end < 0) throw new ContractError(1, "the header is not closed: */ is missing")
  return { toml: text.slice(start, end), tomlLine: lineAt(text, start), sqlStart: end + 2 }
}

type Table = Readonly<Record<string, unknown>>

const readParamTable = (header: Header, name: string, table: Table): AnalysisParam => {
  const at = ["params", name]
  header.refuseUnknown(at, table, ["type", "default", "description", "choices", "min", "max"])
  const type = header.choice(at, table, "type", paramTypes)
  if (type === null) throw header.error(at, `the parameter ${name} has no type; write type = "int", or one of ${paramTypes.join(", ")}`)
  const choices = (table["choices"] ?? []) as ReadonlyArray<unknown>
  const isList = Array.isArray(choices) && choices.every((choice) => typeof choice === "string")
  if (!isList || (type === "choice") !== choices.length > 0) {
    throw header.error([...at, "choices"], `choices is a list of texts for type = "choice", as in choices = ["day", "hour"]`)
  }
  const param: AnalysisParam = {
    name,
    type,
    default: null,
    description: header.text(at, table, "description"),
    choices: choices as ReadonlyArray<string>,
    min: header.number(at, table, "min"),
    max: header.number(at, table, "max")
  }
  const given = table["default"] ?? (type === "bool" ? false : null)
  if (given === null) return param
  const plain = typeof given === "string" || typeof given === "boolean" || typeof given === "number" ? given : String(given)
  try {
    readParam(param, plain, { now: 0, offsetAt: () => 0 })
  } catch (cause) {
    if (!(cause instanceof ParamError)) throw cause
    throw header.error([...at, "default"], `the default of ${cause.message}`)
  }
  return { ...param, default: plain }
}

const readColumnTable = (header: Header, name: string, table: Table): AnalysisColumn => {
  const at = ["columns", name]
  header.refuseUnknown(at, table, ["kind", "filter", "description", "when"])
  const kind = header.choice(at, table, "kind", columnKinds)
  if (kind === null) throw header.error(at, `the column ${name} has no kind; write kind = "count", or one of ${columnKinds.join(", ")}`)
  return {
    name,
    kind,
    filter: header.choice(at, table, "filter", filterNames),
    description: header.text(at, table, "description"),
    when: header.text(at, table, "when")
  }
}

/** What the statement must agree with the header on. */
const checkStatement = (analysis: Analysis, header: Header, lineOf: (at: number) => number): void => {
  try {
    const statement = readStatement(analysis.sql)
    refuseSchemaNames(statement)
    refuseOwnRelations(statement, relationNames)
    const used = parameterNames(statement)
    const declared = analysis.params.map(({ name }) => name)
    const unknown = used.find((name) => !declared.includes(name))
    if (unknown !== undefined) {
      const place = statement.tokens.find((token) => token.text === `:${unknown}`)!
      throw new SqlTextError(place.start, `the parameter :${unknown} is not declared; add [params.${unknown}] to the header`)
    }
    const idle = declared.find((name) => !used.includes(name) && !analysis.columns.some(({ when }) => when === name))
    if (idle !== undefined) throw header.error(["params", idle], `the parameter ${idle} is not used; the statement has no :${idle}`)
    checkColumns(analysis, header)
    expandMacros(analysis.sql, { zone: [[-Infinity, 0]], spanMs: 0, params: examples(analysis.params) })
  } catch (cause) {
    if (cause instanceof SqlTextError) throw new ContractError(lineOf(cause.at), cause.message)
    throw cause
  }
}

const checkColumns = ({ sql, columns, params }: Analysis, header: Header): void => {
  const statement = readStatement(sql)
  const given = resultColumns(statement)
  const isOpen = given.some(({ to }) => statement.tokens[to - 1]?.text === "*")
  const nameless = given.findIndex(({ name, to }) => name === null && statement.tokens[to - 1]?.text !== "*")
  if (nameless >= 0) {
    throw new SqlTextError(statement.tokens[given[nameless]!.from]!.start, `column ${nameless + 1} has no name; write ... AS name`)
  }
  for (const { name, when } of columns) {
    const index = given.findIndex((column) => column.name === name)
    const at = ["columns", name]
    if (index < 0 && !isOpen) throw header.error(at, `the SELECT has no column ${name}`)
    if (when === null) continue
    if (params.find((param) => param.name === when)?.type !== "bool") {
      throw header.error([...at, "when"], `when names a parameter of type bool; add [params.${when}] with type = "bool"`)
    }
    if (index < 1) throw header.error([...at, "when"], `a column with when must be written out in the SELECT, and not be its first`)
  }
}

/** A value for each parameter, so that macros can be tried. */
const examples = (params: ReadonlyArray<AnalysisParam>): Record<string, unknown> =>
  Object.fromEntries(params.map((param) => [param.name, param.default ?? param.choices[0] ?? "day"]))

/** The parsed header, which knows on which line a key stands. */
class Header {
  readonly #root: Table
  readonly #lines: ReadonlyArray<string>
  readonly #firstLine: number

  constructor(toml: string, firstLine: number) {
    this.#firstLine = firstLine
    this.#lines = toml.split("\n")
    try {
      this.#root = parse(toml)
    } catch (cause) {
      if (!(cause instanceof TomlError)) throw cause
      throw new ContractError(firstLine + cause.line - 1, `the header is not TOML: ${cause.message.split("\n")[0]!.replace(/^Invalid TOML document: /, "")}`)
    }
  }

  table(at: ReadonlyArray<string>): Table {
    let value: unknown = this.#root
    for (const key of at) value = (value as Table)[key]
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Table
    throw this.error(at, `${at.join(".")} is a table; write [${at.join(".")}]`)
  }

  /** The tables `[params.x]`, by name. */
  tables(key: "params" | "columns"): ReadonlyArray<readonly [string, Table]> {
    if (this.#root[key] === undefined) return []
    return Object.keys(this.table([key])).map((name) => {
      if (!/^[a-z][a-z0-9_]*$/.test(name)) {
        throw this.error([key, name], `the name "${name}" must be lower-case letters, digits and "_"`)
      }
      return [name, this.table([key, name])]
    })
  }

  refuseUnknown(at: ReadonlyArray<string>, table: Table, known: ReadonlyArray<string>): void {
    const stranger = Object.keys(table).find((key) => !known.includes(key))
    if (stranger === undefined) return
    const meant = nearest(stranger, known)
    const place = at.length === 0 ? "the header" : `[${at.join(".")}]`
    const instead = meant === null ? `${place} may have ${known.join(", ")}` : `did you mean ${meant}?`
    throw this.error([...at, stranger], `${place} has no key "${stranger}"; ${instead}`)
  }

  text(at: ReadonlyArray<string>, table: Table, key: string): string | null {
    return this.#typed(at, table, key, (value) => typeof value === "string" && value !== "", `a text, as in ${key} = "..."`) as string | null
  }

  number(at: ReadonlyArray<string>, table: Table, key: string): number | null {
    return this.#typed(at, table, key, (value) => typeof value === "number", `a number, as in ${key} = 1`) as number | null
  }

  flag(at: ReadonlyArray<string>, table: Table, key: string): boolean {
    return this.#typed(at, table, key, (value) => typeof value === "boolean", "true or false") === true
  }

  choice<A extends string>(at: ReadonlyArray<string>, table: Table, key: string, choices: ReadonlyArray<A>): A | null {
    const value = this.text(at, table, key)
    const known = choices.find((choice) => choice === value)
    if (value === null || known !== undefined) return known ?? null
    const meant = nearest(value, choices)
    const instead = meant === null ? `there are ${choices.join(", ")}` : `did you mean "${meant}"?`
    throw this.error([...at, key], `${key} can't be "${value}"; ${instead}`)
  }

  error(at: ReadonlyArray<string>, reason: string): ContractError {
    return new ContractError(this.#lineOf(at), reason)
  }

  #typed(at: ReadonlyArray<string>, table: Table, key: string, is: (value: unknown) => boolean, expected: string): unknown {
    const value = table[key] ?? null
    if (value !== null && !is(value)) throw this.error([...at, key], `${key} must be ${expected}`)
    return value
  }

  /** `[params.x]`, and below it the key; as near as the header's own layout allows. */
  #lineOf(at: ReadonlyArray<string>): number {
    const key = at.at(-1) ?? ""
    const isKey = (line: string): boolean => new RegExp(`^\\s*"?${key}"?\\s*[=.]`).test(line)
    for (const length of [at.length, at.length - 1]) {
      if (length < 1) break
      const name = at.slice(0, length).join(".")
      const table = this.#lines.findIndex((line) => line.replaceAll(/[\s"]/g, "").startsWith(`[${name}]`))
      if (table < 0) continue
      const below = length === at.length ? -1 : this.#lines.findIndex((line, index) => index > table && isKey(line))
      return this.#firstLine + (below < 0 ? table : below)
    }
    return this.#firstLine + Math.max(0, this.#lines.findIndex(isKey))
  }
}
