/** What a format makes of a line, and lines as servers write them: for tests of the dialects. */
import { FormatParser } from "../format/compile.ts"
import type { FormatDefinition } from "../format/definition.ts"
import { readSample, type SampleFields } from "../format/samples.ts"
import { LineFields, OK, rejectReasons } from "../parse/line.ts"
import { type StoredLine, storedLine } from "../parse/stored.ts"
import { utc } from "../zone.ts"
import { below, oneOf, type Random } from "./mutations.ts"

/** All that is stored of a line, or why it is none of the format. */
export const read = (definition: FormatDefinition, line: string): SampleFields | string =>
  readSample(definition, { line, fields: {} })

/** Of a line in bytes; a reason in place of what is not read. */
export const stored = (definition: FormatDefinition, line: Buffer): StoredLine | string => {
  const bytes = Buffer.concat([line, Buffer.alloc(64)])
  const fields = new LineFields()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const outcome = new FormatParser(definition, utc).parse(bytes, view, 0, line.length, fields)
  return outcome === OK ? storedLine(bytes, fields) : `${rejectReasons[outcome]} at ${fields.stoppedAt}`
}

/** `fields` of a line's entry, as patterns name them. */
export const columnsOf = (line: StoredLine): Readonly<Record<string, unknown>> => ({
  client: line.client,
  site: line.site,
  user: line.user,
  request: line.request,
  status: line.status,
  bytes: line.bytes,
  bytes_in: line.bytesIn,
  duration: line.durationUs,
  upstream: line.upstreamUs,
  referrer: line.referrer,
  agent: line.agent,
  ...Object.fromEntries(Object.entries(line.extra).map(([name, value]) => [`extra.${name}`, value]))
})

/** As nginx writes values: `ngx_http_log_escape`. */
export const nginxEscaped = (value: Buffer): string =>
  [...value]
    .map((byte) =>
      byte === 0x22 || byte === 0x5c || byte < 0x20 || byte > 0x7e
        ? `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte)
    )
    .join("")

const short: Readonly<Record<number, string>> = { 8: "b", 9: "t", 10: "n", 11: "v", 13: "r", 0x22: '"', 0x5c: "\\" }

/** As Apache does: `ap_escape_logitem`. */
export const apacheEscaped = (value: Buffer): string =>
  [...value]
    .map((byte) => {
      if (short[byte] !== undefined) return `\\${short[byte]}`
      return byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, "0")}` : String.fromCharCode(byte)
    })
    .join("")

/** As nginx does with `escape=json`: bytes beyond ASCII stay as they are (latin1 here). */
export const jsonEscaped = (value: Buffer): string =>
  [...value]
    .map((byte) => {
      if (byte !== 11 && short[byte] !== undefined) return `\\${short[byte]}`
      if (byte === 12) return "\\f"
      return byte < 0x20 ? `\\u00${byte.toString(16).toUpperCase().padStart(2, "0")}` : String.fromCharCode(byte)
    })
    .join("")

const pieces = [
  '"',
  "\\",
  "\\x22",
  '" "',
  " ",
  "  ",
  "\n",
  "\r\n",
  "\t",
  "\0",
  "]",
  " [",
  "-",
  "' ",
  "é",
  "\x1b[31m",
  "|",
  "a",
  "Z",
  "0",
  ";"
]

/** Bytes that mean something to whoever takes lines apart. */
export const hostile = (random: Random, most = 6): Buffer => {
  const parts = Array.from({ length: 1 + below(random, most) }, () =>
    random() < 0.1 ? Buffer.from([below(random, 256)]) : Buffer.from(oneOf(random, pieces))
  )
  return Buffer.concat(parts)
}

export const word = (random: Random): string =>
  Array.from({ length: 1 + below(random, 8) }, () => oneOf(random, ["a", "b", "Z", "0", "9", ".", "_"])).join("")
