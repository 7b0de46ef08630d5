/**
 * Programs of the kernel against the parsers in JavaScript: what both read, they read the same. Of every format that
 * logmill brings, by its samples as they are, with other values in them, and mutated.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

import { below, mutate, oneOf, type Random, randomFrom, seedOf } from "../testing/mutations.ts"
import type { LineParser } from "../parse/line.ts"
import { mill } from "../testing/reading.ts"
import { utc, type ZoneRule } from "../zone.ts"
import { FormatParser } from "./compile.ts"
import type { FormatDefinition, FormatSample } from "./definition.ts"
import { dialectFormat } from "./dialects/dialect.ts"

const folder = join(import.meta.dirname, "../../../plugins/formats")
const definitions = readdirSync(folder).map(
  (name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as FormatDefinition
)

/** Servers' own formats, with a line of each. */
const typed: ReadonlyArray<readonly [name: string, format: string, line: string]> = [
  [
    "nginx combined",
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
    '192.0.2.1 - ada king [10/Nov/2026:13:55:36 +0100] "GET /a?b=1 HTTP/1.1" 200 5 "-" "Mozilla/5.0 (X11)"'
  ],
  [
    "nginx with times of servers",
    '$time_iso8601 $host $remote_addr "$request" $status $request_time $upstream_response_time $upstream_addr $sent_http_x',
    '2026-11-10T13:55:36+01:00 example.com 192.0.2.1 "POST / HTTP/2.0" 500 0.012 0.010, 0.002 192.0.2.9:80, 192.0.2.8:80 '
  ],
  [
    "nginx that escapes as JSON",
    `log_format one escape=json '$msec|$remote_addr|$request_method|$request_uri|$status|$http_user_agent|$http_cookie';`,
    "1794318936.123|2001:db8::7|GET|/a%20b?c|404|Mozilla/5.0 é||"
  ],
  [
    "nginx that escapes nothing",
    `log_format two escape=none '$remote_addr [$time_local] "$request" $status "$http_user_agent"';`,
    '192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET /a\\b HTTP/1.1" 200 "a "quoted" \\agent"'
  ],
  [
    "Apache with times and sizes",
    '%v:%p %h %l %u %t "%r" %>s %I %O %D "%{Referer}i" "%{User-Agent}i" %{X-Pool}o',
    'example.com:443 192.0.2.1 - - [10/Nov/2026:13:55:36 -0500] "GET /a HTTP/1.1" 304 120 - 1500 "https://a.example/" "x" blue'
  ],
  [
    "GoAccess",
    '%d %t %h %m %U %q %s %b "%R" "%u" %T',
    '10/Nov/2026 13:55:36 192.0.2.1 GET /a b=1 200 512 "-" "Mozilla/5.0" 0.250'
  ]
]
const positional = [
  ...definitions.filter(({ json, regex }) => json === undefined && regex === undefined),
  ...typed.map(([name, format, line]): FormatDefinition => ({
    ...dialectFormat(format),
    name,
    samples: [{ line, fields: {} }]
  }))
]

const values = [
  "- | | 0 | 1 | -1 | +5 | 12.5 | 0.001 | 0.0005 | 9007199254740993 | 1e3 | 35ms | 0.1, 0.2 | a\\b",
  "192.0.2.7 | 192.0.2.7:80 | [2001:db8::1]:443 | [2001:db8::1] | 2001:db8::7 | 192.0.2.1, 192.0.2.2 | unknown | a,b | a:1",
  "HTTP/1.1 | HTTP/2 | h2 | GET | /a?b=1 | /a | b=1 | * | a b | a+b+(+c) | a%20b%25 | a%5c%00 | a#22b",
  "2026-11-10T13:55:36Z | 2026-11-10 13:55:36,5+01:00 | 10/Nov/2026:13:55:36 +0000 | 1762782936 | 13:55:60",
  'Hit | TLSV1.2 | https://example.org/a%20b | say "x" | a\\"b | \u00e9'
].flatMap((kind) => kind.split("|").map((value) => value.trim()))

