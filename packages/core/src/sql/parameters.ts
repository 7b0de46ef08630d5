/**
 * Values for the `:name` parameters of a statement, from texts as they are typed (`--param name=text`). There is no header
 * that tells their types, so the text does, as a literal of SQL would: a number is a number and null is null; anything else
 * is a text. A text that looks like these is put in single quotes, as in SQL. What a number would not keep, as the
 * noughts of 007 or the digits beyond 64 bits, stays a text.
 */
import { nearest } from "../nearest.ts"
import type { SqlValue } from "../query/protocol.ts"
import type { Statement } from "../analysis/statement.ts"
import { StatementError } from "./StatementError.ts"

export const readValue = (text: string): SqlValue => {
  if (/^null$/i.test(text)) return null
  const quoted = /^'((?:[^']|'')*)'$/s.exec(text)?.[1]
  if (quoted !== undefined) return quoted.replaceAll("''", "'")
  if (/^-?(?:0|[1-9]\d{0,18})$/.test(text)) return readInteger(text)
  const isReal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && /[.eE]/.test(text)
  return isReal && Number.isFinite(Number(text)) ? Number(text) : text
}

/** A bigint is bound as an integer, a number as a real: as a number, 5 would be 5.0 to SQL. */
const readInteger = (text: string): SqlValue => {
  const whole = BigInt(text)
  return whole === BigInt.asIntN(64, whole) ? whole : text
}

/** Where values are typed: as flags of a command, in a prompt or a form, which keep them for other statements, too. */
export type TypedIn = "flags" | "prompt" | "form"

/** How a value is given; null: in a field of its own. */
type Option = string | null

const options: Readonly<Record<TypedIn, Option>> = { flags: "--param", prompt: ".param", form: null }

/**
 * The values the statement asks for. Throws `StatementError` for one that is missing, or has no name; and, of flags, for
 * one that the statement does not have.
 */
export const valuesFor = (
  { tokens }: Statement,
  given: ReadonlyMap<string, string>,
  typedIn: TypedIn
): Record<string, SqlValue> => {
  const values: Record<string, SqlValue> = {}
  const option = options[typedIn]
  for (const { kind, start, text } of tokens) {
    if (kind !== "param") continue
    const name = text.slice(1)
    if (!text.startsWith(":")) throw nameless(text, start, option)
    if (/^(?:_\d+|__proto__)$/.test(name)) {
      throw new StatementError({ at: start, message: `the name of ${text} is one of logmill's own; choose another` })
    }
    const value = given.get(name)
    if (value === undefined) throw missing(name, start, given, option)
    values[name] = readValue(value)
  }
  const stranger = typedIn === "flags" ? [...given.keys()].find((name) => !Object.hasOwn(values, name)) : undefined
  if (stranger !== undefined) throw unknown(stranger, Object.keys(values))
  return values
}

const nameless = (text: string, at: number, option: Option): StatementError => {
  const name = /^[@$](\w+)$/.exec(text)?.[1]
  const message =
    name === undefined
      ? `a parameter needs a name: write :name in place of ${text}${option === null ? "" : `, and give its value with ${option} name=VALUE`}`
      : `parameters begin with a colon: write :${name} in place of ${text}`
  return new StatementError({ at, message })
}

const missing = (name: string, at: number, given: ReadonlyMap<string, string>, option: Option): StatementError => {
  if (option === null) return new StatementError({ at, message: `the parameter :${name} has no value; give it one` })
  const meant = nearest(name, given.keys())
  const advice = meant === null ? `give one with ${option} ${name}=VALUE` : `is ${option} ${meant} meant for it?`
  return new StatementError({ at, message: `the parameter :${name} has no value; ${advice}` })
}

const unknown = (name: string, names: ReadonlyArray<string>): StatementError => {
  const meant = nearest(name, names)
  const list = names.length === 0 ? "it has none" : `it has ${names.map((one) => `:${one}`).join(", ")}`
  const advice = meant === null ? list : `did you mean ${meant}?`
  return new StatementError({
    at: null,
    message: `--param ${name}: the statement has no parameter :${name}; ${advice}`
  })
}
