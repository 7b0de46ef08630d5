import { describe, expect, it } from "vitest"

import { choiceOf, joined, mapFormats, named, partsOf, shortName } from "./readers.ts"

const a = `log_format a '$remote_addr + "$request"';`
const b = `log_format b '$remote_addr "$request" $status';`
const apache = 'LogFormat "%h \\"%r\\"" c'

describe("partsOf", () => {
  it.each<[reader: string, parts: ReadonlyArray<string>]>([
    ["combined", ["combined"]],
    ["combined + haproxy", ["combined", "haproxy"]],
    ["syslog/combined + syslog/haproxy", ["syslog/combined", "syslog/haproxy"]],
    // What stands in a format is part of it.
    ["$remote_addr + $request", ["$remote_addr + $request"]],
    [a, [a]],
    [`${a}\n${b}`, [a, b]],
    [`syslog/${a}\n${b}`, [`syslog/${a}`, b]],
    [`${a}\naccess_log '/x' a;\n${b}`, [a, b]],
    [`${apache}\nCustomLog "/x" c`, [apache]],
    ["log_format a '$remote_addr\n $request';", ["log_format a '$remote_addr\n $request';"]],
    ["combined\n+ %h %r", ["combined", "%h %r"]],
    [`${a}\n${b}\n+ haproxy`, [a, b, "haproxy"]]
  ])("of %j", (reader, parts) => expect(partsOf(reader)).toEqual(parts))
})

it("what is taken apart is put together again", () => {
  for (const reader of [
    "combined",
    "combined + syslog/haproxy",
    `${a}\n${b}`,
    `docker/${a}`,
    `combined\n+ ${a}\n+ $a + $b`
  ]) {
    expect(joined(partsOf(reader))).toBe(reader)
    expect(mapFormats(reader, (format) => format)).toBe(reader)
  }
})

it("auto is named by what was found, a word of a format is not", () => {
  expect(named("syslog/auto + haproxy", "common")).toBe("syslog/common + haproxy")
  expect(named("auto", null)).toBe("combined")
  expect(named("log_format auto '$remote_addr auto $request';", "common")).toContain("format auto '$remote_addr auto ")
})

describe("choiceOf", () => {
  it("is none where one format is asked for", () => {
    for (const asked of ["auto", "combined", "combined + haproxy", a, apache]) expect(choiceOf(asked, "/x")).toBeNull()
  })

  it("prefers what the configuration says of the file", () => {
    const asked = `${a}\n${b}\naccess_log '/var/log/b.log' b;`
    expect(choiceOf(asked, "/var/log/b.log.1")).toEqual({ formats: [b, a], preferred: new Set([b]) })
    expect(choiceOf(asked, "/var/log/c.log")).toEqual({ formats: [a, b], preferred: new Set() })
    expect(choiceOf(asked, null)).toEqual({ formats: [a, b], preferred: new Set() })
  })

  it("does so by a nickname of Apache, or by the format itself", () => {
    const other = 'LogFormat "%h \\"%r\\" %D"'
    const asked = `${apache}\n${other}\nCustomLog "/x" c\nCustomLog "/y" "%h \\"%r\\" %D"`
    expect(choiceOf(asked, "/x")?.preferred).toEqual(new Set([apache]))
    expect(choiceOf(asked, "/y")?.preferred).toEqual(new Set([other]))
  })
})

it("a format is called by its name", () => {
  expect(shortName(a)).toBe("a")
  expect(shortName(`syslog/${a}`)).toBe("syslog/a")
  expect(shortName(apache)).toBe("c")
  expect(shortName("haproxy")).toBe("haproxy")
  expect(shortName('LogFormat "%h \\"%r\\""')).toBe('LogFormat "%h \\"%r\\""')
})
