import { describe, expect, it } from "vitest"

import { FormatCatalog } from "./catalog.ts"
import type { FormatDefinition } from "./definition.ts"
import { detect } from "./detect.ts"
import { formatsIn } from "./readers.ts"

const withHeader: FormatDefinition = {
  name: "with-header",
  title: "",
  columns: {
    header: "#Fields:",
    separator: "blanks",
    fields: { date: "date:utc", time: "clock:utc", "c-ip": "client", "cs-uri": "uri" }
  },
  samples: []
}
const headerless: FormatDefinition = {
  name: "headerless",
  title: "",
  pattern: "{date:utc} {clock:utc} {client} {uri} {status} {duration:ms}",
  headerless: true,
  samples: []
}
const catalog = new FormatCatalog(() => [withHeader, headerless])
const readerOf = (text: string): string | null => detect(Buffer.from(text), catalog).reader

describe("lines of a format with headers", () => {
  const line = "2026-11-10 13:55:36 192.0.2.1 / 200 12\n"

  it("are known without one", () => expect(readerOf(line + line)).toBe("headerless"))
  it("are never read without it where there is one", () => {
    expect(readerOf(`#Fields: date time c-ip cs-uri sc-status time-taken\n${line}`)).toBe("with-header")
    expect(readerOf(`${line}#Fields: date time c-ip cs-uri x y\n${line}`)).toBe("with-header")
  })
})

describe("formats that take the same header", () => {
  const other: FormatDefinition = {
    name: "other",
    title: "",
    columns: {
      header: "#Fields:",
      separator: "tab",
      fields: { date: "date:utc", time: "clock:utc", "c-ip": "client", "cs-uri": "uri", "time-taken": "duration:s" }
    },
    samples: []
  }
  const both = new FormatCatalog(() => [withHeader, other])
  const header = "#Fields: date time c-ip cs-uri time-taken\n"
  const read = (line: string): string | null => detect(Buffer.from(`${header}${line}\n${line}\n`), both).reader

  it("are told by the columns they know, among those that read the lines", () => {
    expect(read("2026-11-10\t13:55:36\t192.0.2.1\t/\t12")).toBe("other")
    expect(read("2026-11-10 13:55:36 192.0.2.1 / 12")).toBe("with-header")
  })
})

describe("lines that begin with #", () => {
  const withHash: FormatDefinition = {
    name: "with-hash",
    title: "",
    pattern: "#{time:iso} {client} {uri}",
    samples: []
  }
  const line = "#2026-11-10T13:55:36Z 192.0.2.1 /\n"
  const found = (text: string) => {
    const { lines, read, reader } = detect(Buffer.from(text), new FormatCatalog(() => [withHeader, withHash]))
    return [reader, read, lines]
  }

  it("are of a format whose lines do, and else comments", () => {
    expect(found(`# a comment\n${line}${line}`)).toEqual(["with-hash", 2, 2])
    expect(found("# a comment\n")).toEqual([null, 0, 0])
    const combined = '192.0.2.1 - - [10/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "M"\n'
    expect(found(`${combined}${combined}${line}`)).toEqual(["auto + with-hash", 3, 3])
    expect(found(`#Fields: date time c-ip cs-uri\n2026-11-10 13:55:36 192.0.2.1 /\n`)).toEqual(["with-header", 1, 1])
  })
})

describe("lines of the family of the Common Log Format", () => {
  const common = '192.0.2.1 - - [10/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 10'
  const formats = (...lines: ReadonlyArray<string>): string => {
    const found = detect(Buffer.from(lines.map((line) => `${line}\n`).join("")), catalog)
    return formatsIn(found.reader!, found).join(" + ")
  }

  it("are of several formats where more than one line is of each", () => {
    const [site, combined] = [`example.com ${common}`, `${common} "-" "M"`]
    expect(formats(common, combined, site, combined, site, combined)).toBe("combined + vhost-common")
    expect(formats(combined, combined, common)).toBe("combined")
    expect(formats(common)).toBe("common")
  })
})

describe("lines that say what they are of", () => {
  const json = { "time:iso": "time", uri: "uri" }
  const anyOf: FormatDefinition = {
    name: "any",
    title: "",
    json: { ...json, client: "addr", agent: "ua" },
    samples: []
  }
  const said: FormatDefinition = {
    name: "said",
    title: "",
    json: { ...json, client: "ip", "==access": "msg" },
    samples: []
  }
  const both = new FormatCatalog(() => [anyOf, said])
  const found = (line: object): string | null => detect(Buffer.from(`${JSON.stringify(line)}\n`), both).reader
  const line = { time: "2026-11-10T13:55:36Z", addr: "192.0.2.1:0", ip: "192.0.2.1", uri: "/", ua: "curl" }

  it("are of no other, however much that reads", () => expect(found({ ...line, msg: "access" })).toBe("said"))
  it.each([{}, { msg: "error" }, { msg: "" }])("must say so: %j does not", (more) =>
    expect(found({ ...line, ...more })).toBe("any")
  )
})

describe("lines within others", () => {
  const line = '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 19 "-" "curl"'
  const docker = JSON.stringify({ log: `${line}\n`, stream: "stdout", time: "2026-11-10T13:55:36Z" })
  const named: FormatDefinition = {
    name: "named",
    title: "",
    pattern: '{client} - {user} [{time}] "{request}" {status} {bytes} "{referrer}" "{agent}" urt="{upstream}"',
    samples: []
  }
  const some = new FormatCatalog(() => [named])
  const found = (...lines: ReadonlyArray<string>): string | null =>
    detect(Buffer.from(lines.map((one) => `${one}\n`).join("")), some).reader

  // All but Docker's could be read as a client and a user with blanks in it.
  it.each([
    [`Nov 10 13:55:36 web nginx: ${line}`, "syslog/auto"],
    [`<190>Nov  1 13:55:36 nginx: ${line}`, "syslog/auto"],
    [`<190>1 2026-11-10T13:55:36Z web nginx - - - ${line}`, "syslog/auto"],
    [`2026-11-10T13:55:36.123+01:00 web nginx[12]: ${line}`, "syslog/auto"],
    [`2026-11-10T13:55:36.123456789Z stdout F ${line}`, "cri/auto"],
    [`web-1  | ${line}`, "compose/auto"],
    [`web-1  | 2026-11-10T13:55:36.123456789Z ${line}`, "compose/auto"],
    [`[pod/web-0/nginx] ${line}`, "kubectl/auto"],
    [`2026-11-10T13:55:36.123456789Z ${line}`, "timestamps/auto"],
    [docker, "docker/auto"]
  ])("%j is read by %s", (text, reader) => {
    expect(found(text)).toBe(reader)
    expect(found(line, text, text)).toBe(`${reader} + auto`)
  })

  it("are read by who leaves nothing of them, wherever they are put aside", () => {
    const log = `${line.replace("curl", "-")} urt="0.012"\n`
    expect(found(log.trim())).toBe("named")
    expect(found(JSON.stringify({ log, stream: "stdout", time: "2026-11-10T13:55:36Z" }))).toBe("docker/named")
  })
})