/** A sample with other texts in place of some of its own: words, numbers, what stands in quotes. */
const vary = (line: string, random: Random): string =>
  line.replaceAll(/"[^"]*"|[^\s"[\]/|]+/g, (text) => {
    if (random() > 0.08) return text
    const value = oneOf(random, values)
    return text.startsWith('"') ? oneOf(random, [`"${value}"`, value]) : value
  })

const logOf = ({ samples }: FormatDefinition, random: Random): Buffer => {
  const sound = samples.map(({ line }) => line)
  const lines: Array<string> = samples.flatMap(({ header }) => (header === undefined ? [] : [header])).slice(0, 1)
  for (let index = 0; index < 400; index++) {
    const { header, line } = oneOf(random, samples)
    const kind = random()
    lines.push(kind < 0.3 ? line : kind < 0.7 ? vary(line, random) : mutate(sound, random))
    if (header !== undefined && random() < 0.02) lines.push(header)
  }
  return Buffer.from(lines.join(oneOf(random, ["\n", "\n", "\r\n"])), "latin1")
}

/** A target that begins with its site; a format whose lines do not say when they were written. */
const withoutProgram = ["imperva", "uvicorn"]

const repeated = 100

/** How many lines of a log of the same ones are read in JavaScript. */
const readSlowly = (definition: FormatDefinition, { header, line }: FormatSample, zone: ZoneRule): number => {
  const parser = new FormatParser(definition, zone)
  let slowly = 0
  const counting: LineParser = {
    ordinary: 0,
    hasHeaders: parser.hasHeaders,
    takeHeader: (...place) => parser.takeHeader(...place),
    begin: () => parser.begin(),
    get program() {
      return parser.program
    },
    parse: (...place) => {
      slowly++
      return parser.parse(...place)
    }
  }
  const log = `${header === undefined ? "" : `${header}\n`}${`${line}\n`.repeat(repeated)}`
  expect(mill(Buffer.from(log), { parser: counting }).counts.entries).toBe(repeated)
  return slowly
}

const berlin: ZoneRule = [
  [-Infinity, 3_600_000],
  [Date.UTC(2026, 2, 29, 1), 7_200_000],
  [Date.UTC(2026, 9, 25, 1), 3_600_000]
]

describe("programs", () => {
  const seed = seedOf("programs of formats")

  it.each(positional.map((definition) => [definition.name, definition] as const))(
    "read %s as it is read in JavaScript",
    (_, definition) => {
      for (let round = 0; round < 6; round++) {
        const random = randomFrom(seed + round)
        const log = logOf(definition, random)
        const zone = round % 3 === 2 ? berlin : utc
        const site = round === 4 ? "www.example.com" : null
        const portion = 1 + below(random, 4000)
        const read = (withoutKernel: boolean) => {
          const parser = new FormatParser(definition, zone)
          return mill(log, { parser, site, withoutKernel, portions: () => (round % 2 === 0 ? Infinity : portion) })
        }
        const [fast, slow] = [read(false), read(true)]
        expect(fast.records).toEqual(slow.records)
        expect(fast.counts).toEqual(slow.counts)
      }
    }
  )

  it.each(
    positional
      .filter(({ name }) => !withoutProgram.includes(name))
      .map((definition) => [definition.name, definition] as const)
  )("leave no ordinary line of %s to JavaScript", (_, definition) => {
    for (const zone of [utc, berlin]) {
      const slowly = definition.samples.map((sample) => readSlowly(definition, sample, zone))
      // A sample may be there because it is odd. Times of some forms are asked for once a second.
      expect(Math.min(...slowly)).toBeLessThanOrEqual(1)
    }
  })

  it("are there for all formats whose fields have places, but for these", () => {
    const without = positional.filter((definition) => {
      const parser = new FormatParser(definition, utc)
      const header = definition.samples
        .find((sample) => sample.header !== undefined)
        ?.header?.split("\n")
        .at(-1)
      if (header !== undefined) parser.takeHeader(Buffer.from(header), 0, Buffer.byteLength(header))
      return parser.program === null
    })
    expect(without.map(({ name }) => name)).toEqual(withoutProgram)
  })
})
