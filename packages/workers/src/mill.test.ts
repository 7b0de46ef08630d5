import { describe, expect, it } from "vitest"

import { batchBytes, batchEntries } from "./batch.ts"
import { FormatCatalog } from "./format/catalog.ts"
import { requestOfText } from "./parse/request.ts"
import { trusting } from "./parse/trustedProxies.ts"
import { mill } from "./testing/reading.ts"
import { textsOf } from "./texts.ts"
import { utc } from "./zone.ts"

const lineOf = (path: string): string =>
  `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET ${path} HTTP/1.1" 200 2326 "-" "curl/8.9"`
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1")

/** `line: path` of the entries, rejects as they are. The bytes come whole and one by one, which must be the same. */
const recordsOf = (content: string): ReadonlyArray<string> => {
  const { records } = mill(latin1(content))
  expect(mill(latin1(content), { portions: () => 1 }).records).toEqual(records)
  return records.map((record) => {
    const [line = "", rest = ""] = record.split(/: (.*)/s)
    return rest.startsWith("rejected") ? record : `${line}: ${(JSON.parse(rest) as Array<string>)[6]}`
  })
}

const exactly = (length: number, start = lineOf("/x").slice(0, -1)): string => `${start.padEnd(length - 1, "m")}"`

describe("lines", () => {
  it("end in LF or CRLF, the last one in nothing", () =>
    expect(recordsOf(`${lineOf("/a")}\n${lineOf("/b")}\r\n${lineOf("/c")}`)).toEqual(["1: /a", "2: /b", "3: /c"]))

  it("lose every CR at their end, and none inside", () => {
    expect(recordsOf(`${lineOf("/a")}\r\r\r\n${lineOf("/b\rc")}\r`)).toEqual(["1: /a", "2: /b\\x0Dc"])
    expect(recordsOf(`${lineOf("/a")}\r${lineOf("/b")}\n`)).toEqual(["1: /a"])
  })

  it("leave a virtual host's port and a list of addresses as JSON", () => {
    const start = [
      "192.0.2.1",
      "192.0.2.1,  198.51.100.7",
      "www.example.com:443 192.0.2.1",
      "www.example.com:443\t192.0.2.1, 198.51.100.7",
      '"\\x22", 198.51.100.7'
    ]
    const { records } = mill(latin1(start.map((words) => `${words}${lineOf("/a").slice(9)}\n`).join("")))
    expect(records.map((record) => (JSON.parse(record.slice(3)) as Array<string>).at(-1))).toEqual([
      null,
      '{"forwarded_for":"192.0.2.1,  198.51.100.7"}',
      '{"port":443}',
      '{"port":443,"forwarded_for":"192.0.2.1, 198.51.100.7"}',
      '{"forwarded_for":"\\"\\"\\", 198.51.100.7"}'
    ])
  })

  it("are blank, comments or neither", () => {
    const { counts } = mill(latin1(`\n \t \n\r\n#Software: x\n${lineOf("/a")}\n\n #\n`))
    expect(counts).toEqual({ lines: 7, entries: 1, filtered: 0, rejected: 1, blank: 4, comment: 1 })
  })

  it("with # are read by a format of such lines, and only others are comments", () => {
    const line = "2026-11-10T13:55:36Z 192.0.2.1 GET /a 200"
    const log = latin1(`#${line}\n# a comment\n#${line}\r\n${line}\n#${line}`)
    for (const text of [
      "#{time:iso} {client} {method} {uri} {status}",
      "^#(?<time_iso>\\S+) (?<client>\\S+) (?<method>\\S+) (?<uri>\\S+) (?<status>\\d+)$"
    ]) {
      const parser = trusting(new FormatCatalog(() => []).parserFor(text, utc), ["192.0.2.9"])
      const { counts } = mill(log, { parser })
      expect(counts).toEqual({ lines: 5, entries: 3, filtered: 0, rejected: 1, blank: 0, comment: 1 })
    }
  })

  it("may follow a byte-order mark at the start of the source, and nowhere else", () => {
    expect(recordsOf(`\xef\xbb\xbf${lineOf("/a")}\n`)).toEqual(["1: /a"])
    expect(recordsOf(`\xef\xbb\xbf\n\xef\xbb\xbf#x\n`)).toEqual(["2: rejected at 4: no-time ﻿#x"])
    expect(recordsOf(`\xef\xbb`)).toEqual(["1: rejected at 0: no-time \\xEF\\xBB"])
  })

  it("of UTF-16 are rejects, each one", () => {
    const utf16 = Buffer.from(`\uFEFF${lineOf("/a")}\n${lineOf("/b")}\r\n`, "utf16le")
    expect(mill(utf16).counts).toMatchObject({ lines: 3, entries: 0, rejected: 2, blank: 1 })
    expect(mill(utf16.swap16()).counts).toMatchObject({ entries: 0, rejected: 2 })
  })

  it("of nothing are none", () => {
    expect(mill(Buffer.alloc(0)).batches).toEqual([])
    expect(mill(latin1("\n")).counts).toMatchObject({ lines: 1, blank: 1 })
  })
})

