/**
 * Any log, read by a bad format and tried again by a good one, comes to what the good one makes of it at once: in every
 * column that is no id, with the file there or gone, the texts kept or not, in one piece or as it grew.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { gzipSync } from "node:zlib"

import { dumpDifference } from "../../testing/dump.ts"
import { makeLab } from "../../testing/lab.ts"
import { asShop, badFormats, goodFormats, shopLine } from "../../testing/shopLogs.ts"

/** By kind, a line that its number tells from others. */
const kinds = {
  read: (number: number) => shopLine("v1", "read", number),
  later: (number: number) => shopLine("v2", "later", number),
  dropped: (number: number) => shopLine(number % 2 === 0 ? "v1" : "v2", "dropped", number),
  dash: (number: number) => `v2 2026-11-05T12:00:00 client-${number} GET /dash/${number} - 0`,
  odd: (number: number) => `v2 2026-11-05T12:00:00 192.0.2.1 GET /odd/\\x41\\\\${number}\x01\xff\xc3\xa4 404 5`,
  carriage: (number: number) => `${shopLine("v2", "carriage", number)}\r`,
  nul: (number: number) => `\0\0${shopLine("v2", "nul", number)}`,
  cut: (number: number) => `${shopLine("v2", "cut", number).slice(0, 30)}\0\0${shopLine("v2", "whole", number)}`,
  mark: (number: number) => `\xef\xbb\xbf${shopLine("v2", "mark", number)}`,
  wide: (number: number) => `v2 2026-11-05T12:00:00 192.0.2.1 GET /wide/${"x".repeat(60_000 + number)} 200 5`,
  long: (number: number) => `v2 2026-11-05T12:00:00 192.0.2.1 GET /long/${"y".repeat(66_000 + number)} 200 5`,
  nothing: (number: number) => `nothing that is read ${number}`,
  blank: () => "",
  comment: (number: number) => `# ${number}`
} satisfies Record<string, (number: number) => string>

const parts = Schema.Array(
  Schema.Struct({
    kind: Schema.Literals(Object.keys(kinds) as Array<keyof typeof kinds>),
    times: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 40 })),
    /** An ingest reads what there is so far. */
    ingest: Schema.Boolean
  })
).check(Schema.isMinLength(1))

const manner = Schema.Struct({
  /** Whose texts are not kept: of how many the first. */
  textless: Schema.Literals([0, 2, 3]),
  end: Schema.Literals(["\n", ""]),
  isPacked: Schema.Boolean,
  isGone: Schema.Boolean,
  hasRules: Schema.Boolean
})

type Parts = typeof parts.Type
type Manner = typeof manner.Type

const live = ({ log, how }: { readonly log: Parts; readonly how: Manner }) =>
  Effect.gen(function* () {
    const rules = how.hasRules ? { drop: ["path:/dropped/*"], site: "shop.example.com", logZone: "Europe/Berlin" } : {}
    const name = how.isPacked ? "a.log.gz" : "a.log"
    const lab = yield* makeLab
    lab.formats = badFormats
    let content = Buffer.alloc(0)
    const write = (): void => lab.write(name, how.isPacked ? gzipSync(content) : content)
    for (const [index, { ingest, kind, times }] of log.entries()) {
      const lines = Array.from({ length: times }, (_, number) => kinds[kind](100 * index + number)).join("\n")
      const isLast = index === log.length - 1
      content = Buffer.concat([content, Buffer.from(lines + (isLast ? how.end : "\n"), "latin1")])
      if (!ingest && !isLast) continue
      write()
      yield* lab.ingest([name], { ...asShop, ...rules })
    }
    if (how.textless > 0) lab.change(`UPDATE reject SET text = NULL WHERE id % ${how.textless} = 0`)
    if (how.isGone && how.textless === 0) lab.remove(name)
    lab.formats = goodFormats
    const drop = rules.drop ?? []
    yield* lab.retry([], { drop })
    if (how.textless > 0) lab.change("UPDATE reject SET text = 'gone'")

    const fresh = yield* makeLab
    fresh.formats = goodFormats
    fresh.write(name, how.isPacked ? gzipSync(content) : content)
    yield* fresh.ingest([name], { ...asShop, ...rules })
    if (how.textless > 0) fresh.change("UPDATE reject SET text = 'gone'")
    assert.strictEqual(dumpDifference(lab.dump(), fresh.dump()), null)
    const again = yield* lab.retry([], { drop })
    for (const { filtered, skipped, stored } of again.sources) {
      assert.deepStrictEqual({ filtered, skipped, stored }, { filtered: 0, skipped: 0, stored: 0 })
    }
  })

/** LOGMILL_HISTORIES asks for more, LOGMILL_SEED for others. */
const runs = Number(process.env["LOGMILL_HISTORIES"] ?? 12)
const seed = Number(process.env["LOGMILL_SEED"] ?? 1)

describe("a log that was tried again", () => {
  it.live.prop("is as if it had been read right at once", { log: parts, how: manner }, live, {
    timeout: 60_000 + runs * 10_000,
    arbitrary: { seed, runs, size: 12, maxShrinks: 60 }
  })
})
