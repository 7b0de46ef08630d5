import { describe, expect, it } from "vitest"

import { readPattern } from "./pattern.ts"
import { FITS, Slots } from "./slots.ts"
import { PatternSplitter } from "./splitPattern.ts"

/** What stands for each field of a pattern, or where a line stops being one of it. */
const split = (pattern: string, line: string, hasEscapes = true): ReadonlyArray<string> | number => {
  const parts = readPattern(pattern)
  const slots = new Slots(parts.filter((part) => "field" in part).length)
  slots.clear()
  // Among bytes that are no part of the line.
  const bytes = Buffer.from(`"${line}" "`)
  const end = 1 + Buffer.byteLength(line)
  const stopped = new PatternSplitter(parts, { hasEscapes }).split(bytes, 1, end, slots)
  if (stopped !== FITS) return stopped - 1
  return [...slots.starts].map((start, slot) =>
    start < 0 ? "absent" : bytes.toString("utf8", start, slots.ends[slot])
  )
}

describe("PatternSplitter", () => {
  it.each([
    ["[{time}] {client}", "", 0],
    ["[{time}] {client}", "10/Nov/2026] 192.0.2.1", 0],
    ["[{time}] {client}", "[10/Nov/2026", 1],
    ["[{time}] {client}", "[10/Nov/2026]", 13],
    ["[{time}] {client}", "[10/Nov/2026]192.0.2.1", 1],
    ["{client} - {user}", "192.0.2.1 + ada", 9],
    ["{client} - {user}", "192.0.2.1", 9],
    ["{client} [{-}]", "192.0.2.1 [a] b", 11],
    // Behind the last text nothing may follow.
    ['{client} "{agent}"', '192.0.2.1 "a" b', 12],
    ['{client} "{agent}" end', '192.0.2.1 "a" ends', 12],
    ['{client} "{agent}"', "192.0.2.1 a", 10],
    ['{client} "{agent}"', "192.0.2.1 --", 11],
    // A text cut off must be the last of the line.
    ['{client} "{agent}" {status}', '192.0.2.1 "a', 10],
    // A number at the end is never nothing.
    ["{client} {status}", "192.0.2.1 ", 9],
    ["{client} {-:number}", "192.0.2.1 ", 9],
    // Behind nobody no name follows, and a name does not go on for ever.
    ['{client} {-} {user} [{time}] "{request}"', 'www.example.com 192.0.2.1 - - [10] "GET /"', 27],
    ["{client} - {user} [{time}]", "192.0.2.1 - ada king", 12],
    ["{client} - {user} [{time}]", "192.0.2.1 - ada [king]", 12],
    // What is no list has no blanks.
    ["{client} {-} end", "192.0.2.1 1, 2 end", 12],
    // Nor has a word before a slash, or one that ends the line.
    ["{client} {cache}/{status}", "192.0.2.1 58938 TCP_MISS/200", 10],
    ["{-}/{status}", "a b/200", 0],
    ["{client} {tls}", "192.0.2.1 TLSv1.3 more", 10],
    ['"{site}" "{-}"', '"www.example.com "a"" "b"', 0],
    ["{cache}|{client}", "web-1 | HIT|192.0.2.1", 0],
    ["{client} {site} {status}", '192.0.2.1 "a" 200', 10],
    ["{client} {upstream_address}", "192.0.2.1 198.51.100.1 more", 10],
    ["{site}:{port} {client}", "[2001:db8::1] 192.0.2.1", 0]
  ])("%j: the line %j stops at %d", (pattern, line, at) => expect(split(pattern, line)).toBe(at))

  it.each<[pattern: string, line: string, fields: ReadonlyArray<string>]>([
    ["{client} - {user}", "192.0.2.1 - ada", ["192.0.2.1", "ada"]],
    ["{site}:{port} {client}", "[2001:db8::1]:443 192.0.2.1", ["[2001:db8::1]", "443", "192.0.2.1"]],
    ["{site}:{port} {client}", "2001:db8::1:443 192.0.2.1", ["2001:db8::1", "443", "192.0.2.1"]],
    ["{site}:{port} {client}", "::ffff:192.0.2.9:80 192.0.2.1", ["::ffff:192.0.2.9", "80", "192.0.2.1"]],
    ["{site}:{port}:{-} {client}", "cafe:80:7 192.0.2.1", ["cafe", "80", "7", "192.0.2.1"]],
    ["{client} - {user}", "192.0.2.1  \t- \t ada \t", ["192.0.2.1", "ada"]],
    ["{client}\\t{user}", "192.0.2.1\tada b", ["192.0.2.1", "ada b"]],
    ["[{time}] {client}", "[a b] c", ["a b", "c"]],
    ["[{time}] {client}", "[] c", ["", "c"]],
    ["{-}/{-} {client}", "a/b c", ["a", "b", "c"]],
    ["\\{{-}} {client}", "{a|b c} d", ["a|b c", "d"]],
    ["{client} {-}", "a b c", ["a", "b c"]],
    ["{client} {-}", "a", ["a", ""]],
    ["{client} ({user}) {status}", "a () 200", ["a", "", "200"]],
    ["{request}/{status}", "GET /a b/200", ["GET ", "a b/200"]],
    ["{client} {mime}", "a text/html; charset=utf-8", ["a", "text/html; charset=utf-8"]],
    ['"{upstream_address}" "{extra.error}"', '"a, b" "no answer"', ["a, b", "no answer"]],
    ["{client} {extra.error}", "a no answer", ["a", "no answer"]],
    ["{client} {upstream_address}", "a b, c : d", ["a", "b, c : d"]],
    ["{client} - {user} [{time}]", "192.0.2.1 - ada king  [10]", ["192.0.2.1", "ada king", "10"]],
    ["{client} - {user} [{time}]", "192.0.2.1 - ada [x] king [10]", ["192.0.2.1", "ada [x] king", "10"]],
    ["{client} - {user} [{time}]", "192.0.2.1 - - [10]", ["192.0.2.1", "-", "10"]],
    ['{client} {user} "{request}"', '192.0.2.1 ada king "GET /"', ["192.0.2.1", "ada king", "GET /"]],
    ["{client} {user} {status}", "192.0.2.1 ada 200", ["192.0.2.1", "ada", "200"]]
  ])("%j takes %j apart", (pattern, line, fields) => expect(split(pattern, line)).toEqual(fields))

  it.each<[pattern: string, line: string, fields: ReadonlyArray<string>]>([
    ['"{request}" {status}', '"GET / HTTP/1.1" 200', ["GET / HTTP/1.1", "200"]],
    ['"{request}" {status}', '"" 200', ["", "200"]],
    ['"{request}" {status}', "- 200", ["-", "200"]],
    ['"{request}" {status}', '"GET /\\" 1 HTTP/1.1" 200', ['GET /\\" 1 HTTP/1.1', "200"]],
    ['"{request}" {status}', '"GET /\\\\" 200', ["GET /\\\\", "200"]],
    // An escaped quote counts where there is no other.
    ['"{request}" {status}', '"GET /\\" 200', ["GET /\\", "200"]],
    ['"{request}" {status}', '"GET /"a"b HTTP/1.1" 200', ['GET /"a"b HTTP/1.1', "200"]],
    ['"{referrer}" "{agent}"', '"-" "an "odd" agent"', ["-", 'an "odd" agent']],
    ['"{referrer}" "{agent}"', '- "a"', ["-", "a"]],
    ['"{referrer}" "{agent}"', '"a" -', ["a", "-"]],
    ['"{referrer}" "{agent}"', '"a" -b" "c"', ['a" -b', "c"]],
    ['"{referrer}" "{agent}" {-}', "- - -", ["-", "-", "-"]],
    ['"{referrer}" "{agent}"', "- -", ["-", "-"]],
    ['{client} "{agent}"', '192.0.2.1 "cut o', ["192.0.2.1", "cut o"]]
  ])("within quotes: %j takes %j apart", (pattern, line, fields) => expect(split(pattern, line)).toEqual(fields))

  it.each<[pattern: string, line: string, fields: ReadonlyArray<string>]>([
    ["{duration} {upstream}", "0.3 0.1, 0.2 : 0.3", ["0.3", "0.1, 0.2 : 0.3"]],
    ["{upstream} {status}", "0.1, 0.2 200", ["0.1, 0.2", "200"]],
    ["{upstream} {status}", "- 200", ["-", "200"]],
    [
      "{forwarded_for} {-} {status}",
      "192.0.2.1, 198.51.100.1 203.0.113.1 200",
      ["192.0.2.1, 198.51.100.1", "203.0.113.1", "200"]
    ],
    ["{-:list} {extra.upstream_status:list} {status}", "0, 17 504, 200 : 200 200", ["0, 17", "504, 200 : 200", "200"]],
    ["{-} {status}", "1, 200", ["1,", "200"]]
  ])("lists: %j takes %j apart", (pattern, line, fields) => expect(split(pattern, line)).toEqual(fields))

  it.each<[pattern: string, line: string, fields: ReadonlyArray<string>]>([
    ['"{request}" {status} "{agent}"', '"GET /\\" 200 "a\\"', ["GET /\\", "200", "a\\"]],
    ['"{agent}" "{referrer}"', '"a\\" "b" c"', ["a\\", 'b" c']],
    ['"{agent}" "{referrer}"', '"a" b\\" "c"', ['a" b\\', "c"]]
  ])("without escapes: %j takes %j apart", (pattern, line, fields) =>
    expect(split(pattern, line, false)).toEqual(fields)
  )

  it("takes a line of nothing but quotes apart in time that is no problem", () => {
    const line = '"'.repeat(20_000)
    const start = performance.now()
    split('"{request}" {status} "{referrer}" "{agent}"', line)
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it("takes a backslash before a quote for one, where nothing is escaped", () => {
    const line = '"odd\\" 7 "web"'
    expect(split('"{agent}" {-:number} "{extra.router}"', line)).toBe(14)
    expect(split('"{agent}" {-:number} "{extra.router}"', line, false)).toEqual(["odd\\", "7", "web"])
  })
})
