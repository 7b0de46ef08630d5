/** What a format stores of a line, for people: which of its words fills which column of the view `entries`. */
import { formats as natives } from "../parse/formats.ts"
import type { FormatCatalog } from "./catalog.ts"
import { type FieldSpec, type FormatDefinition, type NumberField, readField, type TextField } from "./definition.ts"
import { dialectFormat, isDialect } from "./dialects/dialect.ts"
import { goaccessName } from "./dialects/goaccess.ts"
import { readPattern } from "./pattern.ts"
import { RegexSplitter } from "./regex.ts"

export interface DescribedField {
  /** As the server's format or the lines call it. */
  readonly from: string
  /** As patterns name it. */
  readonly field: string
  /** Columns of the view `entries`, or why it is in none of them. */
  readonly stored: string
}

export interface DescribedFormat {
  readonly name: string
  readonly title: string
  readonly setting: string | null
  readonly sample: string | null
  readonly isGuessed: boolean
  readonly fields: ReadonlyArray<DescribedField>
}

/** A name or a format in a dialect, of the readers that there are (readers.ts); throws a FormatError or a RangeError. */
export const describeFormat = (format: string, catalog: FormatCatalog): DescribedFormat => {
  const isTyped = !catalog.has(format) && isDialect(format)
  const definition = isTyped ? dialectFormat(format) : catalog.definitionOf(format)
  if (definition !== undefined) {
    return {
      name: isTyped ? format : definition.name,
      title: definition.title,
      setting: definition.setting ?? (isTyped ? format : null),
      sample: definition.samples[0]?.line ?? null,
      isGuessed: !isTyped && definition.detect !== false,
      fields: fieldsOf(definition)
    }
  }
  const name = goaccessName(format) ?? format
  const native = natives.find((one) => one.name === name)
  if (native === undefined) throw new RangeError(`no format is named "${format}"`)
  const { sample, setting, title, words } = native
  return { name, title, setting, sample, isGuessed: true, fields: fieldsOf(dialectFormat(words)) }
}

const described = (from: string, field: string): DescribedField => ({ from, field, stored: storedAs(readField(field)) })

const fieldsOf = ({ columns, json, pattern, regex, words }: FormatDefinition): ReadonlyArray<DescribedField> => {
  if (regex !== undefined) {
    const all = [regex].flat().flatMap((one) => {
      const { groups, names } = new RegexSplitter(one)
      return names.map((name, index) => described(groups[index]!, name))
    })
    return all.filter(({ from }, index) => all.findIndex((other) => other.from === from) === index)
  }
  if (json !== undefined) {
    return Object.entries(json).map(([field, keys]) => described([keys].flat().join(", "), field))
  }
  if (columns !== undefined) return Object.entries(columns.fields).map(([column, field]) => described(column, field))
  const fields = [pattern ?? []]
    .flat()
    .flatMap((one) => readPattern(one).flatMap((part) => ("name" in part ? [part.name] : [])))
  return fields
    .map((field, index) => described(words?.[index] ?? `{${field}}`, field))
    .filter(({ from }, index, all) => words !== undefined || all.findIndex((other) => other.from === from) === index)
}

const texts: Readonly<Record<TextField, string>> = {
  client: "client",
  site: "site",
  user: "user",
  request: "method, path, query, protocol",
  method: "method",
  uri: "path, query",
  path: "path",
  query: "query",
  protocol: "protocol",
  referrer: "referrer",
  agent: "agent",
  port: "port",
  scheme: "scheme",
  forwarded_for: "forwarded_for",
  tls: "tls",
  cipher: "cipher",
  cache: "cache",
  mime: "mime",
  upstream_address: "upstream_address"
}

const numbers: Readonly<Record<NumberField, string>> = {
  status: "status",
  bytes: "bytes",
  bytes_in: "bytes_in",
  duration: "duration_ms",
  upstream: "upstream_ms"
}

/** Where a field is found in the view `entries`. */
export const storedAs = (spec: FieldSpec): string => {
  switch (spec.kind) {
    case "skip":
      return "not kept"
    case "fixed":
      return `not kept: it must be ${spec.texts.join(" or ")}`
    case "text":
    case "address":
      return texts[spec.field]
    case "extra":
      return `extra ->> '${spec.name}'`
    case "unique":
      return `not kept unless asked for: unique.${spec.name}`
    case "number":
      return spec.isPart ? "duration_ms, upstream_ms" : numbers[spec.field]
    case "time":
      return "time"
    case "date":
      return "time: its day"
    default:
      return "time: its time of day"
  }
}
