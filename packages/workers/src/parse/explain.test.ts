import { describe, expect, it } from "vitest"

import { utc } from "../zone.ts"
import { FormatCatalog } from "../format/catalog.ts"
import { type ExplainedField, explainLine } from "./explain.ts"
import { formats } from "./formats.ts"
import { maxLineBytes } from "./line.ts"
import { caseZone, lineCases, ordinaryLine } from "./lines.case.ts"

const natives = new FormatCatalog(() => [])

const explain = (line: string, format = "auto"): ReturnType<typeof explainLine> =>
  explainLine(Buffer.from(line, "latin1"), format, caseZone, natives)

const fieldsOf = (line: string): Readonly<Record<string, readonly [ExplainedField["value"], string | null]>> => {
  const explained = explain(line)
  if (!explained.ok) throw new Error(explained.reason)
  return Object.fromEntries(explained.fields.map(({ field, value, from }) => [field, [value, from?.text ?? null]]))
}

describe("explainLine", () => {
  it("refuses a format that is none", () =>
    expect(() => explain(ordinaryLine, "nginx")).toThrow('no format is named "nginx"'))

  it.each([
    ['%h %h %t "%r"', 11, 'the text " ["'],
    ['%h %l %u %t "%r"', 59, "the end of the line"],
    ['%h %l %u %t "%r" [%s]', 59, 'the text "\\" ["']
  ])("says where a line parts from %s, not where its reading ended", (format, stoppedAt, expected) =>
    expect(explain('192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 15', format)).toMatchObject({
      ok: false,
      stoppedAt,
      expected
    })
  )

  it("says where each field of a line was taken from", () => {
    const time = "10/Nov/2026:13:55:36 +0000"
    expect(
      fieldsOf(
        `www.example.com:443 192.0.2.1 - ada [${time}] "GET /a\\x22?b HTTP/1.1" 404 - "https://example.org/" "x"`
      )
    ).toEqual({
      site: ["www.example.com", "www.example.com"],
      port: [443, "443"],
      client: ["192.0.2.1", "192.0.2.1"],
      user: ["ada", "ada"],
      time: ["2026-11-10T13:55:36.000Z", time],
      method: ["GET", "GET /a\\x22?b HTTP/1.1"],
      origin: [null, null],
      path: ['/a"', "GET /a\\x22?b HTTP/1.1"],
      query: ["b", "GET /a\\x22?b HTTP/1.1"],
      protocol: ["HTTP/1.1", "GET /a\\x22?b HTTP/1.1"],
      status: [404, "404"],
      bytes: [null, "-"],
      referrer: ["https://example.org/", "https://example.org/"],
      agent: ["x", "x"]
    })
  })

  it("says so of a line that was put together", () =>
    expect(fieldsOf(`2026-11-10T14:55:36 192.0.2.1 - GET "/a" -1 200 2326 "-" "x"`)).toMatchObject({
      site: [null, null],
      user: [null, null],
      time: ["2026-11-10T13:55:36.000Z", "2026-11-10T14:55:36"],
      path: ["/a", null],
      status: [200, "200"],
      bytes: [2326, "2326"],
      referrer: [null, null],
      agent: ["x", "x"]
    }))

  it.each([
    ["hello world", "no-time", "hello world"],
    ["192.0.2.1 - - [10/Foo/2026:13:55:36 +0000] x", "bad-time", "10/Foo/2026:13:55:36 +0000] x"],
    ['192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] GET "', "no-request", 'GET "'],
    ['192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /" ok 5', "bad-status", "ok 5"],
    ['192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /" 200 many', "bad-bytes", "many"],
    ['192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /" 200 99999999999999999999', "number-too-large", "9".repeat(20)],
    ['2026-11-10T14:55:36 192.0.2.1 - GET "/a" -1 OK 2326', "bad-status", "OK 2326"],
    ['2026-11-10T14:55:36 192.0.2.1 - GET "/a" -1 200 x', "bad-bytes", "x"]
  ])("says where it gave up: %s", (line, reason, rest) =>
    expect(explain(line)).toMatchObject({ ok: false, reason, rest, stoppedAt: line.length - rest.length })
  )

  it("takes no line that is too long to be stored", () => {
    const line = (length: number): string => `${ordinaryLine.slice(0, -1).padEnd(length - 1, "m")}"`
    expect(explain(line(maxLineBytes)).ok).toBe(true)
    expect(explain(line(maxLineBytes + 1))).toMatchObject({ ok: false, reason: "too-long", stoppedAt: 0 })
  })

  it("explains every line of the table as the parser reads it", () => {
    for (const {
      formats: [format],
      cases
    } of lineCases) {
      for (const [name, line, expected] of cases) {
        const explained = explain(line, format)
        expect([name, explained.ok ? "ok" : explained.reason]).toEqual([
          name,
          typeof expected === "string" ? expected : "ok"
        ])
      }
    }
  })
})

describe("formats", () => {
  it.each(formats)("$name reads its sample, which auto knows as such", ({ name, sample }) => {
    const byName = explainLine(Buffer.from(sample), name, utc, natives)
    const byLook = explainLine(Buffer.from(sample), "auto", utc, natives)
    expect(byName).toMatchObject({ ok: true, format: name })
    expect(byLook).toEqual(byName)
  })
})
