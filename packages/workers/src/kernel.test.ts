/**
 * The kernel against the parsers in JavaScript: what both can read, they read the same. Lines come from the parsing table,
 * as they are and mutated, with and without virtual hosts and users.
 */
import { describe, expect, it } from "vitest"

import { Kernel } from "./kernel.ts"
import { parserFor } from "./parse/formats.ts"
import { lineCases } from "./parse/lines.case.ts"
import { below, mutate, oneOf, type Random, randomFrom, seedOf } from "./testing/mutations.ts"
import { mill } from "./testing/reading.ts"
import { utc } from "./zone.ts"

const soundLines = lineCases
  .flatMap(({ cases }) => cases)
  .filter(([, line, expected]) => typeof expected !== "string" && line.length < 1000)
  .map(([, line]) => line)

const ordinaryLine =
  '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a?b=1 HTTP/1.1" 200 2326 "https://example.org/" "Mozilla/5.0"'

/** Differences small enough that the line may stay an ordinary one. */
const vary = (random: Random): string =>
  oneOf(random, [
    "",
    "",
    "",
    "www.example.com ",
    "www.example.com:443 ",
    "[2001:db8::1]:80 ",
    "a, ",
    "a:b ",
    "1:2:3 ",
    "- "
  ]) +
  oneOf(random, [
    "192.0.2.1",
    "2001:db8::7",
    "host.example.org",
    "-",
    "192.0.2.1,",
    "x".repeat(below(random, 40) + 1)
  ]) +
  oneOf(random, [" - - ", " - - ", " - ada ", " ident ada ", " - [ada] ", " - ada b ", "  - - ", " -\t- "]) +
  `[${oneOf(random, ["01", "10", "29", "31", "32", "00", "1x"])}/${oneOf(random, ["Jan", "feb", "MAR", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Xyz"])}` +
  `/${oneOf(random, ["2026", "2000", "1900", "1969", "1970", "2024", "9999", "20x6"])}:${oneOf(random, ["13:55:36", "00:00:00", "23:59:60", "24:00:00", "12:60:00", "1:02:03"])}` +
  ` ${oneOf(random, ["+0000", "-0700", "+0530", "+1545", "+1600", "+0060", "0000", "+00:0", "Z"])}]` +
  ` "${oneOf(random, ["GET / HTTP/1.1", "GET /a?b HTTP/1.1", "-", "", "\\x16\\x03", 'a\\"b', "a\\\\", 'say "x" 200 1', "\t", "\x80\xff"])}" ` +
  oneOf(random, [
    "200 5",
    "404 -",
    "- -",
    "99 1",
    "1000 1",
    "200 007",
    "200 9007199254740993",
    "200 123456789012345",
    "200 1234567890123456",
    "200 1x",
    "200",
    "2x0 1"
  ]) +
  oneOf(random, [
    "",
    ' "-" "-"',
    ' "" ""',
    ' "https://example.org/" "Mozilla/5.0"',
    ' "a" "b" "c"',
    ' "a\\" "b"',
    ' "a" "b\\"',
    ' "a" "b',
    " ",
    ' "a"',
    ' "a" "\xe9"',
    ' "a"  "b"',
    ' "a" "b" '
  ]) +
  oneOf(random, ["", "", "", "\r", "\r\r", "\0", " "])

/** What becomes of a log, with the kernel or without it. */
const become = (log: Buffer, format: string, withoutKernel: boolean) => {
  const { counts, records } = mill(log, { format, withoutKernel })
  return { counts, records }
}

const formats = ["auto", "combined", "vhost-combined", "timestamp-first"]

