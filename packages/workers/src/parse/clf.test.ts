import { describe, expect, it } from "vitest"

import { parseLine, runParserCases } from "../testing/parserCases.ts"
import { parserFor } from "./formats.ts"
import { caseZone, lineCases } from "./lines.case.ts"

runParserCases({
  name: "the built-in parsers",
  formats: ["auto", "combined", "common", "vhost-combined", "vhost-common", "timestamp-first"],
  parserFor,
  deviations: []
})

describe("the way of ordinary lines", () => {
  const parser = parserFor("auto", caseZone)
  const cases = lineCases
    .filter(({ formats }) => formats.includes("combined") && formats.includes("auto"))
    .flatMap(({ cases: group }) => group)
    .filter(([, line, expected]) => typeof expected !== "string" && /^[^ \t]+ - - \[/.test(line))

  it("leads where the slow one does, which two blanks make it go", () => {
    expect(cases.length).toBeGreaterThan(100)
    for (const [name, line] of cases) {
      const slow = line.replace(" - - [", "  - -  [")
      expect([name, parseLine(parser, slow)]).toEqual([name, parseLine(parser, line)])
    }
  })
})

describe("time", () => {
  const pieces = [
    '"',
    '" ',
    ' "',
    '" "',
    '" a ',
    "\\",
    '\\"',
    '\\\\"',
    "[",
    " [",
    " [10/",
    "]",
    " ",
    "\t",
    "a ",
    "-",
    " - "
  ]
  const others = [
    '" -',
    '" 1',
    '" 1 ',
    '" 200 5 ',
    "0",
    "\0",
    ":",
    "?",
    "/",
    "\x80",
    "\xf0\x9f\x98\x80",
    "\\x41",
    "\\x"
  ]
  const places = [
    "@",
    '@ - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "-"',
    '192.0.2.1 - @ [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "-"',
    '192.0.2.1 - - [@] "GET /a HTTP/1.1" 200 5 "-" "-"',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "@" 200 5 "-" "-"',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "@',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" @',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 @',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "@" "-"',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "@',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "@"',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "@"x',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "-" @x"',
    "2026-11-10T13:55:36 @",
    '2026-11-10T13:55:36 192.0.2.1 - GET "@" -1 200 5',
    '2026-11-10T13:55:36 192.0.2.1 - GET "/a" @'
  ]

  it("grows with the length of a line and no faster, whatever it is full of", { timeout: 60_000 }, () => {
    const parser = parserFor("auto", caseZone)
    const elapsed = (line: string): number => {
      const start = performance.now()
      parseLine(parser, line)
      return performance.now() - start
    }
    const slow: Array<string> = []
    for (const place of places) {
      for (const piece of [...pieces, ...others]) {
        const line = place.replace("@", () => piece.repeat(65_000 / piece.length))
        // 64 KiB take less than 5 ms when the code is warm; quadratic time takes seconds.
        const best = Math.min(elapsed(line), elapsed(line), elapsed(line))
        if (best > 40) slow.push(`${best} ms: ${JSON.stringify(piece)} in ${place}`)
      }
    }
    expect(slow).toEqual([])
  })
})
