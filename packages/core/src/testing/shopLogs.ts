/**
 * Logs of a shop in a format of its own, which reads only some of their lines until it is corrected: for tests of lines that
 * are rejected first and parse later.
 */
import { Effect } from "effect"

import type { FormatDefinition } from "@logmill/workers/format/definition"

import { type Lab, makeLab } from "./lab.ts"

/** Reads lines that begin with one of these words. */
export const shop = (...versions: ReadonlyArray<string>): FormatDefinition => ({
  name: "shop",
  title: "The shop's own",
  regex: `^(?:${versions.join("|")}) (?<time_iso>\\S+) (?<client>\\S+) (?<method>[A-Z]+) (?<uri>\\S+) (?<status>\\d+|-) (?<bytes>\\d+)$`,
  samples: []
})
export const badFormats = [shop("v1")]
export const goodFormats = [shop("v1", "v2")]

export const shopLine = (version: string, name: string, number: number): string => {
  const time = new Date(Date.UTC(2026, 10, 5, 12) + number * 60_000).toISOString().slice(0, -1)
  return `${version} ${time} 192.0.2.${number % 200} GET /${name}/${number} 200 ${number}`
}
export const shopLines = (version: string, name: string, from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `${shopLine(version, name, from + index)}\n`).join("")

export const asShop = { logFormat: "shop" }
export const mixed =
  shopLines("v1", "a", 1, 5) + shopLines("v2", "b", 6, 5) + "no log line\n\n# a comment\n" + shopLines("v1", "a", 11, 2)

/** Read with the format as it was before it was corrected. */
export const badlyRead = (content: string | Buffer, name = "a.log") =>
  Effect.tap(makeLab, (lab) => {
    lab.write(name, content)
    lab.formats = badFormats
    return Effect.tap(lab.ingest([name], asShop), () => Effect.sync(() => (lab.formats = goodFormats)))
  })

/** What a database says that read the log by the right format at once. */
export const dumpOf = (content: string | Buffer, options: Parameters<Lab["ingest"]>[1] = {}, name = "a.log") =>
  Effect.gen(function* () {
    const lab = yield* makeLab
    lab.write(name, content)
    lab.formats = goodFormats
    yield* lab.ingest([name], { ...asShop, ...options })
    return lab.dump()
  })
