/**
 * The TOML header of an analysis, or the manifest of a plugin, read key by key. TOML parsers don't keep the places of
 * values, so the line of a complaint is looked for in the text again.
 */
import { parse, TomlError } from "smol-toml"

import { nearest } from "../nearest.ts"
import { tomlFault } from "../tomlFault.ts"

/** Why a file is no analysis, or no manifest, and on which of its lines. */
export class ContractError extends Error {
  override readonly name = "ContractError"
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Throws a `ContractError` where a file that was read as UTF-8 is none: texts of it would match nothing. */
export const refuseOtherEncodings = (text: string): void => {
  const at = text.indexOf("\uFFFD")
  if (at < 0) return
  throw new ContractError(text.slice(0, at).split("\n").length, "what stands here is not UTF-8; save the file as UTF-8")
}

export type Table = Readonly<Record<string, unknown>>

/** Every reader throws a `ContractError`. `at` is the way to a table: `["params", "min_hits"]`; the root is `[]`. */
export class Header {
  readonly #root: Table
  readonly #lines: ReadonlyArray<string>
  readonly #firstLine: number
  readonly #what: string

  /** `firstLine`: of the TOML within its file; `what`: how complaints call it. */
  constructor(toml: string, firstLine: number, what = "the header") {
    this.#firstLine = firstLine
    this.#what = what
    this.#lines = toml.split("\n")
    try {
      this.#root = parse(toml)
    } catch (cause) {
      if (!(cause instanceof TomlError)) throw cause
      throw new ContractError(firstLine + cause.line - 1, `${what} is not TOML: ${tomlFault(cause, toml)}`)
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
    const place = at.length === 0 ? this.#what : `[${at.join(".")}]`
    const instead = meant === null ? `${place} may have ${known.join(", ")}` : `did you mean ${meant}?`
    throw this.error([...at, stranger], `${place} has no key "${stranger}"; ${instead}`)
  }

  text(at: ReadonlyArray<string>, table: Table, key: string): string | null {
    return this.#typed(
      at,
      table,
      key,
      (value) => typeof value === "string" && value !== "",
      `a text, as in ${key} = "..."`
    ) as string | null
  }

  number(at: ReadonlyArray<string>, table: Table, key: string): number | null {
    return this.#typed(at, table, key, (value) => typeof value === "number", `a number, as in ${key} = 1`) as
      | number
      | null
  }

  /** A list of texts; one text alone is a list, too. Null: the key is not there. */
  texts(at: ReadonlyArray<string>, table: Table, key: string): ReadonlyArray<string> | null {
    const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [value])
    const areTexts = (value: unknown): boolean =>
      listOf(value).length > 0 && listOf(value).every((one) => typeof one === "string" && one !== "")
    const value = this.#typed(at, table, key, areTexts, `a list of texts, as in ${key} = ["..."]`)
    return value === null ? null : (listOf(value) as ReadonlyArray<string>)
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

  #typed(
    at: ReadonlyArray<string>,
    table: Table,
    key: string,
    is: (value: unknown) => boolean,
    expected: string
  ): unknown {
    const value = table[key] ?? null
    if (value !== null && !is(value)) throw this.error([...at, key], `${key} must be ${expected}`)
    return value
  }

  /** `[params.x]`, and below it the key; as near as the header's own layout allows. */
  #lineOf(at: ReadonlyArray<string>): number {
    const key = at.at(-1) ?? ""
    const isKey = (line: string): boolean => {
      const bare = line.replaceAll(/[\s"]/g, "")
      return bare.startsWith(`${key}=`) || bare.startsWith(`${key}.`)
    }
    for (const length of [at.length, at.length - 1]) {
      if (length < 1) break
      const name = at.slice(0, length).join(".").replaceAll(/\s/g, "")
      const table = this.#lines.findIndex((line) => line.replaceAll(/[\s"]/g, "").startsWith(`[${name}]`))
      if (table < 0) continue
      const below = length === at.length ? -1 : this.#lines.findIndex((line, index) => index > table && isKey(line))
      return this.#firstLine + (below < 0 ? table : below)
    }
    return this.#firstLine + Math.max(0, this.#lines.findIndex(isKey))
  }
}
