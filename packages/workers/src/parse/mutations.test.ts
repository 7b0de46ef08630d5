import { gzipSync } from "node:zlib"

import { describe, expect, it } from "vitest"

import { below, mutate, oneOf, type Random, randomFrom, seedOf } from "../testing/mutations.ts"
import { mill, type MillOptions, type Reading, readPieces, TestFiles } from "../testing/reading.ts"
import { utc } from "../zone.ts"
import { parserFor } from "./formats.ts"
import { parseLine } from "../testing/parserCases.ts"
import { lineCases } from "./lines.case.ts"

const rounds = 50
const linesPerRound = 4_200

const soundLines = lineCases
  .flatMap(({ cases }) => cases)
  .filter(([, line, expected]) => typeof expected !== "string" && line.length < 1000)
  .map(([, line]) => line)

/** About as long as a line may be. */
const longLine = (random: Random): string =>
  `${oneOf(random, soundLines)} "`.padEnd(65_530 + below(random, 12), "x") + "\r".repeat(below(random, 4))

/** Lines joined as files join them: mostly by LF, sometimes CRLF; now and then blank, a comment, long, or after NULs. */
const logOf = (random: Random): Buffer => {
  const parts: Array<string> = []
  for (let line = 0; line < linesPerRound; line++) {
    const chance = random()
    if (chance < 0.01) parts.push("\0".repeat(below(random, 300)))
    else if (chance < 0.02) parts.push(oneOf(random, ["\n", " \n", "\r\n", "#Fields: a\n"]))
    else if (chance < 0.0203) parts.push(longLine(random), "\n")
    parts.push(chance > 0.8 ? oneOf(random, soundLines) : mutate(soundLines, random), chance < 0.1 ? "\r\n" : "\n")
  }
  const log = parts.join("")
  return Buffer.from(random() < 0.5 ? log.slice(0, -1 - below(random, 80)) : log, "latin1")
}

const cutsOf = (random: Random, length: number, count: number): ReadonlyArray<number> => {
  const cuts = Array.from({ length: count }, () => below(random, length + 1))
  return [...new Set([0, ...cuts, length])].toSorted((a, b) => a - b)
}

const asOnePiece = async (content: Buffer, compression: "none" | "gzip"): Promise<Reading> => {
  using files = new TestFiles()
  const fd = files.open(files.write("log", content))
  const { reading, ends } = await readPieces(fd, [{ compression }])
  expect(ends[0]?.damage).toBeNull()
  return reading
}

const asPieces = async (content: Buffer, cuts: ReadonlyArray<number>): Promise<Reading> => {
  using files = new TestFiles()
  const fd = files.open(files.write("log", content))
  const pieces = cuts
    .slice(0, -1)
    .map((start, index) => ({ pieceId: start, start, end: cuts[index + 1]!, startsLine: start === 0 }))
  return (await readPieces(fd, pieces.toReversed())).reading
}

describe("mutated lines", () => {
  it(
    `are all accounted for, and the same in whatever portions they come (${rounds * linesPerRound} lines)`,
    { timeout: 120_000 },
    async () => {
      const random = randomFrom(seedOf("mutated lines"))
      let lines = 0
      for (let round = 0; round < rounds; round++) {
        const log = logOf(random)
        const whole = mill(log)
        const expected = whole.records
        lines += whole.counts.lines
        expect(whole.endOffset).toBe(log.length)
        expect(whole.counts.lines).toBe(log.toString("latin1").split("\n").length - (log.at(-1) === 0x0a ? 1 : 0))

        const width = oneOf(random, [3, 100, 5_000, 70_000])
        expect(mill(log, { portions: () => 1 + below(random, width) }).records).toEqual(expected)

        const inPieces = await asPieces(log, cutsOf(random, log.length, 1 + below(random, 30)))
        expect(inPieces.records).toEqual(expected)
        inPieces.checkDigests(log)

        const cuts = cutsOf(random, log.length, 1 + below(random, 10))
        const members = cuts.map((start, index) =>
          gzipSync(log.subarray(start, cuts[index + 1] ?? start), { level: 1 })
        )
        const unzipped = await asOnePiece(Buffer.concat(members), "gzip")
        expect(unzipped.records).toEqual(expected)
        unzipped.checkDigests(log)
      }
      expect(lines).toBeGreaterThanOrEqual(200_000)
    }
  )

  it("are accounted for under every format, with rules and a site", () => {
    const random = randomFrom(seedOf("mutated lines with rules"))
    const options: ReadonlyArray<MillOptions> = [
      { format: "combined", drop: ["path:/a*", "status:4xx,-", "ext:html"] },
      { format: "vhost-combined", drop: ["client:192.0.2.0/24", "method:!GET"], site: "www.example.com" },
      { format: "timestamp-first", drop: ["path:!/a"] },
      { format: "auto", drop: ["path:~[^/a-z]", "client:!192.0.2.1,!2001:db8::7"] }
    ]
    for (const option of options) {
      const log = logOf(random)
      const whole = mill(log, option)
      const portioned = mill(log, { ...option, portions: () => 1 + below(random, 999) })
      expect(portioned.records).toEqual(whole.records)
      expect(portioned.counts).toEqual(whole.counts)
      expect(whole.counts.filtered).toBeGreaterThan(0)
    }
  })

  it("take no line longer than 5 ms", { timeout: 60_000 }, () => {
    const random = randomFrom(seedOf("time of mutated lines"))
    const parser = parserFor("auto", utc)
    const elapsed = (line: string): number => {
      const start = performance.now()
      parseLine(parser, line)
      return performance.now() - start
    }
    const slow: Array<string> = []
    for (let index = 0; index < 50_000; index++) {
      const line = mutate(soundLines, random)
      // A pause of the machine is not the parser's; it does not come ten times.
      if (Array.from({ length: 10 }).every(() => elapsed(line) > 5)) slow.push(line)
    }
    expect(slow).toEqual([])
  })
})
