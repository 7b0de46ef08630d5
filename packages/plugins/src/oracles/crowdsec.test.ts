/**
 * The 268 lines of CrowdSec's parser tests, with the fields that CrowdSec's own parsers expect of them (MIT, CrowdSecurity,
 * crowdsecurity/hub): what both have must be the same, or stand in the table of differences with its reason.
 *
 * Logs are read whole, without saying what they are. A difference that is not in the table fails, and so does one of the
 * table that is gone.
 */
import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { FormatCatalog } from "@logmill/core/plugin"
import { corpus, hasCorpus, whySkipped } from "@logmill/workers/testing/corpus"
import { type DetectedLine, readDetected } from "@logmill/workers/testing/detected"

import { builtInFormats, readFormats } from "../formats.ts"
import { differences, type Lines, noAccessLogs, notRead } from "./crowdsecDifferences.ts"
import { type Event, expectedOf } from "./crowdsecFields.ts"

if (whySkipped !== "") console.warn(whySkipped)

const read = () => {
  const catalog = new FormatCatalog(() => readFormats(builtInFormats(), true))
  const folder = join(corpus, "crowdsec")
  const rows = readFileSync(join(folder, "crowdsec.jsonl"), "utf8").trim().split("\n")
  const events = rows.map((row) => JSON.parse(row) as Event)
  const logs = new Map(
    [...new Set(events.map(({ test }) => test))].map((test) => {
      const [file = ""] = readdirSync(join(folder, test))
      return [test, readDetected(readFileSync(join(folder, test, file)), catalog)] as const
    })
  )
  return { events, logs }
}

const nothing: ReturnType<typeof read> = { events: [], logs: new Map() }

/** The line of the log that an event was made of: CrowdSec has taken off what was around it. */
const lineOf = ({ line }: Event, lines: ReadonlyArray<DetectedLine>): DetectedLine | undefined =>
  lines.find(({ text }) => text === line) ??
  lines.find(
    ({ text }) =>
      line === null || text.endsWith(line) || text.includes(JSON.stringify(line).slice(1, -1)) || text.includes(line)
  )

const keyOf = (test: string, n: number): string => `${test} ${n}`
const keysOf = (all: ReadonlyArray<Lines>): ReadonlyArray<string> =>
  all.flatMap(({ test, events }) => events.map((n) => keyOf(test, n)))

describe.skipIf(!hasCorpus)(`CrowdSec's expectations${whySkipped}`, () => {
  const { events, logs } = hasCorpus ? read() : nothing
  const stored = new Map(events.map((event) => [event, lineOf(event, logs.get(event.test)!.lines)?.stored ?? null]))
  const eventsOf = (all: ReadonlyArray<Lines>): ReadonlyArray<Event> => {
    const keys = keysOf(all)
    return events.filter(({ test, n }) => keys.includes(keyOf(test, n)))
  }

  it("are 268, each of a line of its log", () => {
    assert.strictEqual(events.length, 268)
    assert.deepStrictEqual(
      events.filter((event) => lineOf(event, logs.get(event.test)!.lines) === undefined),
      []
    )
  })

  it("of lines that are no access log are not stored as one", () => {
    const none = eventsOf(noAccessLogs)
    assert.strictEqual(none.length, keysOf(noAccessLogs).length)
    assert.deepStrictEqual(
      none.filter((event) => stored.get(event) !== null),
      []
    )
  })

  it("of all other lines are of lines that are read, but for those that are known not to be", () => {
    const none = keysOf(noAccessLogs)
    const rejected = events
      .filter(({ test, n }) => !none.includes(keyOf(test, n)))
      .filter((event) => stored.get(event) === null)
    assert.deepStrictEqual(
      rejected.map(({ test, n }) => keyOf(test, n)),
      keysOf(notRead)
    )
  })

  it("say the same in each field that both have, but for the differences that are known", () => {
    const found = new Set<string>()
    const texts: Array<string> = []
    const known = new Set(
      differences.flatMap(({ test, events, field }) => events.map((n) => `${keyOf(test, n)} ${field}`))
    )
    let compared = 0
    for (const [event, here] of stored) {
      if (here === null) continue
      for (const { field, key, value } of expectedOf(event)) {
        compared++
        const own = here[field]?.toString() ?? null
        if (own === value) continue
        const difference = `${keyOf(event.test, event.n)} ${field}`
        found.add(difference)
        if (!known.has(difference)) texts.push(`${difference}: ${key} is ${value} there, ${own} here`)
      }
    }
    assert.deepStrictEqual(texts, [])
    assert.deepStrictEqual(
      [...known].filter((difference) => !found.has(difference)),
      [],
      "differences that are gone"
    )
    assert.isAbove(compared, 3500)
  })

  it("leave no line of the logs that is read here without one", () => {
    const without = [...logs].flatMap(([test, { lines }]) => {
      const withOne = new Set(events.filter((event) => event.test === test).map((event) => lineOf(event, lines)?.text))
      return lines
        .filter(({ stored, text }) => stored !== null && !withOne.has(text))
        .map(({ number }) => `${test} line ${number}`)
    })
    assert.deepStrictEqual(without, [])
  })
})