describe("NULs", () => {
  it("before a line are skipped, and the line is numbered as it stands", () =>
    expect(recordsOf(`${lineOf("/a")}\n${"\0".repeat(5000)}${lineOf("/b")}\n\0\0\n\0#x\n`)).toEqual(["1: /a", "2: /b"]))

  it("belong to the line they precede: a reject begins with them", () =>
    expect(recordsOf(`\0\0\0hello\n\0\0there`)).toEqual([
      "1: rejected at 0: no-time hello",
      "2: rejected at 9: no-time there"
    ]))

  it("between a cut line and a whole one: the whole one counts, whatever the cut one and the rest would make", () => {
    const cut = lineOf("/cut")
    for (const length of [1, 20, 50, 60, 75, cut.length - 2, cut.length]) {
      expect(recordsOf(`${cut.slice(0, length)}${"\0".repeat(40)}${lineOf("/b")}\n`)).toEqual(["1: /b"])
    }
  })

  it("within a line stay, when no whole line follows them", () => {
    expect(recordsOf(`${lineOf("/a\0\0b")}\n`)).toEqual(["1: /a\\x00\\x00b"])
    expect(recordsOf(`hello\0\0there\n`)).toEqual(["1: rejected at 0: no-time hello\\x00\\x00there"])
  })

  it("are counted, with what they cut off, however they come", () => {
    const cut = lineOf("/cut").slice(0, 20)
    const content = latin1(
      `\0${lineOf("/a")}\n${"\0".repeat(5000)}${lineOf("/b")}\n${cut}\0\0${lineOf("/c")}\n\0\0\n${lineOf("/a\0b")}\n\0\0\0`
    )
    for (const width of [1, 100, 4_999, 1_000_000]) {
      const { batches } = mill(content, { portions: () => width })
      expect(batches.reduce((sum, { nulBytes }) => sum + nulBytes, 0)).toBe(1 + 5000 + 22 + 2 + 3)
      expect(batches.at(-1)).toMatchObject({ tail: true, nulBytes: 3 })
      const whole = mill(content, { atEnd: false, portions: () => width }).batches
      expect(whole.reduce((sum, { nulBytes }) => sum + nulBytes, 0)).toBe(1 + 5000 + 22 + 2)
    }
  })

  it("alone at the end are a blank line that may go on", () => {
    const { batches, counts } = mill(latin1(`${lineOf("/a")}\n${"\0".repeat(100)}`))
    expect(counts).toMatchObject({ lines: 2, entries: 1, blank: 1 })
    expect(batches.map(({ tail }) => tail)).toEqual([false, true])
  })
})

