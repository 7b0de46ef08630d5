import { describe, expect, it } from "vitest"

import { LineFields, OK } from "../parse/line.ts"
import { storedLine } from "../parse/stored.ts"
import { utc } from "../zone.ts"
import { FormatCatalog } from "./catalog.ts"
import type { FormatDefinition } from "./definition.ts"

const timed: FormatDefinition = {
  name: "timed",
  title: "",
  pattern: '{client} - {user} [{time}] "{request}" {status} {bytes} "{referrer}" "{agent}" {duration:ms}ms',
  samples: []
}

/** What is taken of each line in turn: the status, the milliseconds, and what is left; null of a reject. */
const read = (reader: string, lines: ReadonlyArray<string>) => {
  const parser = new FormatCatalog(() => [timed]).parserFor(reader, utc)
  const fields = new LineFields()
  return lines.map((line) => {
    const bytes = Buffer.from(line + "\0".repeat(64))
    fields.clear()
    const end = Buffer.byteLength(line)
    if (parser.parse(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, end, fields) !== OK) {
      return null
    }
    const { durationUs, status } = storedLine(bytes, fields)
    const { end: restEnd, start } = fields.rest
    return [status, durationUs, start < 0 ? null : bytes.toString("utf8", start, restEnd)]
  })
}

describe("a source of mixed lines", () => {
  const line = '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 19 "-" "curl"'

  it.each(["timed + auto", "auto + timed"])("is read by %s so that nothing is left of a line, if one can", (reader) =>
    expect(read(reader, [line, `${line} 12ms`, `${line} x`, "no line", `${line} 13ms`])).toEqual([
      [200, null, null],
      [200, 12_000, null],
      [200, null, "x"],
      null,
      [200, 13_000, null]
    ])
  )

  it.each(["syslog/auto + auto", "auto + syslog/auto"])(
    "is read by %s so that what is around a line is no part of it",
    (reader) => {
      const parser = new FormatCatalog(() => []).parserFor(reader, utc)
      const fields = new LineFields()
      for (const prefix of ["", "Nov 10 13:55:36 web nginx: ", "", "Nov 10 13:55:36 web nginx: "]) {
        const bytes = Buffer.from(prefix + line + "\0".repeat(64))
        fields.clear()
        const outcome = parser.parse(
          bytes,
          new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
          0,
          bytes.length - 64,
          fields
        )
        expect([outcome, storedLine(bytes, fields).client]).toEqual([OK, "192.0.2.1"])
      }
    }
  )
})
