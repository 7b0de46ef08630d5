/** The samples of a format, read by it: what a format says of its lines must be so. */
import { isDeepStrictEqual } from "node:util"

import { LineFields, OK, rejectReasons } from "../parse/line.ts"
import { type StoredLine, storedLine } from "../parse/stored.ts"
import { utc } from "../zone.ts"
import { FormatParser } from "./compile.ts"
import type { FormatDefinition, FormatSample } from "./definition.ts"

/** All that is stored of a line, by the names that samples call it; what it does not have is left out. */
export type SampleFields = Readonly<Record<string, string | number>>

export const sampleFields = (line: StoredLine): SampleFields => {
  const { request, extra, time, durationUs, upstreamUs, bytesIn, client, site, user, status, bytes, referrer, agent } =
    line
  const { method, origin, path, query, protocol } = request
  const named = {
    time: new Date(time).toISOString(),
    client,
    site,
    user,
    method,
    origin,
    path,
    query,
    protocol,
    status,
    bytes,
    bytes_in: bytesIn,
    duration_us: durationUs,
    upstream_us: upstreamUs,
    referrer,
    agent,
    ...extra
  }
  return Object.fromEntries(
    Object.entries(named).filter((field): field is [string, string | number] => field[1] !== null)
  )
}

/** What the format makes of a sample; or, as a sentence, why it is none of its lines. */
export const readSample = (
  definition: FormatDefinition,
  { header, line, prefixTime }: FormatSample
): SampleFields | string => {
  const parser = new FormatParser(definition, utc)
  for (const text of header?.split("\n") ?? []) {
    const bytes = Buffer.from(text)
    parser.takeHeader(bytes, 0, bytes.length)
  }
  const bytes = Buffer.from(line + "\0".repeat(64))
  const end = bytes.length - 64
  const fields = new LineFields()
  fields.clear()
  if (prefixTime !== undefined) fields.outerTime = Date.parse(prefixTime)
  const outcome = parser.parse(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, end, fields)
  if (outcome === OK) return sampleFields(storedLine(bytes, fields))
  return `${rejectReasons[outcome]} at byte ${fields.stoppedAt}: ${bytes.toString("utf8", fields.stoppedAt, Math.min(end, fields.stoppedAt + 40))}`
}

/** What is wrong with a format's samples, a sentence each. */
export const wrongSamples = (definition: FormatDefinition): ReadonlyArray<string> => {
  if (definition.samples.length === 0) return ["there are no samples: each format has at least one"]
  return definition.samples.flatMap((sample, index) => {
    const read = readSample(definition, sample)
    if (typeof read === "string") return [`sample ${index + 1} does not fit: ${read}`]
    const expected = Object.fromEntries(Object.entries(sample.fields).filter(([, value]) => value !== null))
    const names = new Set([...Object.keys(expected), ...Object.keys(read)])
    return [...names]
      .filter((name) => !isDeepStrictEqual(expected[name], read[name]))
      .map((name) => `sample ${index + 1}: ${differenceIn(name, read[name], expected[name])}`)
  })
}

type FieldValue = FormatSample["fields"][string] | undefined

const differenceIn = (name: string, read: FieldValue, expected: FieldValue): string => {
  const is = JSON.stringify(read)
  if (expected === undefined) return `its fields do not list ${name}, which the line has: "${name}": ${is}`
  return `${name} is ${is ?? "not in the line"}, not ${JSON.stringify(expected)}`
}
