/** Runs the parsing table (parse/lines.case.ts) against a parser, whoever wrote it. */
import { describe, expect, it } from "vitest"

import { LineFields, type LineParser, OK, type RejectReason, rejectReasons, type Span } from "../parse/line.ts"
import { caseZone, lineCases, ordinary, type StoredFields } from "../parse/lines.case.ts"
import { parseRequest } from "../parse/request.ts"
import { textOf } from "../parse/value.ts"
import type { ZoneRule } from "../zone.ts"

/** What stored fields a parser makes of a line that stands between other bytes. */
export const parseLine = (parser: LineParser, line: string, before = "", after = ""): StoredFields | RejectReason => {
  const bytes = Buffer.from(before + line + after + "\0".repeat(64), "latin1")
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fields = new LineFields()
  const code = parser.parse(bytes, view, before.length, before.length + line.length, fields)
  if (code !== OK) return rejectReasons[code] as RejectReason
  const text = ({ start, end, inScratch }: Span): string | null =>
    start < 0 ? null : textOf(inScratch ? fields.scratch.bytes : bytes, start, end)
  return {
    time: fields.time,
    site: text(fields.site),
    port: text(fields.port),
    client: textOf(bytes, fields.client.start, fields.client.end),
    forwardedFor: text(fields.forwarded),
    user: text(fields.user),
    ...parseRequest(fields.request.inScratch ? fields.scratch.bytes : bytes, fields.request.start, fields.request.end),
    status: fields.status < 0 ? null : fields.status,
    bytes: fields.bytes < 0 ? null : fields.bytes,
    referrer: text(fields.referrer),
    agent: text(fields.agent)
  }
}

/** Where an implementation reads a line otherwise, and why that is right for it. */
export interface Deviation {
  readonly title: string
  readonly name: string
  readonly expected: Partial<StoredFields> | RejectReason
  readonly reason: string
}

export interface ParserUnderTest {
  readonly name: string
  /** The formats it reads; of the others no cases are run. */
  readonly formats: ReadonlyArray<string>
  readonly parserFor: (format: string, zone: ZoneRule) => LineParser
  readonly deviations: ReadonlyArray<Deviation>
}

const neighbours: ReadonlyArray<readonly [before: string, after: string]> = [
  ["", "\n"],
  ["", '" 200 7 "-" "x" [10/Nov/2026:00:00:00 +0000] 9\n'],
  ['x - - [10/Nov/2026:00:00:00 +0000] "GET /x', '9" "x"\n'],
  ["\\", "\\"]
]

/** Runs the table. Every line is read between several other bytes, none of which may make a difference. */
export const runParserCases = ({ name, formats, parserFor, deviations }: ParserUnderTest): void => {
  describe.each(formats)(`${name}, format %s`, (format) => {
    const parser = parserFor(format, caseZone)
    describe.each(lineCases.filter((group) => group.formats.includes(format)))("$title", ({ title, cases }) => {
      it.each(cases)("%s", (caseName, line, ordinarily) => {
        const deviation = deviations.find((known) => known.title === title && known.name === caseName)
        const expected = deviation?.expected ?? ordinarily
        const stored = typeof expected === "string" ? expected : { ...ordinary, ...expected }
        for (const [before, after] of neighbours) expect(parseLine(parser, line, before, after)).toEqual(stored)
      })
    })
  })

  it(`${name}: deviates from cases there are only, and for a reason`, () => {
    for (const { title, name: caseName, expected, reason } of deviations) {
      const found = lineCases.find((group) => group.title === title)?.cases.find(([known]) => known === caseName)
      expect(found, `${title}: ${caseName}`).toBeDefined()
      expect(found![2]).not.toEqual(expected)
      expect(reason).not.toBe("")
    }
  })

  it(`${name}: names its formats as the table does`, () => {
    const known = new Set(lineCases.flatMap((group) => group.formats))
    expect(formats.filter((format) => !known.has(format))).toEqual([])
  })
}
