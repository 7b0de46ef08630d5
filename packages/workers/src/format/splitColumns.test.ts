import { describe, expect, it } from "vitest"

import { mutate, randomFrom, seedOf } from "../testing/mutations.ts"
import { type Columns, FormatError } from "./definition.ts"
import { FITS, Slots } from "./slots.ts"
import { ColumnSplitter } from "./splitColumns.ts"

const blanks: Columns = {
  header: "#Fields:",
  separator: "blanks",
  fields: { "c-ip": "client", "c-dns": "client", "cs-uri": "uri", "cs(User-Agent)": "agent" }
}
const tab: Columns = { ...blanks, separator: "tab", header: "#fields\t" }
const comma: Columns = { header: "c_ip", separator: "comma", fields: { c_ip: "client", uri: "uri" } }

const take = (splitter: ColumnSplitter, text: string): boolean => {
  const bytes = Buffer.from(`${text} more`)
  return splitter.takeHeader(bytes, 0, Buffer.byteLength(text))
}

/** By field what a line has, as it stands there; or where it stopped to fit. */
const split = (splitter: ColumnSplitter, text: string): Readonly<Record<string, string>> | number => {
  const bytes = Buffer.from(`${text} "more,\tof"`)
  const slots = new Slots(splitter.specs.length)
  slots.clear()
  const at = splitter.split(bytes, 0, Buffer.byteLength(text), slots)
  if (at !== FITS) return at
  return Object.fromEntries(
    splitter.names.flatMap((name, slot) =>
      slots.starts[slot]! < 0 ? [] : [[name, bytes.toString("utf8", slots.starts[slot], slots.ends[slot])]]
    )
  )
}

const withHeader = (columns: Columns, header: string): ColumnSplitter => {
  const splitter = new ColumnSplitter(columns)
  expect(take(splitter, header)).toBe(true)
  return splitter
}

