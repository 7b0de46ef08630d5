import { describe, expect, it } from "vitest"

import { LineFields, OK, rejectReasons } from "../parse/line.ts"
import { storedLine } from "../parse/stored.ts"
import { utc } from "../zone.ts"
import { FormatCatalog, readerOf } from "./catalog.ts"
import { type FormatDefinition, FormatError } from "./definition.ts"

const mine: FormatDefinition = { name: "mine", title: "Mine", pattern: "{client} {time:s} {uri}", samples: [] }
let asked = 0
const catalog = new FormatCatalog(() => {
  asked++
  return [mine]
})

/** The client of each line, or why there is none. */
const clients = (reader: string, ...lines: ReadonlyArray<string>): ReadonlyArray<string | null> => {
  const parser = catalog.parserFor(reader, utc)
  return lines.map((line) => {
    const bytes = Buffer.from(line + "\0".repeat(64))
    const fields = new LineFields()
    const outcome = parser.parse(
      bytes,
      new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
      0,
      bytes.length - 64,
      fields
    )
    return outcome === OK ? storedLine(bytes, fields).client : rejectReasons[outcome]!
  })
}

const a = "192.0.2.1 1794318936 /a"
const b = '192.0.2.2 [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1"'
const byB = `log_format b '$remote_addr [$time_local] "$request"';`
const byC = "log_format c '$remote_addr $msec $request_uri $status';"

describe("a catalog", () => {
  it.each(["nonsense", "syslog/nonsense", "mine + nonsense", ""])("has no format %j", (name) =>
    expect(() => catalog.parserFor(name, utc)).toThrow(RangeError)
  )
  it.each(["$nothing", "%h", "a b"])("says why %j is none", (text) =>
    expect(() => catalog.parserFor(text, utc)).toThrow(FormatError)
  )

  it("is not asked for definitions as long as none is needed", () => {
    const before = asked
    new FormatCatalog(() => {
      throw new Error("asked")
    }).parserFor("combined", utc)
    expect(asked).toBe(before)
  })

  it("reads by a name, a text, several of them, and within what is around lines", () => {
    expect(clients("mine", a, b)).toEqual(["192.0.2.1", "bad-time"])
    expect(clients(byB, a, b)).toEqual(["no-match", "192.0.2.2"])
    const whole = '192.0.2.3 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 1'
    expect(clients("mine + combined", a, whole, a)).toEqual(["192.0.2.1", "192.0.2.3", "192.0.2.1"])
    expect(clients(`${byB}\n${byC}`, b, `${a} 200`, "x")).toEqual(["192.0.2.2", "192.0.2.1", "no-match"])
    expect(clients("compose/mine", `web  | ${a}`)).toEqual(["192.0.2.1"])
    expect(clients(`compose/${byB}\n${byC}`, `web  | ${b}`, `${a} 200`)).toEqual(["192.0.2.2", "192.0.2.1"])
  })

  it("knows the names of GoAccess", () => {
    expect(clients("COMMON", '192.0.2.3 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 1')).toEqual([
      "192.0.2.3"
    ])
    expect(() => catalog.parserFor("CADDY", utc)).toThrow(RangeError)
  })

  it("gives a thread the definitions that it needs", () => {
    expect(catalog.definitionsOf("mine + combined")).toEqual([mine])
    expect(catalog.definitionsOf("syslog/mine")).toEqual([mine])
    expect(catalog.definitionsOf(`${byB}\n${byC}`)).toEqual([])
    expect(catalog.definitionsOf("auto")).toEqual([])
  })

  it("reads on by all of the family what was found to be of it, and by its own what was not", () => {
    expect(readerOf("vhost-combined")).toBe("auto")
    expect(readerOf("syslog/common + mine")).toBe("syslog/auto + mine")
    expect(readerOf(byB)).toBe(byB)
    expect(readerOf("$remote_addr + $request")).toBe("$remote_addr + $request")
  })
})
