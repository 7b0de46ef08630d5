import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"

import { logWriter } from "./generate.ts"
import type { TrafficOptions } from "./generator/traffic.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-generate-"))
afterAll(() => rmSync(folder, { recursive: true }))

/** The text of a log written in parts of so many lines. */
const generate = (options: TrafficOptions, ...parts: ReadonlyArray<number>): string => {
  const path = join(folder, "access.log")
  const writer = logWriter(options)
  const file = openSync(path, "w")
  for (const lines of parts) writer.write(file, lines)
  closeSync(file)
  return readFileSync(path, "latin1")
}

const LINES = 40_000
const ordinary = generate({ seed: 1, unique: false }, LINES)

const combined =
  /^(\S+) - \S+ \[(\d\d)\/Oct\/2026:(\d\d):(\d\d):(\d\d) \+0000\] "(?:GET|POST) (\/[^\s"?]*)(\?\S+)? HTTP\/(?:1\.1|2\.0)" (\d{3}) (\d+|-) "([^"]+)" "([^"]+)"$/

const read = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [, client, day, hour, minute, second, path, query, status, , referrer, agent] = combined.exec(line) ?? []
      if (client === undefined) throw new Error(`not a line in combined format: ${line}`)
      const time = ((Number(day) * 24 + Number(hour)) * 60 + Number(minute)) * 60 + Number(second)
      return { client, time, url: `${path}${query ?? ""}`, status, referrer, agent }
    })

const distinct = (values: Iterable<unknown>): number => new Set(values).size

describe("a bench log", () => {
  it("is another for another seed, and the same for the same", () => {
    const first = ordinary.slice(0, ordinary.indexOf("\n", 100_000) + 1)
    const lines = first.split("\n").length - 1
    expect(generate({ seed: 2, unique: false }, lines)).not.toBe(first)
    expect(generate({ seed: 1, unique: false }, lines)).toBe(first)
  })

  it("goes on from part to part", () => {
    expect(generate({ seed: 1, unique: false }, 1, 9_999, 0, 30_000)).toBe(ordinary)
  })

  it("has lines of the usual length, all in combined format, with documentation addresses only", () => {
    expect(ordinary.length / LINES).toBeGreaterThan(250)
    expect(ordinary.length / LINES).toBeLessThan(270)
    const entries = read(ordinary)
    expect(entries.length).toBe(LINES)
    const strangers = entries.filter(
      ({ client }) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$|^2001:db8:[\da-f:]+$/.test(client)
    )
    expect(strangers).toEqual([])
  })

  it("is in the order of time, several lines a second", () => {
    const times = read(ordinary).map(({ time }) => time)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    const span = (times.at(-1) as number) - (times[0] as number)
    expect(LINES / span).toBeGreaterThan(2)
    expect(LINES / span).toBeLessThan(15)
  })

  it("has clients that keep their agent, and repeats itself as logs do", () => {
    const entries = read(ordinary)
    const agents = new Map<string, Set<string>>()
    for (const { agent, client } of entries) {
      if (client.includes(":")) agents.set(client, (agents.get(client) ?? new Set()).add(agent as string))
    }
    expect(agents.size).toBeGreaterThan(300)
    expect([...agents.values()].filter(({ size }) => size > 1)).toEqual([])
    expect(distinct(entries.map(({ url }) => url)) / LINES).toBeLessThan(0.4)
    expect(distinct(entries.map(({ referrer }) => referrer)) / LINES).toBeLessThan(0.2)
    expect(distinct(entries.map(({ agent }) => agent)) / LINES).toBeLessThan(0.05)
    const robots = entries.filter(({ agent = "" }) => /bot/i.test(agent)).length / LINES
    expect(robots).toBeGreaterThan(0.1)
    expect(robots).toBeLessThan(0.3)
  })

  it("has, when asked for, a URL and an agent of its own on every line", () => {
    const entries = read(generate({ seed: 1, unique: true }, LINES))
    expect(distinct(entries.map(({ url }) => url))).toBe(LINES)
    expect(distinct(entries.map(({ agent }) => agent))).toBe(LINES)
  })
})