describe("ColumnSplitter", () => {
  it("refuses fields that there are not", () =>
    expect(() => new ColumnSplitter({ ...blanks, fields: { a: "address" } })).toThrow(FormatError))

  it("fits nothing before a header, and again when another file begins", () => {
    const splitter = new ColumnSplitter(blanks)
    expect(split(splitter, "192.0.2.1 /")).toBe(0)
    for (const text of ["", "#", "#Fields", "#Version: 1.0", "# Fields: c-ip", "x #Fields: c-ip", "#fields\tc-ip"])
      expect(take(splitter, text)).toBe(false)
    expect(split(splitter, "192.0.2.1 /")).toBe(0)
    expect(take(splitter, "#Fields: c-ip cs-uri")).toBe(true)
    expect(split(splitter, "192.0.2.1 /")).toEqual({ client: "192.0.2.1", uri: "/" })
    splitter.forget()
    expect(split(splitter, "192.0.2.1 /")).toBe(0)
  })

  it.each<[line: string, found: Readonly<Record<string, string>> | number]>([
    // Cut where a column may have been that is kept.
    ["192.0.2.1", 9],
    ["192.0.2.1\t/a", 12],
    ["192.0.2.1\t/a\t", { client: "192.0.2.1", uri: "/a" }],
    ["192.0.2.1\t/a\t-\tx", { client: "192.0.2.1", uri: "/a" }],
    ["192.0.2.1\t/a\t-\tx\ty", 16]
  ])("reads %j, whose last columns are not kept, as %j", (line, found) =>
    expect(split(withHeader(tab, "#fields\tc-ip\tcs-uri\tx\ty"), line)).toEqual(found)
  )

  it("knows where lines of earlier releases end, until a header says more", () => {
    const order = ["c-ip", "cs-uri", "cs(User-Agent)"]
    const splitter = new ColumnSplitter({ ...tab, order, earlier: [2] })
    const line = "192.0.2.1\t/a"
    expect(split(splitter, "192.0.2.1")).toBe(9)
    expect(split(splitter, line)).toEqual({ client: "192.0.2.1", uri: "/a" })
    expect(take(splitter, `#fields\t${order.join("\t")}`)).toBe(true)
    expect(split(splitter, line)).toBe(12)
    splitter.forget()
    expect(split(splitter, line)).toEqual({ client: "192.0.2.1", uri: "/a" })
  })

  it.each([
    ["", 0],
    ["192.0.2.1", 9],
    ["192.0.2.1 ", 9],
    ["192.0.2.1 / a b", 13],
    ['192.0.2.1 "/', 10],
    ['192.0.2.1 "/ a', 10],
    ['192.0.2.1 "/""', 10],
    ['192.0.2.1 "/"x a', 13]
  ])("says where %j is none of its lines", (text, at) =>
    expect(split(withHeader(blanks, "#Fields: c-ip cs-uri cs(User-Agent)"), text)).toBe(at)
  )

  it("takes the columns of the last header, by their names in any case", () => {
    const splitter = withHeader(blanks, "#FIELDS:\tCS-URI   x-unknown c-IP ")
    expect(split(splitter, "/a  ? 192.0.2.1")).toEqual({ uri: "/a", client: "192.0.2.1" })
    expect(take(splitter, "#Fields: c-ip cs-uri cs(user-agent)")).toBe(true)
    expect(split(splitter, '\t"192.0.2.1" "/a b"\t"say ""x"" \\"  ')).toEqual({
      client: "192.0.2.1",
      uri: "/a b",
      agent: 'say ""x"" \\'
    })
  })

  it("takes of several columns for a field the first that says something", () => {
    for (const header of ["#Fields: c-ip c-dns cs-uri", "#Fields: c-dns c-ip cs-uri"]) {
      const splitter = withHeader(blanks, header)
      const isSwapped = header.indexOf("c-dns") < header.indexOf("c-ip")
      const line = (ip: string, dns: string): string => (isSwapped ? `${dns} ${ip} /` : `${ip} ${dns} /`)
      expect(split(splitter, line("192.0.2.1", "example.org"))).toEqual({ client: "192.0.2.1", uri: "/" })
      expect(split(splitter, line("-", "example.org"))).toEqual({ client: "example.org", uri: "/" })
      expect(split(splitter, line('""', "example.org"))).toEqual({ client: "example.org", uri: "/" })
      expect(split(splitter, line("-", "-"))).toEqual({ client: "-", uri: "/" })
      // Nothing of a line is left for the next.
      expect(split(splitter, line("-", "example.com"))).toEqual({ client: "example.com", uri: "/" })
    }
    const twice = withHeader(blanks, "#Fields: c-ip c-ip cs-uri")
    expect(split(twice, "192.0.2.1 192.0.2.2 /")).toEqual({ client: "192.0.2.1", uri: "/" })
  })

  it("takes tabs one by one, and quotes as they are", () => {
    const splitter = withHeader(tab, "#fields\tc-ip\tx\tcs-uri\tcs(User-Agent)")
    expect(split(splitter, '192.0.2.1\t\t/a b\t"x')).toEqual({ client: "192.0.2.1", uri: "/a b", agent: '"x' })
    expect(split(splitter, "192.0.2.1\t\t/\t")).toEqual({ client: "192.0.2.1", uri: "/", agent: "" })
    expect(split(splitter, "192.0.2.1\t\t/")).toBe(12)
    expect(split(splitter, "192.0.2.1 - / a")).toBe(15)
  })

  it("takes commas, with or without quotes, names in the header, too", () => {
    for (const header of ['"c_ip","uri"', "c_ip,uri", 'c_ip , "uri" ']) {
      const splitter = withHeader(comma, header)
      expect(split(splitter, '"192.0.2.1","/a,b"')).toEqual({ client: "192.0.2.1", uri: "/a,b" })
      expect(split(splitter, "192.0.2.1,")).toEqual({ client: "192.0.2.1", uri: "" })
      expect(split(splitter, '"192.0.2.1",""')).toEqual({ client: "192.0.2.1", uri: "" })
      expect(split(splitter, "192.0.2.1")).toBe(9)
    }
  })

  it("has an order until a header comes", () => {
    const splitter = new ColumnSplitter({ ...blanks, order: ["cs-uri", "c-ip"] })
    expect(split(splitter, "/ 192.0.2.1")).toEqual({ client: "192.0.2.1", uri: "/" })
    expect(take(splitter, "#Fields: c-ip cs-uri")).toBe(true)
    expect(split(splitter, "192.0.2.1 /")).toEqual({ client: "192.0.2.1", uri: "/" })
    splitter.forget()
    expect(split(splitter, "/ 192.0.2.1")).toEqual({ client: "192.0.2.1", uri: "/" })
  })

  it("takes long lines, and does not leave the line, whatever it is given", () => {
    const splitter = withHeader(blanks, "#Fields: c-ip cs-uri cs(User-Agent)")
    const long = "x".repeat(60_000)
    expect(split(splitter, `192.0.2.1 / ${long}`)).toEqual({ client: "192.0.2.1", uri: "/", agent: long })
    expect(split(splitter, `192.0.2.1 / ${'"'.repeat(60_000)}`)).toEqual({
      client: "192.0.2.1",
      uri: "/",
      agent: '"'.repeat(59_998)
    })
    const random = randomFrom(seedOf("columns"))
    const wrong: Array<unknown> = []
    for (let index = 0; index < 20_000; index++) {
      const text = mutate(['192.0.2.1 /a "b c"', "- - -", '"a" "b" "c"'], random)
      const found = split(splitter, text)
      const isInside =
        typeof found === "number"
          ? found <= Buffer.byteLength(text)
          : Object.values(found).every((value) => text.includes(value))
      if (!isInside) wrong.push([text, found])
    }
    expect(wrong).toEqual([])
  })
})
