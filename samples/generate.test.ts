/**
 * The committed samples are what the generator writes, and the story is what somebody else reads in them.
 *
 * The reader below shares nothing with the generator or with logmill: regular expressions over whole lines.
 */
import { readFileSync, readdirSync, statSync } from "node:fs"
import { beforeAll, describe, expect, it } from "vitest"
import { generate, pack, unpack } from "./generate.ts"
import type { Samples } from "./generate.ts"

const place = (name: string): URL => new URL(name, import.meta.url)
const committed = (name: string): Buffer => unpack(name, readFileSync(place(name)))

const logNames = readdirSync(place("logs")).toSorted()

/** Client, time stamp, request, status, bytes and the rest of a line that is a request. */
const request =
  /^(?:\S+:\d+ )?(\S+) - \S+ \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)( "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*")?$/

type Read = { client: string; seconds: number; path: string; status: string; bytes: number }

const read = (name: string): { lines: ReadonlyArray<string>; requests: ReadonlyArray<Read> } => {
  const lines = committed(`logs/${name}`).toString("latin1").replace(/\n$/, "").split("\n")
  const requests = lines.flatMap((line) => {
    const [, client = "", stamp = "", text = "", status = "", bytes = ""] = request.exec(line) ?? []
    if (client === "") return []
    const [, day, month, year, clock, zone] = /^(..)\/(...)\/(....):(\S+) (\S+)$/.exec(stamp) ?? []
    const seconds = Date.parse(`${day} ${month} ${year} ${clock} ${zone}`) / 1000
    const path = /^[A-Z]+ ([^ ?]*)/.exec(text)?.[1] ?? text
    return [{ client, seconds, path, status, bytes: bytes === "-" ? 0 : Number(bytes) }]
  })
  return { lines, requests }
}

const tally = (values: Iterable<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

let samples: Samples
beforeAll(() => {
  samples = generate()
})

describe("the generator", () => {
  it("writes the same again", () => {
    const again = generate()
    expect([...again.texts.keys()]).toEqual([...samples.texts.keys()])
    const other = [...again.texts].filter(([name, text]) => !samples.texts.get(name)?.equals(text))
    expect(other.map(([name]) => name)).toEqual([])
  })

  it("writes what is committed: run `npx node samples/generate.ts` and commit the result", () => {
    const names = [...samples.texts.keys()]
    expect(names.filter((name) => name.startsWith("logs/")).toSorted()).toEqual(logNames.map((name) => `logs/${name}`))
    const other = [...samples.texts].filter(([name, text]) => !committed(name).equals(text))
    expect(other.map(([name]) => name)).toEqual([])
  })

  it("packs without the time and the system", () => {
    const packed = pack(Buffer.from("a line\n"))
    expect(packed.readUInt32LE(4)).toBe(0)
    expect(packed[9]).toBe(255)
    const heads = logNames.filter((name) => name.endsWith(".gz")).map((name) => readFileSync(place(`logs/${name}`)))
    expect(heads.length).toBe(3)
    for (const head of heads) expect(head.subarray(0, 10).equals(packed.subarray(0, 10))).toBe(true)
  })
})

describe("the logs", () => {
  it("are small together, and most have 10,000 to 30,000 lines", () => {
    const sizes = logNames.map((name) => statSync(place(`logs/${name}`)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2e6)
    const long = samples.story.files.filter(({ lines }) => lines >= 10_000 && lines <= 30_000)
    expect(long.length).toBeGreaterThanOrEqual(4)
    expect(long.some(({ name }) => !name.endsWith(".gz"))).toBe(true)
  })

  it.each(logNames)("%s is in the order of time, with documentation addresses and example names only", (name) => {
    const { requests } = read(name)
    expect(requests.length).toBeGreaterThan(1000)
    let last = 0
    for (const { client, seconds } of requests) {
      expect(seconds).toBeGreaterThanOrEqual(last)
      last = seconds
      expect(client).toMatch(
        /^((192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}|2001:db8:[0-9a-f:]+|([a-z0-9-]+\.)+example\.(com|org|net))$/
      )
    }
  })

  it.each(logNames)("%s holds the lines, statuses and bytes of the story", (name) => {
    const told = samples.story.files.find((file) => file.name === name)
    const { lines, requests } = read(name)
    const iso = (seconds = 0) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
    expect(told).toMatchObject({
      lines: lines.length,
      entries: requests.length,
      blank: lines.filter((line) => line === "").length,
      broken: lines.filter((line) => line !== "" && !request.test(line)).length,
      bytes_sent: requests.reduce((sum, { bytes }) => sum + bytes, 0),
      first_time: iso(requests[0]?.seconds),
      last_time: iso(requests.at(-1)?.seconds),
      status: Object.fromEntries(tally(requests.map(({ status }) => status)))
    })
  })
})

describe("the story", () => {
  it("is what the logs say of paths, clients and days", () => {
    const { story } = samples
    const all = logNames.flatMap((name) => read(name).requests)
    const paths = tally(all.map(({ path }) => path))
    expect(paths.size).toBe(story.paths)
    const told = story.top_paths.map(({ path, hits }) => [path, hits] as const)
    expect(told.map(([path]) => [path, paths.get(path)])).toEqual(told)
    expect(tally(all.map(({ client }) => client)).size).toBe(story.clients)
    const days = tally(all.map(({ seconds }) => new Date(seconds * 1000).toISOString().slice(0, 10)))
    expect(Object.fromEntries(days)).toEqual(Object.fromEntries(story.days.map(({ day, hits }) => [day, hits])))
  })

  it("has one client to blame for the hour of 500s, one for the scan and one for the guesses", () => {
    const { chapters, failures, not_found } = samples.story
    const all = logNames.flatMap((name) => read(name).requests)
    const hour = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 13)
    const errors = all.filter(({ status }) => status >= "500")
    const [worst] = [...tally(errors.map(({ seconds }) => hour(seconds)))].toSorted((a, b) => b[1] - a[1])
    expect(worst).toEqual([failures.hours[0]?.value.slice(0, 13), failures.hours[0]?.hits])
    const blamed = errors.filter(({ seconds, status }) => hour(seconds) === worst?.[0] && status === "500")
    expect([...tally(blamed.map(({ client }) => client))]).toEqual([[chapters.storm.first_client, chapters.storm.hits]])

    const missing = tally(all.filter(({ status }) => status === "404").map(({ client }) => client))
    const [first, second] = [...missing].toSorted((a, b) => b[1] - a[1])
    expect(first).toEqual([chapters.scan.first_client, not_found[0]?.hits])
    expect(first?.[1]).toBeGreaterThan(10 * (second?.[1] ?? 0))

    const guesses = all.filter(({ path, status }) => path === "/login" && status === "401")
    expect(tally(guesses.map(({ client }) => client)).get(chapters.guesses.first_client)).toBe(chapters.guesses.hits)
    expect(chapters.guesses.hits).toBeGreaterThan(guesses.length * 0.9)
  })
})
