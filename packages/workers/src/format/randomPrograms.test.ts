/**
 * Programs of the kernel against the parsers in JavaScript, for formats that nobody has: fields in any order, between any
 * texts, with values that are nearly right, in zones and at times where clocks change.
 */
import { describe, expect, it } from "vitest"

import { below, oneOf, type Random, randomFrom, seedOf } from "../testing/mutations.ts"
import { mill } from "../testing/reading.ts"
import { utc, type ZoneRule } from "../zone.ts"
import { FormatParser } from "./compile.ts"
import { type FormatDefinition, FormatError } from "./definition.ts"

const berlin: ZoneRule = [
  [-Infinity, 3_600_000],
  [Date.UTC(2026, 2, 29, 1), 7_200_000],
  [Date.UTC(2026, 9, 25, 1), 3_600_000]
]
const lordHowe: ZoneRule = [
  [-Infinity, 39_600_000],
  [Date.UTC(2026, 3, 4, 15), 37_800_000],
  [Date.UTC(2026, 9, 3, 15, 30), 39_600_000]
]

const list = (texts: string): ReadonlyArray<string> => texts.split(" | ").map((text) => (text === "''" ? "" : text))
const addresses = list(
  "192.0.2.1 | 192.0.2.1:80 | [2001:db8::1]:443 | 2001:db8::7 | 1:2:3:4:5:6:7:8:80 | [::1] | - | -:80 | '' | a,b | 192.0.2.1, 192.0.2.2 | [] | é"
)
const numbers = list(
  "200 | 0 | - | '' | 1.5 | 0.0005 | -1 | +5 | 1e3 | 35ms | 0.1, 0.2 | 0.1 : 0.3 | 9007199254740993 | 12. | 1m2s | 2.675"
)
const texts = list(
  'a | - | \'\' | Mozilla/5.0 (X11) | a+b+(+c) | a%20b | %25 %zz | a%5cb | a\\x41b | a\\"b | say "x" | a""b | DOM\\user | é | hit | NONE | http://e.com/a%20b+c | #22b# | \\ | a, b | \u0001'
)
const requests = list(
  'GET / HTTP/1.1 | - | GET /a?b=1 HTTP/2 | GET /a | \\x16\\x03 | GET /é HTTP/1.1 | GET /a"b HTTP/1.1 | GET  /  HTTP/1.1 | GET /a#22b HTTP/1.1 | PRI * HTTP/2.0'
)
const fields: Readonly<Record<string, ReadonlyArray<string>>> = {
  client: addresses,
  "client:port": addresses,
  "client:ports": addresses,
  forwarded_for: addresses,
  "site:port": addresses,
  user: texts,
  request: requests,
  method: list("GET | - | '' | get | [1]USER | M-SEARCH | GET\\x41"),
  uri: list("/ | /a?b | - | '' | * | http://e/x?y | /é | a b | GET /a"),
  query: list("b=1 | - | '' | ?b | a?b | é"),
  protocol: list("HTTP/1.1 | h2 | HTTP/2 | - | '' | https | HTTP/1.10 | 1.1 | é"),
  status: numbers,
  bytes: numbers,
  bytes_in: numbers,
  "duration:ms": numbers,
  "duration:s.ms": numbers,
  upstream: numbers,
  referrer: texts,
  agent: texts,
  port: list("80 | - | '' | 443x"),
  tls: texts,
  "extra.pool": texts,
  "extra.list:list": addresses,
  "-": texts,
  "-:number": numbers,
  "=a|hit|é": texts
}
const requestFields = [
  ["request"],
  ["method", "uri", "protocol"],
  ["method", "uri", "query"],
  ["uri"],
  ["request", "uri"]
]
const days = ["2026-03-29", "2026-10-25", "2026-04-05", "2026-11-10", "2024-02-29", "2026-02-29", "1970-01-01"]
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")

/** Of each form of a time, from a day and a time of day. */
const times: Readonly<Record<string, (day: string, clock: string) => string>> = {
  time: (day, clock) => `${day.slice(8)}/${monthOf(day)}/${day.slice(0, 4)}:${clock} +0130`,
  "time:iso": (day, clock) => `${day}T${clock}.5`,
  "time:s": (day, clock) => `${Date.parse(`${day}T${clock}Z`) / 1000}.25`,
  "time:us": (day, clock) => `${Date.parse(`${day}T${clock}Z`)}123`,
  "time:ctime": (day, clock) => `Tue ${monthOf(day)} ${day.slice(8)} ${clock} ${day.slice(0, 4)}`,
  "time:%d.%m.%Y %H:%M:%S": (day, clock) => `${day.slice(8)}.${day.slice(5, 7)}.${day.slice(0, 4)} ${clock}`,
  "time:%F %T %s": (day, clock) => `${day} ${clock} ${Date.parse(`${day}T${clock}Z`) / 1000}`,
  "time:%d:%m:%y %T": (day, clock) => `${day.slice(8)}:${day.slice(5, 7)}:${day.slice(2, 4)} ${clock}`
}
const monthOf = (day: string): string => months[Number(day.slice(5, 7)) - 1]!