describe("the kernel", () => {
  it("reads the lines of the parsing table as JavaScript does", () => {
    const log = Buffer.from(lineCases.flatMap(({ cases }) => cases.map(([, line]) => `${line}\n`)).join(""), "latin1")
    for (const format of formats) expect(become(log, format, false)).toEqual(become(log, format, true))
  })

  it("reads ordinary lines with small differences as JavaScript does", { timeout: 120_000 }, () => {
    const random = randomFrom(seedOf("ordinary lines"))
    for (let round = 0; round < 30; round++) {
      const lines = Array.from({ length: 2000 }, () => `${vary(random)}\n`)
      const log = Buffer.from(lines.join(""), "latin1")
      const format = formats[round % formats.length]!
      expect(become(log, format, false)).toEqual(become(log, format, true))
    }
  })

  it("reads mutated lines as JavaScript does", { timeout: 120_000 }, () => {
    const random = randomFrom(seedOf("mutated ordinary lines"))
    for (let round = 0; round < 30; round++) {
      const lines = Array.from({ length: 2000 }, (_, line) =>
        line % 3 === 0 ? `${mutate([ordinaryLine], random)}\n` : `${mutate(soundLines, random)}\n`
      )
      const log = Buffer.from(lines.join(""), "latin1")
      const format = formats[round % formats.length]!
      expect(become(log, format, false)).toEqual(become(log, format, true))
    }
  })

  it("reads ordinary lines itself, with and without a virtual host and a user", () => {
    const kernel = new Kernel()
    const odd = (line: string, format: string): number => {
      kernel.expect(parserFor(format, utc).ordinary)
      const length = kernel.window.write(`${line}\n`, "latin1")
      expect(kernel.scan(0, length, length, 10)).toBe(1)
      expect(kernel.scannedTo).toBe(length)
      return kernel.oddRecords.length
    }
    const withUser = ordinaryLine.replace("- -", "- ada")
    const common = ordinaryLine.slice(0, ordinaryLine.indexOf(' "https'))
    for (const line of [ordinaryLine, withUser, common, `${ordinaryLine}\r`]) {
      expect([line, odd(line, "auto"), odd(line, "combined")]).toEqual([line, 0, 0])
      expect([line, odd(`www.example.com:443 ${line}`, "auto"), odd(`a ${line}`, "vhost-combined")]).toEqual([
        line,
        0,
        0
      ])
    }
    expect(odd(ordinaryLine, "timestamp-first")).toBe(1)
    expect(odd(`${ordinaryLine} "more"`, "auto")).toBe(1)
    expect(odd("#Fields: a", "auto")).toBe(1)
  })

  it("takes no notice of what stood in the window before", () => {
    const kernel = new Kernel()
    kernel.expect(parserFor("auto", utc).ordinary)
    kernel.window.fill(`${ordinaryLine}\n`, 0, 20_000, "latin1")
    for (let end = 0; end <= ordinaryLine.length + 1; end++) {
      kernel.window.write(`${ordinaryLine}\n`, 0, "latin1")
      const isWhole = end === ordinaryLine.length + 1
      expect([end, kernel.scan(0, end, end, 10)]).toEqual([end, isWhole ? 1 : 0])
      expect(kernel.scannedTo).toBe(isWhole ? end : 0)
    }
  })

  it("stops where it is told to: at so many lines, at a limit, at a NUL", () => {
    const kernel = new Kernel()
    kernel.expect(parserFor("auto", utc).ordinary)
    const line = `${ordinaryLine}\n`
    const end = kernel.window.write(`${line.repeat(5)}\0${line}`, "latin1")
    expect([kernel.scan(0, end, end, 3), kernel.scannedTo]).toEqual([3, line.length * 3])
    expect([kernel.scan(0, end, line.length + 1, 9), kernel.scannedTo]).toEqual([2, line.length * 2])
    expect([kernel.scan(0, end, end, 9), kernel.scannedTo]).toEqual([5, line.length * 5])
  })
})

