/**
 * Whether what stands in a file is a format's definition, before anything is made of it: each key with what it may hold.
 * What a pattern or a field's name says is found by the compiler (compile.ts), which throws a FormatError, too.
 */
import { nearest } from "../nearest.ts"
import type { Columns, FormatDefinition, FormatSample } from "./definition.ts"
import { FormatError } from "./definition.ts"

/** Of a value, in words, whether it is one. */
type Kind = readonly [what: string, is: (value: unknown) => boolean]

const isText = (value: unknown): value is string => typeof value === "string"
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const isListOf = (value: unknown, is: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(is)
const isTexts = (value: unknown): boolean => isText(value) || (isListOf(value, isText) && (value as []).length > 0)
const oneOf = (...texts: ReadonlyArray<string>): Kind => [
  texts.map((text) => JSON.stringify(text)).join(", "),
  (value) => texts.includes(value as string)
]

const text: Kind = ["a text", isText]
const flag: Kind = ["true or false", (value) => typeof value === "boolean"]
const texts: Kind = ["a text or a list of texts", isTexts]
const list: Kind = ["a list of texts", (value) => isListOf(value, isText)]

const definitionKeys: Readonly<Record<keyof FormatDefinition, Kind>> = {
  name: ["small letters, digits and dashes", (value) => isText(value) && /^[a-z0-9-]+$/.test(value)],
  title: text,
  setting: text,
  reference: text,
  pattern: texts,
  json: ["an object of fields and keys", (value) => isObject(value) && Object.values(value).every(isTexts)],
  regex: texts,
  columns: ["an object", isObject],
  text: oneOf("plain", "plus", "percent"),
  escapes: oneOf("backslash", "hash", "json", "none"),
  exact: flag,
  words: list,
  none: list,
  values: [
    "an object of objects of texts",
    (value) => isObject(value) && Object.values(value).every((of) => isObject(of) && Object.values(of).every(isText))
  ],
  detect: flag,
  headerless: flag,
  samples: ["a list of samples", (value) => isListOf(value, isObject)]
}

const columnKeys: Readonly<Record<keyof Columns, Kind>> = {
  header: text,
  fields: ["an object of names and fields", (value) => isObject(value) && Object.values(value).every(isText)],
  date: text,
  software: list,
  order: list,
  earlier: ["a list of numbers", (value) => isListOf(value, (item) => typeof item === "number")],
  separator: oneOf("blanks", "tab", "comma")
}

const sampleKeys: Readonly<Record<keyof FormatSample, Kind>> = {
  line: text,
  fields: [
    "an object of fields and what they are",
    (value) => isObject(value) && Object.values(value).every((of) => of === null || /string|number/.test(typeof of))
  ],
  header: text,
  prefixTime: text
}

/** Throws a FormatError that says which key is wrong and what it may hold. */
export const checkDefinition = (value: unknown): FormatDefinition => {
  checkKeys("", value, definitionKeys, ["name", "title", "samples"])
  const { columns, samples } = value as FormatDefinition
  if (columns !== undefined) checkKeys("columns: ", columns, columnKeys, ["header", "fields", "separator"])
  for (const [index, sample] of samples.entries()) {
    checkKeys(`sample ${index + 1}: `, sample, sampleKeys, ["line", "fields"])
  }
  return value as FormatDefinition
}

const checkKeys = (
  where: string,
  value: unknown,
  keys: Readonly<Record<string, Kind>>,
  needed: ReadonlyArray<string>
): void => {
  if (!isObject(value)) throw new FormatError(`${where}it is no object: a format is { "name": ..., "pattern": ... }`)
  for (const key of needed) {
    if (value[key] === undefined) throw new FormatError(`${where}"${key}" is missing: it is ${keys[key]![0]}`)
  }
  for (const [key, of] of Object.entries(value)) {
    if (!Object.hasOwn(keys, key)) {
      const near = nearest(key, Object.keys(keys))
      const advice = near === null ? `there are ${Object.keys(keys).join(", ")}` : `did you mean "${near}"?`
      throw new FormatError(`${where}"${key}" is nothing that is known; ${advice}`)
    }
    const [what, is] = keys[key]!
    if (!is(of)) throw new FormatError(`${where}"${key}" is not ${what}`)
  }
}