const shuffled = <Item>(items: ReadonlyArray<Item>, random: Random): ReadonlyArray<Item> =>
  items
    .map((item) => [random(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item)

interface Made {
  readonly definition: FormatDefinition
  readonly log: Buffer
}

const make = (random: Random): Made => {
  const chosen = [
    oneOf(random, ["client", "client:port", "client:ports", "forwarded_for"]),
    ...oneOf(random, requestFields),
    oneOf(random, Object.keys(times))
  ]
  for (const field of Object.keys(fields)) {
    const isThere = chosen.some((other) => other.split(":")[0] === field.split(":")[0])
    if (!isThere && random() < 0.25 && !/^(?:request|method|uri|query|protocol)/.test(field)) chosen.push(field)
  }
  const order = shuffled(chosen, random)
  let day = oneOf(random, days)
  let clock = "02:30:15"
  const valueOf = (field: string): string => {
    const time = times[field]
    if (time === undefined) return random() < 0.6 ? fields[field]![0]! : oneOf(random, fields[field]!)
    if (random() < 0.5) clock = `${clock.slice(0, 6)}${String(below(random, 62)).padStart(2, "0")}`
    else if (random() < 0.3)
      clock = oneOf(random, ["01:59:59", "02:00:00", "02:30:00", "03:00:00", "23:59:59", "24:00:00"])
    if (random() < 0.1) day = oneOf(random, days)
    return time(day, clock)
  }
  const options: Partial<FormatDefinition> = {
    ...(random() < 0.3 ? { text: oneOf(random, ["plus", "percent"] as const) } : {}),
    ...(random() < 0.3 ? { none: ["NONE", "é", "192.0.2.1"] } : {}),
    ...(random() < 0.3
      ? {
          values: { tls: { a: "", é: "E" }, pool: { hit: "HIT" }, protocol: { h2: "HTTP/2.0", https: "", é: "HTTP/9" } }
        }
      : {})
  }
  const lines: Array<string> = []
  const write = (line: () => string): Buffer => {
    for (let index = 0; index < 40; index++) lines.push(line())
    return Buffer.from(`${lines.join("\n")}\n`)
  }
  const base = { name: "x", title: "", samples: [], ...options }
  if (random() < 0.3) {
    const separator = oneOf(random, ["blanks", "tab", "comma"] as const)
    const between = { blanks: " ", tab: "\t", comma: "," }[separator]
    const names = order.map((_, index) => `c${index}`)
    lines.push(separator === "comma" ? names.join(",") : `#Fields: ${names.join(between)}`)
    const columns = {
      header: separator === "comma" ? "c0" : "#Fields:",
      separator,
      fields: Object.fromEntries(order.map((field, index) => [`c${index}`, field]))
    }
    const cell = (field: string): string => {
      const value = valueOf(field)
      const isQuoted = separator !== "tab" && (value.includes(between) ? random() < 0.9 : random() < 0.1)
      return isQuoted ? `"${value.replaceAll('"', '""')}"` : value
    }
    return { definition: { ...base, columns }, log: write(() => order.map(cell).join(between)) }
  }
  const shape = order.map((field) => ({
    field,
    around: oneOf(random, ["", "", '""', '""', "[]", "()"]),
    after: oneOf(random, [" ", " ", " ", " - ", "|", "ms ", ", "])
  }))
  const patternOf = (text: (field: string, isQuoted: boolean) => string): string =>
    shape
      .map(({ after, around: [open = "", close = ""], field }, index) => {
        return `${open}${text(field, open === '"')}${close}${index === shape.length - 1 ? "" : after}`
      })
      .join("")
  const quoted = (value: string): string => (random() < 0.6 ? value.replaceAll('"', '\\"') : value)
  return {
    definition: {
      ...base,
      pattern: patternOf((field) => `{${field}}`),
      ...(random() < 0.6 ? { escapes: oneOf(random, ["backslash", "hash", "json", "none"] as const) } : {}),
      ...(random() < 0.35 ? { exact: true } : {})
    },
    log: write(() => patternOf((field, isQuoted) => (isQuoted ? quoted(valueOf(field)) : valueOf(field))))
  }
}

describe("programs of any format", () => {
  const seed = seedOf("programs of any format")

  it("read what is read in JavaScript, and the same of it", () => {
    let entries = 0
    for (let run = 0; run < 400; run++) {
      const random = randomFrom(seed + run)
      const { definition, log } = make(random)
      const zone = oneOf(random, [utc, berlin, lordHowe])
      const read = (withoutKernel: boolean) => mill(log, { parser: new FormatParser(definition, zone), withoutKernel })
      try {
        const [fast, slow] = [read(false), read(true)]
        expect({ definition, records: fast.records }).toEqual({ definition, records: slow.records })
        entries += slow.counts.entries
      } catch (error) {
        // Two fields that nothing separates, one field twice: no format.
        if (!(error instanceof FormatError)) throw error
      }
    }
    expect(entries).toBeGreaterThan(1000)
  })
})