describe("texts of requests", () => {
  it("are those that JavaScript makes", () => {
    const random = randomFrom(seedOf("texts of requests"))
    const requestOf = (): string =>
      oneOf(random, ["GET", "POST", "get", "A", "", "M-SEARCH", "GET ", "G\\x45T", "G1"]) +
      oneOf(random, [" ", " ", " ", "  ", "\t", ""]) +
      oneOf(random, [
        "/",
        "/a",
        "/a?b",
        "/?",
        "/a?b?c",
        "*",
        "http://example.org/a?b",
        "a",
        "",
        "/a b",
        "/a\\x22",
        "/\xe9",
        "/~x"
      ]) +
      oneOf(random, [" ", " ", " ", "  ", ""]) +
      oneOf(random, [
        "HTTP/1.1",
        "HTTP/2.0",
        "HTTP/3",
        "http/1.1",
        "HTTP/11",
        "HTTP/1.",
        "HTTP/1.10",
        "HTTP/",
        "XTTP/1.1",
        ""
      ])
    const lines = Array.from({ length: 20_000 }, () => ordinaryLine.replace("GET /a?b=1 HTTP/1.1", () => requestOf()))
    const log = Buffer.from(lines.map((line) => `${line}\n`).join(""), "latin1")
    // With a rule, requests are taken apart in JavaScript.
    expect(mill(log).records).toEqual(mill(log, { drop: ["status:999"] }).records)
  })

  it("are as many as there is room for, however long", () => {
    const lines = Array.from({ length: 300 }, (_, line) => ordinaryLine.replace("/a?b", `/${"x".repeat(line * 200)}?b`))
    const log = Buffer.from(lines.map((line) => `${line}\n`).join(""), "latin1")
    expect(mill(log).records).toEqual(mill(log, { drop: ["status:999"] }).records)
  })
})

describe("the kernel's dictionaries", () => {
  const logOf = (paths: ReadonlyArray<string>): Buffer =>
    Buffer.from(paths.map((path) => `${ordinaryLine.replace("/a?b=1", path)}\n`).join(""), "latin1")

  it("number values as they first appear, through growth and clearing", { timeout: 120_000 }, () => {
    const paths = Array.from({ length: 300_000 }, (_, line) => `/${line % 7 === 0 ? line % 49 : line}`)
    const { batches, records } = mill(logOf(paths))
    expect(records.map((record) => (JSON.parse(record.slice(record.indexOf(" ") + 1)) as Array<string>)[6])).toEqual(
      paths
    )
    const cleared = batches.filter(({ newRequests }, index) => index > 0 && newRequests.firstId === 0)
    expect(cleared.length).toBeGreaterThan(0)
  })

  it("tell values apart by every byte and by their length", () => {
    const paths = Array.from({ length: 70 }, (_, length) =>
      Array.from(
        { length: length + 1 },
        (_, at) => `/${"x".repeat(at)}${at < length ? "y" : ""}${"x".repeat(Math.max(0, length - at - 1))}`
      )
    ).flat()
    // Each twice, so that it is also found again among the others.
    const { batches } = mill(logOf([...paths, ...paths]))
    const ids = batches.flatMap(({ request }) => [...request])
    expect(new Set(ids.slice(0, paths.length)).size).toBe(new Set(paths).size)
    expect(new Set(paths).size).toBe(paths.length)
    expect(ids.slice(paths.length)).toEqual(ids.slice(0, paths.length))
  })

  it("are full, and begin anew, when values are chosen to collide", () => {
    const kernel = new Kernel()
    const colliding: Array<string> = []
    for (let number = 0; colliding.length < 400; number++) {
      const request = `GET /${number.toString(36)} HTTP/1.1`
      if ((kernel.hashOf(0, kernel.window.write(request, "latin1")) & 4095) === 0)
        colliding.push(`/${number.toString(36)}`)
    }
    const times = 30
    const { batches } = mill(logOf(Array.from({ length: times }, () => colliding).flat()))
    expect(batches.length).toBeGreaterThan(times / 4)
    expect(
      mill(logOf(Array.from({ length: times }, () => colliding.map((path) => `${path}x`)).flat())).batches.length
    ).toBe(2)
  })
})
