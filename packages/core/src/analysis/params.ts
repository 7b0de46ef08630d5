/** Values of an analysis's parameters: from what was typed, by the declared type, to what is bound. */
import type { SqlValue } from "../query/protocol.ts"
import type { OffsetAt } from "../zone.ts"
import { nearest } from "../nearest.ts"
import type { AnalysisParam, ParamType } from "./contract.ts"
import { readDuration, readTime, timeExamples, writeDuration } from "./time.ts"

/** `message` begins with the parameter's name and says what to type. */
export class ParamError extends Error {
  override readonly name = "ParamError"
}

/** Where times count from: `now` in ms UTC, the zone of times without one. */
export interface ParamContext {
  readonly now: number
  readonly offsetAt: OffsetAt
}

export type ParamInput = string | number | boolean

/** A value for every parameter: the one given, else the default. Throws `ParamError`. */
export const readParams = (
  params: ReadonlyArray<AnalysisParam>,
  given: Readonly<Record<string, ParamInput>>,
  context: ParamContext
): Record<string, SqlValue> => {
  const names = params.map(({ name }) => name)
  const stranger = Object.keys(given).find((name) => !names.includes(name))
  if (stranger !== undefined) throw new ParamError(unknownText(stranger, names))
  return Object.fromEntries(
    params.map((param) => {
      const value = given[param.name] ?? param.default
      if (value === null)
        throw new ParamError(`${param.name} is missing; write --param ${param.name}=${example(param)}`)
      return [param.name, readParam(param, value, context)]
    })
  )
}

const unknownText = (name: string, names: ReadonlyArray<string>): string => {
  if (names.length === 0) return `${name} is not known; there are no parameters`
  const meant = nearest(name, names)
  return `${name} is not known; ${meant === null ? `there are ${names.join(", ")}` : `did you mean ${meant}?`}`
}

/** One value; durations and times become ms, bools 1 or 0. Throws `ParamError`. */
export const readParam = (param: AnalysisParam, value: ParamInput, context: ParamContext): SqlValue => {
  const read = readers[param.type](String(value), param, context)
  if (read === null) throw new ParamError(`${param.name} can't be "${String(value)}"; it is ${expected(param)}`)
  return read
}

type Reader = (text: string, param: AnalysisParam, context: ParamContext) => SqlValue

/** Null: the text is none of this type. */
const readers: Readonly<Record<ParamType, Reader>> = {
  int: (text, param) =>
    /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? inBounds(Number(text), param) : null,
  float: (text, param) => (text.trim() !== "" && Number.isFinite(Number(text)) ? inBounds(Number(text), param) : null),
  text: (text) => text,
  bool: (text) => (["true", "yes", "1"].includes(text) ? 1 : ["false", "no", "0"].includes(text) ? 0 : null),
  duration: (text, param) => {
    const ms = readDuration(text)
    return ms === null ? null : inBounds(ms, param)
  },
  time: (text, _param, { now, offsetAt }) => readTime(text, "start", { now, offsetAt }),
  choice: (text, { choices }) => (choices.includes(text) ? text : null)
}

const inBounds = (number: number, { min, max }: AnalysisParam): number | null =>
  (min !== null && number < min) || (max !== null && number > max) ? null : number

const expected = (param: AnalysisParam): string => {
  if (param.type === "int") return `a whole number${boundsText(param)}`
  if (param.type === "float") return `a number${boundsText(param)}`
  if (param.type === "choice") return `one of ${param.choices.join(", ")}`
  if (param.type === "duration") return `${expectations.duration}${boundsText(param, writeDuration)}`
  return expectations[param.type]
}

const expectations = {
  text: "a text",
  bool: "true or false",
  duration: "a duration such as 500ms, 30s, 30m, 2h or 1d",
  time: `a time such as ${timeExamples}`
} as const

const boundsText = ({ min, max }: AnalysisParam, write: (bound: number) => string = String): string => {
  if (min !== null && max !== null) return ` from ${write(min)} to ${write(max)}`
  if (min !== null) return ` from ${write(min)} on`
  return max === null ? "" : ` up to ${write(max)}`
}

const examples = { int: "10", float: "0.5", text: "TEXT", bool: "true", duration: "30m", time: "-7d" } as const

/** A text to type for it. */
export const example = (param: AnalysisParam): string =>
  param.type === "choice" ? param.choices[0]! : examples[param.type]
