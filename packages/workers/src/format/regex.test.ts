import { performance } from "node:perf_hooks"

import { describe, expect, it } from "vitest"

import { below, oneOf, randomFrom, seedOf } from "../testing/mutations.ts"
import { FormatError } from "./definition.ts"
import { RegexSplitter } from "./regex.ts"
import { FITS, Slots } from "./slots.ts"

/** What the groups of an expression hold of a line; null: it does not fit. */
const groupsOf = (source: string, line: string): Readonly<Record<string, string | null>> | null => {
  const splitter = new RegexSplitter(source)
  const slots = new Slots(splitter.names.length)
  slots.clear()
  // Among bytes that are no part of the line.
  const bytes = Buffer.from(`x${line}x`)
  if (splitter.split(bytes, 1, bytes.length - 1, slots) !== FITS) return null
  return Object.fromEntries(
    splitter.groups.map((group, slot) => [
      group,
      slots.starts[slot]! < 0 ? null : bytes.toString("utf8", slots.starts[slot], slots.ends[slot])
    ])
  )
}

describe("a regular expression that is refused", () => {
  it.each([
    ["\\S+", /no groups with names, such as \(\?<client>/],
    ["(\\S+)", /no groups with names/],
    ["(?<client>a)(?=b)", /look-around.*at character 13/],
    ["(?<client>a)(?!b)", /look-around/],
    ["(?<=a)(?<client>b)", /look-around/],
    ["(?<!a)(?<client>b)", /look-around/],
    ["(?<client>a)\\1", /a reference back to a group.*at character 13/],
    ["(?<client>a)\\k<client>", /a reference back/],
    ["(?<client>a", /a \( that is never closed, at character 1$/],
    ["(?<client>a))", /a \) without its \(/],
    ["(?<client>[a)", /a \[ that is never closed, at character 11/],
    ["(?<client>a)**", /a quantifier behind another/],
    ["(?<client>a)++", /possessive/],
    ["(?>(?<client>a))", /atomic/],
    ["*(?<client>a)", /a \* with nothing before it, at character 1/],
    ["(?<client>[z-a])", /ends before it begins/],
    ["(?<client>a{3,2})", /before its beginning/],
    ["(?<client>a{1001})", /a count above 1000/],
    ["(?<client>(a{1000}){1000})", /too large/],
    ["(?<client>((a{10}){10}){30})", /too large/],
    ["(?<client>\\p{L})", /\\p, which is not known/],
    ["(?<client>[ä])", /beyond ASCII in a class/],
    ["(?<client>[[:alpha:]]+)", /\[:\.\.\.:\] in a class/],
    ["(?<client>a)\\", /a backslash at its end/],
    ["(?<client>a)(?<client>b)", /two groups with the name client/],
    ["(?<klient>a)", /the group klient.*no field; there are client, site/],
    ["(?<duration_h>a)", /the group duration_h.*duration:ms/],
    ["(?#comment)(?<client>a)", /a group that is not known/],
    [`${"(".repeat(300)}(?<client>a)${")".repeat(300)}`, /within each other/]
  ])("%j", (source, message) => {
    expect(() => new RegexSplitter(source)).toThrow(FormatError)
    expect(() => new RegexSplitter(source)).toThrow(message)
  })
})

describe("a regular expression", () => {
  it.each<[source: string, line: string, groups: Readonly<Record<string, string | null>> | null]>([
    ["(?<client>\\S+) (?<status>\\d{3})", "192.0.2.1 200", { client: "192.0.2.1", status: "200" }],
    ["(?P<client>\\S+) (?P<status>\\d+)", "192.0.2.1 200", { client: "192.0.2.1", status: "200" }],
    // Whole lines.
    ["(?<client>\\S+)", "192.0.2.1 ", null],
    ["^(?<client>\\S+)$", "192.0.2.1", { client: "192.0.2.1" }],
    ["(?<client>a$|b)c?", "a", { client: "a" }],
    ["(?<client>a$)b", "ab", null],
    // The first alternative that lets the rest fit.
    ["(?<client>a|ab)(?<user>c|bcd)(?<site>d*)", "abcd", { client: "a", user: "bcd", site: "" }],
    ["(?<client>.*)/(?<user>.*)", "a/b/c", { client: "a/b", user: "c" }],
    ["(?<client>.*?)/(?<user>.*)", "a/b/c", { client: "a", user: "b/c" }],
    ["(?<client>a{2,3}?)(?<user>a*)", "aaaa", { client: "aa", user: "aa" }],
    ["(?<client>a{2,})(?<user>b{0,1})", "aaab", { client: "aaa", user: "b" }],
    // What a group held last; nothing where it was not passed.
    ["(?:(?<client>a|b) ?)+", "a b a", { client: "a" }],
    ["(?<client>a)|(?<user>b)", "b", { client: null, user: "b" }],
    ["(?<client>)x", "x", { client: "" }],
    ["(?<client>[^\\]\\s]+)\\]", "a-b]", { client: "a-b" }],
    ["(?<client>[\\w.-]+) [a\\-z]", "a.b-c -", { client: "a.b-c" }],
    ["(?<client>[]-])", "]", null],
    ["(?<client>\\bword\\b) \\Bx?", "word ", { client: "word" }],
    ["\\[(?<client>[^[]+)\\]\\t\\x41\\u0042\\.", "[a]\tAB.", { client: "a" }],
    ["(?i)(?<method>get) /A", "GET /a", { method: "GET" }],
    ["(?<method>(?i:get)) /A", "GeT /A", { method: "GeT" }],
    ["(?<method>(?i:get)) /A", "GeT /a", null],
    ["(?i)(?<method>[a-c]+)(?-i:x)", "aBCx", { method: "aBC" }],
    ["(?i)(?<method>[^a]+)", "bA", null],
    // Braces that count nothing are braces; bytes beyond ASCII are themselves.
    ["\\{(?<client>[^}]*)\\}{x}", "{a}{x}", { client: "a" }],
    ["(?<client>ä+)ö?", "ää", { client: "ää" }],
    ["(?<client>(?:ä)+)ö?", "ääö", { client: "ää" }],
    ["(?<client>.+)é", "aé", { client: "a" }]
  ])("%j takes %j apart", (source, line, groups) => expect(groupsOf(source, line)).toEqual(groups))

  it("names groups like fields", () =>
    expect(
      new RegexSplitter("(?<client_port>a)(?<time_iso>b)(?<duration_ms>c)(?<extra_a_b>d)(?<unique_id>e)(?<bytes_in>f)")
        .names
    ).toEqual(["client:port", "time:iso", "duration:ms", "extra.a_b", "unique.id", "bytes_in"]))

  it("fits what JavaScript's fits, and in the same way", () => {
    const atoms = ["a", "b", ".", "[ab]", "[^a]", "\\w", "(?:a|ab)", "(?:ba?)", "(?:b|a*)"]
    const counts = ["", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{1,}?"]
    const names = ["client", "user", "site", "agent", "referrer"]
    const random = randomFrom(seedOf("regex"))
    const some = <Value>(most: number, make: (index: number) => Value): ReadonlyArray<Value> =>
      Array.from({ length: below(random, most + 1) }, (_, index) => make(index))
    for (let run = 0; run < 5000; run++) {
      const pieces = some(4, (index) => `(?<${names[index + 1]}>${oneOf(random, atoms)}${oneOf(random, counts)})`)
      const source = `(?<client>${oneOf(random, atoms)})${pieces.join("")}`
      const line = some(8, () => oneOf(random, ["a", "b", "c"])).join("")
      const match = new RegExp(`^(?:${source})$`).exec(line)
      const groups = match === null ? null : Object.fromEntries(Object.entries(match.groups!))
      expect(groupsOf(source, line), `${source} of ${JSON.stringify(line)}`).toEqual(groups)
    }
  })
})

describe("a hostile line", () => {
  const length = 100 * 1024
  it.each<[source: string, line: string]>([
    ["(a+)+(?<client>)", "a".repeat(length) + "!"],
    ["(a|aa)+(?<client>)", "a".repeat(length) + "!"],
    ["(a|a)*(?<client>)", "a".repeat(length) + "!"],
    ["(.*)*(?<client>)x", "a".repeat(length)],
    ["(((a*)*)*)*(?<client>)b", "a".repeat(length)],
    ["(?<client>(x+x+)+y)", "x".repeat(length)],
    ["(?<client>.*.*.*.*.*.*=.*)", "a".repeat(length)],
    ["(?<client>(?:\\S+\\s*)+)\\|", "a ".repeat(length / 2)],
    ["(?<client>([a-z0-9]+[.-]?)*)@", "a.".repeat(length / 2)],
    ["(?<client>(a?){100}a{100})b", "a".repeat(length)],
    ["(?<client>(?:a{1,30}){1,30})!", "a".repeat(length)],
    ["(?<client>^(?:\\d+|\\w+|\\S+)*$)z", "1".repeat(length)],
    ["(?i)(?<client>(A|a)+)+b", "aA".repeat(length / 2)]
  ])("is refused by %j in time", (source, line) => {
    const splitter = new RegexSplitter(source)
    const slots = new Slots(splitter.names.length)
    const bytes = Buffer.from(line)
    const begin = performance.now()
    expect(splitter.split(bytes, 0, bytes.length, slots)).toBe(0)
    // A step of the program at each place but once for each way to get there, of which there are two at most.
    expect(splitter.work).toBeLessThanOrEqual(8 * bytes.length * sizeOf(source))
    expect(performance.now() - begin).toBeLessThan(30_000)
  })
})

/** Steps of a program: not more than its text with all counts written out. */
const sizeOf = (source: string): number =>
  [...source.matchAll(/\{(?:\d+,)?(\d+)\}/g)].reduce((size, [, count]) => size * Number(count), source.length)