describe("long lines", () => {
  it.each([
    [65_535, "", 1],
    [65_536, "", 1],
    [65_536, "\r", 1],
    [65_537, "", 0],
    [65_537, "\r", 0],
    [65_536, "\r\r", 0],
    [200_000, "", 0]
  ])("of %i bytes and %j", (length, carriageReturns, entries) => {
    for (const lineEnd of ["\n", ""]) {
      const content = latin1(`${exactly(length)}${carriageReturns}${lineEnd}`)
      const whole = mill(content)
      expect(whole.counts).toMatchObject({ lines: 1, entries, rejected: 1 - entries })
      expect(mill(content, { portions: () => 9_973 }).records).toEqual(whole.records)
    }
  })

  it("are rejects with their first KiB, and reading goes on behind them", () => {
    const long = `\0\0${exactly(100_000)}`
    const content = latin1(`${lineOf("/a")}\n${long}\n${lineOf("/b")}\n${long}`)
    const start = lineOf("/a").length + 1
    const { records, batches } = mill(content)
    expect(records.map((record) => record.replace(/ 192.*/, ""))).toEqual([
      expect.stringMatching(/^1: \[/),
      `2: rejected at ${start}: too-long`,
      expect.stringMatching(/^3: \[/),
      `4: rejected at ${content.length - long.length}: too-long`
    ])
    expect(records[1]).toContain(exactly(100_000).slice(0, 1024))
    expect(records[1]).not.toContain("m".repeat(1024))
    expect(batches.at(-1)).toMatchObject({ tail: true, lines: 1 })
    for (const width of [1_000, 65_000, 70_000, 131_072]) {
      expect(mill(content, { portions: () => width }).records).toEqual(records)
    }
  })

  it("do not become entries by what a long line ends in", () =>
    expect(mill(latin1(`${"x".repeat(70_000)}\0${lineOf("/a")}\n`)).counts).toMatchObject({ entries: 0, rejected: 1 }))
})

describe("a last line without its end", () => {
  it("is a range of its own, marked as a tail", () => {
    const content = latin1(`${lineOf("/a")}\n${lineOf("/b")}\n${lineOf("/c")}`)
    const start = content.lastIndexOf("\n") + 1
    expect(mill(content).batches).toMatchObject([
      { startOffset: 0, endOffset: start, lines: 2, tail: false },
      { startOffset: start, endOffset: content.length, lines: 1, tail: true }
    ])
  })

  it("is left when the source was cut there", () => {
    const content = latin1(`${lineOf("/a")}\n${lineOf("/b")}`)
    const { batches } = mill(content, { atEnd: false })
    expect(batches).toMatchObject([{ startOffset: 0, endOffset: content.indexOf("\n") + 1, tail: false }])
  })

  it.each([
    ["NULs", "\0\0\0"],
    ["NULs and a beginning", `\0\0\0${lineOf("/b").slice(0, 30)}`],
    ["a long beginning", exactly(100_000)],
    ["NULs and a long beginning", `\0\0${exactly(100_000)}`]
  ])("is left when the source was cut in %s", (_, rest) => {
    const content = latin1(`${lineOf("/a")}\n${rest}`)
    for (const width of [7, 1_000, 1_000_000]) {
      const { batches } = mill(content, { atEnd: false, portions: () => width })
      expect(batches.map(({ endOffset }) => endOffset)).toEqual([lineOf("/a").length + 1])
      expect(mill(content, { portions: () => width }).batches.at(-1)).toMatchObject({
        startOffset: lineOf("/a").length + 1,
        endOffset: content.length,
        tail: true
      })
    }
  })
})

describe("batches", () => {
  it("end with their columns", () => {
    const { batches } = mill(latin1(`${lineOf("/a")}\n`.repeat(2 * batchEntries + 1)))
    expect(batches.map(({ entries }) => entries)).toEqual([batchEntries, batchEntries, 1])
    expect(batches.map(({ newRequests }) => textsOf(newRequests).map((text) => requestOfText(text).path))).toEqual([
      ["/a"],
      [],
      []
    ])
    expect(batches.every(({ rangeLine, site, user, extra }) => !rangeLine && !site && !user && !extra)).toBe(true)
  })

  it("end with as many rejects, so that files of rubbish take no memory", () => {
    const { batches, counts } = mill(latin1("x\n".repeat(3 * batchEntries)))
    expect(counts.rejected).toBe(3 * batchEntries)
    expect(Math.max(...batches.map(({ rejects }) => rejects.length))).toBe(batchEntries)
  })

  it("end after 16 MiB of lines that are not stored", () => {
    const { batches, counts } = mill(Buffer.alloc(3 * batchBytes, "#2345678901234567890123456789012345678901234567\n"))
    expect(counts.comment).toBe(counts.lines)
    expect(batches.length).toBeGreaterThanOrEqual(3)
  })

  it("begin ids anew when a dictionary is full, and lose nothing", () => {
    const path = (index: number): string => `/${"p".repeat(200)}${index}`
    const lines = Array.from({ length: 60_000 }, (_, index) => lineOf(path(index)))
    const { records, batches } = mill(latin1(`${lines.join("\n")}\n`))
    expect(batches.filter(({ newRequests }) => newRequests.firstId === 0).length).toBeGreaterThan(1)
    expect(records.length).toBe(60_000)
    expect(records.findIndex((record, index) => !record.includes(`${path(index)}"`))).toBe(-1)
  })

  it("carry the virtual host, its port and the user where a line has them", () => {
    const { batches, records } = mill(
      latin1(`${lineOf("/a")}\nwww.example.com:8443 ${lineOf("/b").replace("- -", "- ada")}\n`)
    )
    expect(textsOf(batches[0]!.newSites)).toEqual(["www.example.com"])
    expect(textsOf(batches[0]!.newUsers)).toEqual(["ada"])
    expect(records[0]).toMatch(/,null,null,null\]$/)
    expect(records[1]).toMatch(/,"www.example.com","ada","{\\"port\\":8443}"\]$/)
  })

  it("carry the site of the piece where lines say none", () => {
    const log = `${lineOf("/a")}\nwww.example.com ${lineOf("/b")}\n- ${lineOf("/c")}\n${lineOf("/d")}\n`
    const { records } = mill(latin1(log), { site: "shop.example.org" })
    const sites = records.map((record) => /,"([\w.]+)",null,null\]$/.exec(record)?.[1])
    expect(sites).toEqual(["shop.example.org", "www.example.com", "shop.example.org", "shop.example.org"])
  })
})

describe("rules", () => {
  const content = latin1(
    [lineOf("/a.css"), "hello", lineOf("/b"), lineOf("/c").replace(" 200 ", " 404 "), "", lineOf("/d.CSS?x")].join("\n")
  )

  it("drop entries, count them by rule, and keep everything else in its place", () => {
    const { batches, records, counts } = mill(content, { drop: ["ext:css", "status:404"] })
    expect(counts).toEqual({ lines: 6, entries: 1, filtered: 3, rejected: 1, blank: 1, comment: 0 })
    expect(batches.map(({ filtered }) => filtered)).toEqual([[1, 1], [1]])
    expect(records.map((record) => record.slice(0, 11))).toEqual(["2: rejected", expect.stringMatching(/^3: \[/)])
  })

  it("that drop all leave no value to store", () => {
    const { batches } = mill(content, { drop: ["path:/*"] })
    expect(
      batches.flatMap(({ newClients, newRequests, newAgents }) => [
        ...textsOf(newClients),
        ...textsOf(newRequests),
        ...textsOf(newAgents)
      ])
    ).toEqual([])
  })
})
