import { describe, expect, it } from "vitest"

import { FormatCatalog } from "./catalog.ts"
import type { FormatDefinition } from "./definition.ts"
import { detect } from "./detect.ts"

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
