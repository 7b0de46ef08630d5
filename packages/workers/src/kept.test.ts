/** Texts of many values on their way: each with its entry's row, whatever stands between the lines and around them. */
import { describe, expect, it } from "vitest"

import type { Batch } from "./batch.ts"
import { Rules } from "./filter/rules.ts"
import { FormatCatalog } from "./format/catalog.ts"
import { Mill } from "./mill.ts"
import { requestOfText } from "./parse/request.ts"
import { below, oneOf, type Random, randomFrom, seedOf } from "./testing/mutations.ts"
import { testKey } from "./testing/reading.ts"
import { textsOf } from "./texts.ts"
import { utc } from "./zone.ts"

const json = {
  "time:s": "t",
  client: "ip",
  uri: "u",
  "unique.id": "id",
  "unique.trace": "trace",
  "extra.tag": "tag"
}
const catalog = new FormatCatalog(() => [{ name: "x", title: "x", json, samples: [] }])

/** `path name=text ...` of the entries in their order, from the batches alone. */
const keptBy = (
  log: Buffer,
  keepExtra: ReadonlyArray<string>,
  format = "x",
  portion: () => number = () => Infinity
): ReadonlyArray<string> => {
  const found: Array<string> = []
  let paths: Array<string> = []
  const take = (batch: Batch): void => {
    if (batch.newRequests.firstId === 0) paths = []
    paths.push(...textsOf(batch.newRequests).map((text) => requestOfText(text).path))
    const entries = Array.from(batch.request, (id) => paths[id]!)
    const texts = textsOf(batch.keptTexts)
    expect(texts.length).toBe(batch.keptRow?.length ?? 0)
    for (const [index, text] of texts.entries()) {
      entries[batch.keptRow![index]!] += ` ${batch.keptNames[batch.keptName![index]!]}=${text}`
    }
    found.push(...entries)
  }
  const mill = new Mill(new Rules(["path:/drop*"], [], {}), testKey, take)
  mill.begin({ pieceId: 0, parser: catalog.parserFor(format, utc, keepExtra), site: null }, 0)
  for (let at = 0; at < log.length;) {
    const length = Math.min(mill.window.room, log.length - at, portion())
    mill.window.append(log, at, length)
    at += length
    mill.feed(Infinity)
  }
  mill.finish(true)
  return found
}

const ids = ["0123456789abcdef0123456789abcdef", "é", 'q"\\', "", "-", "\u0000\u0001", "a b", null]
const stored = new Map([
  ['q"\\', 'q"\\\\'],
  ["\u0000\u0001", "\\x00\\x01"]
])

/** A line, and what should be kept of it: null when nothing is stored of it at all. */
const lineOf = (random: Random, number: number): { readonly line: string; readonly kept: string | null } => {
  const kind = below(random, 12)
  if (kind === 0) return { line: oneOf(random, ["", "# x", "no line", "{}", "\0\0"]), kept: null }
  const u = kind === 1 ? `/drop/${number}` : `/${number}`
  const values = { id: oneOf(random, ids), trace: oneOf(random, ids) }
  const line = JSON.stringify({ t: 1_794_318_936, ip: "192.0.2.1", u, tag: "tag", ...values })
  const texts = Object.entries(values).flatMap(([name, text]) =>
    text === null || text === "" || text === "-" ? [] : [` ${name}=${stored.get(text) ?? text}`]
  )
  return { line, kept: kind === 1 ? null : u + texts.join("") }
}

describe("texts of many values", () => {
  it("are each entry's own, over many batches, chunks and portions", () => {
    const random = randomFrom(seedOf("kept texts"))
    const lines = Array.from({ length: 10_000 }, (_, number) => lineOf(random, number))
    const log = Buffer.from(lines.map(({ line }) => `${line}\n`).join(""))
    const expected = lines.flatMap(({ kept }) => kept ?? [])
    expect(keptBy(log, ["*"])).toEqual(expected)
    expect(keptBy(log, ["id", "trace"], "x", () => 1 + below(random, 50_000))).toEqual(expected)
    expect(keptBy(log, ["id"])).toEqual(expected.map((kept) => kept.replace(/ trace=.*$/s, "")))
    expect(keptBy(log, ["tag", "none"])).toEqual(expected.map((kept) => kept.replace(/ (?:id|trace)=.*$/s, "")))
  })

  it("are found within what is around a line, and in lines of several formats", () => {
    const inner = (u: string) => JSON.stringify({ t: 1, ip: "192.0.2.1", u, id: "7f\u00e9", trace: 'a"' })
    const docker = JSON.stringify({ log: `${inner("/a")}\n`, stream: "stdout", time: "2026-11-10T13:55:36Z" })
    const clf = '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /c HTTP/1.1" 200 5 "-" "-"'
    const log = Buffer.from([docker, inner("/b"), clf, inner("/d"), clf].join("\n"))
    expect(keptBy(log, ["*"], "docker/x + x + auto")).toEqual([
      '/a id=7fé trace=a"',
      '/b id=7fé trace=a"',
      "/c",
      '/d id=7fé trace=a"',
      "/c"
    ])
  })
})
