/**
 * Random filters, as they are typed and as plain predicates over the records of a log. What a pattern means is written
 * down here once more, without the parser, the patterns or the SQL of logmill.
 */
import { below, oneOf, type Random } from "@logmill/workers/testing/mutations"

import type { FilterInput } from "../../analysis/filter.ts"
import * as log from "./log.ts"

export interface Choice {
  readonly input: FilterInput
  /** Whether the filter lets an entry through; what is no entry passes only a choice of files. */
  readonly selects: (line: { readonly entry: log.Entry | null; readonly path: string }) => boolean
}

interface Pattern<Value> {
  readonly typed: string
  readonly matches: (value: Value) => boolean
}

type Atoms<Value> = (random: Random) => Pattern<Value>

/** Any of several, none of those that begin with `!`. */
const listOf = <Value>(random: Random, atoms: Atoms<Value>, depth: number): Pattern<Value> => {
  const items = Array.from({ length: 1 + below(random, 3) }, () => itemOf(random, atoms, depth))
  const isNegation = (index: number): boolean => items[index]!.isNegation
  const wanted = items.filter((_, index) => !isNegation(index))
  const unwanted = items.filter((_, index) => isNegation(index))
  // A regular expression takes all that follows for its own, up to an operator.
  const regexLast = items.toSorted((a, b) => Number(endsInRegex(a.typed)) - Number(endsInRegex(b.typed)))
  if (regexLast.filter(({ typed }) => endsInRegex(typed)).length > 1) return listOf(random, atoms, depth)
  return {
    typed: regexLast.map(({ typed }) => typed).join(oneOf(random, [",", ", "])),
    matches: (value) =>
      (wanted.length === 0 || wanted.some(({ matches }) => matches(value))) &&
      !unwanted.some(({ matches }) => matches(value))
  }
}

const endsInRegex = (typed: string): boolean => /(?:^|[ !])~[^ ]*$/.test(typed)

interface Item<Value> extends Pattern<Value> {
  /** `matches` is then of what stands behind the `!`. */
  readonly isNegation: boolean
}

const itemOf = <Value>(random: Random, atoms: Atoms<Value>, depth: number): Item<Value> => {
  const kind = depth === 0 ? below(random, 2) : below(random, 5)
  const one = atoms(random)
  if (kind === 1) return { typed: `!${one.typed}`, matches: one.matches, isNegation: true }
  if (kind === 2) {
    const inner = listOf(random, atoms, depth - 1)
    return { typed: `!( ${inner.typed} )`, matches: inner.matches, isNegation: true }
  }
  if (kind === 3 || kind === 4) {
    const parts = Array.from({ length: 2 + below(random, 2) }, () => operandOf(random, atoms, depth - 1))
    const operator = kind === 3 ? "&" : "|"
    return {
      typed: parts.map(({ typed }) => typed).join(` ${operator} `),
      matches: (value) =>
        operator === "&" ? parts.every(({ matches }) => matches(value)) : parts.some(({ matches }) => matches(value)),
      isNegation: false
    }
  }
  return { ...one, isNegation: false }
}

const operandOf = <Value>(random: Random, atoms: Atoms<Value>, depth: number): Pattern<Value> => {
  const kind = below(random, 3)
  if (kind === 0) {
    const { matches, typed } = atoms(random)
    return { typed: `!${typed}`, matches: (value) => !matches(value) }
  }
  if (kind === 1 && depth > 0) {
    const { matches, typed } = listOf(random, atoms, depth - 1)
    return { typed: `( ${typed} )`, matches }
  }
  return atoms(random)
}

/** Expressions that are the same as JavaScript has them. */
const regexes: ReadonlyArray<readonly [typed: string, regex: RegExp]> = [
  ["~^/a", /^\/a/],
  ["~[0-9]$", /[0-9]$/],
  ["~a{1,2},?", /a{1,2},?/],
  ["~(?:B|b)ot|shop", /(?:B|b)ot|shop/],
  ["~^$", /^$/],
  ["~example[.](?:com|org)", /example[.](?:com|org)/],
  ["~\\\\", /\\/]
]

const fragments = ["a", "/", "shop", "ot", ".", "example", "x", "(", "&", "-", "e,g"]

/** Of texts, null where a log has none. */
const textAtoms =
  (values: ReadonlyArray<log.Value>): Atoms<string | null> =>
  (random) => {
    const kind = below(random, 6)
    if (kind === 0) {
      const [typed, regex] = oneOf(random, regexes)
      return { typed, matches: (value) => value !== null && regex.test(value) }
    }
    if (kind === 1) {
      const fragment = oneOf(random, fragments)
      const [before, after] = oneOf(random, [
        ["*", "*"],
        ["*", ""],
        ["", "*"]
      ] as const)
      // `-` alone and `(` in front mean something else there, a comma everywhere.
      if (fragment !== "(" || before === "*") {
        return {
          typed: `${before}${fragment.replace(",", "\\,")}${after}`,
          matches: (value) =>
            value !== null &&
            (before === ""
              ? value.startsWith(fragment)
              : after === ""
                ? value.endsWith(fragment)
                : value.includes(fragment))
        }
      }
    }
    if (kind === 2) return { typed: "-", matches: (value) => value === null }
    const chosen = oneOf(random, values)
    return { typed: chosen.typed, matches: (value) => value === chosen.stored }
  }

const networks: ReadonlyArray<readonly [typed: string, base: bigint, bits: bigint]> = [
  ["192.0.2.0/24", (0xffffn << 32n) | 0xc0000200n, 120n],
  ["192.0.2.128/25", (0xffffn << 32n) | 0xc0000280n, 121n],
  ["0.0.0.0/0", 0xffffn << 32n, 96n],
  ["2001:db8::/32", 0x20010db8n << 96n, 32n],
  ["::/0", 0n, 0n],
  ["2001:db8::1", (0x20010db8n << 96n) | 1n, 128n],
  ["192.0.2.1", (0xffffn << 32n) | 0xc0000201n, 128n]
]

const clientAtoms: Atoms<log.Client> = (random) => {
  const kind = below(random, 3)
  if (kind === 0) return { typed: "-", matches: ({ stored }) => stored === "-" }
  if (kind === 1) return { typed: "*.example.com", matches: ({ stored }) => stored.endsWith(".example.com") }
  const [typed, base, bits] = oneOf(random, networks)
  return { typed, matches: ({ address }) => address !== null && address >> (128n - bits) === base >> (128n - bits) }
}

const classAtoms: Atoms<string> = (random) => {
  if (random() < 0.2) return { typed: "-", matches: (name) => name === "unknown" }
  if (random() < 0.2) return { typed: "*r*", matches: (name) => name.includes("r") }
  const chosen = oneOf(random, log.classes)
  return { typed: chosen, matches: (name) => name === chosen }
}

/** Not put together by operators: lists of numbers. */
const statusChoices: ReadonlyArray<Pattern<number | null>> = [
  { typed: "404", matches: (status) => status === 404 },
  { typed: "404,5xx", matches: (status) => status === 404 || (status !== null && status >= 500 && status <= 599) },
  { typed: "!304", matches: (status) => status !== 304 },
  { typed: "402-420", matches: (status) => status !== null && status >= 402 && status <= 420 },
  { typed: "2xx, !204", matches: (status) => status !== null && status >= 200 && status <= 299 && status !== 204 },
  { typed: "-", matches: (status) => status === null },
  { typed: "!-", matches: (status) => status !== null },
  { typed: "0,999", matches: (status) => status === 0 || status === 999 },
  { typed: "!200,!4xx", matches: (status) => status !== 200 && !(status !== null && status >= 400 && status <= 499) }
]

const hour = 3_600_000
const day = 24 * hour

/** Hours east of UTC at a local time, in the days of the logs. Of Berlin's hour that comes twice the first is meant. */
const offsets: Readonly<Record<string, (local: number) => number>> = {
  UTC: () => 0,
  "Europe/Berlin": (local) => (local < Date.UTC(2026, 9, 25, 3) ? 2 : 1),
  "Asia/Kolkata": () => 5.5,
  "America/New_York": () => -4,
  "Australia/Lord_Howe": () => 11
}

export const reportZone = "Europe/Berlin"

interface Cut {
  readonly typed: string
  /** ms UTC */
  readonly time: number
}

const cutOf = (random: Random, zone: string, edge: "from" | "to"): Cut => {
  const local = log.firstTime - day + below(random, 6 * 48) * (hour / 2)
  const utc = (time: number): number => time - offsets[zone]!(time) * hour
  const text = new Date(local).toISOString()
  const kind = below(random, 4)
  if (kind === 0) return { typed: text.slice(0, 16), time: utc(local) }
  if (kind === 1) return { typed: `${text.slice(0, 19)}Z`, time: local }
  if (kind === 2) return { typed: `${text.slice(0, 16)}-03:00`, time: local + 3 * hour }
  const midnight = Math.floor(local / day) * day
  return { typed: text.slice(0, 10), time: utc(edge === "from" ? midnight : midnight + day) }
}

const isNotNull = <Value>(value: Value | null): value is Value => value !== null

/** A random filter; `folder` is where the files are. */
export const choiceOf = (random: Random, folder: string): Choice => {
  const maybe = <Value>(chance: number, make: () => Value): Value | null => (random() < chance ? make() : null)
  const zone = maybe(0.4, () => oneOf(random, Object.keys(offsets)))
  const from = maybe(0.4, () => cutOf(random, zone ?? reportZone, "from"))
  const to = maybe(0.4, () => cutOf(random, zone ?? reportZone, "to"))
  if (from !== null && to !== null && from.time >= to.time) return choiceOf(random, folder)
  const flag = <Value>(chance: number, atoms: Atoms<Value>): Pattern<Value> | null =>
    maybe(chance, () => listOf(random, atoms, 2))
  const texts = (values: ReadonlyArray<log.Value | null>): Atoms<string | null> => textAtoms(values.filter(isNotNull))
  const files = ["site-a.log", "old/site-a.log", "timed-b.log"].map((name) => `${folder}/${name}`)
  const patterns = {
    site: flag(0.2, texts(log.sites)),
    path: flag(0.3, texts(log.paths)),
    status: maybe(0.25, () => oneOf(random, statusChoices)),
    method: flag(0.2, texts(log.methods.map((raw) => ({ raw, stored: raw, typed: raw })))),
    class: flag(0.2, classAtoms),
    client: flag(0.2, clientAtoms),
    referrer: flag(0.15, texts(log.referrers)),
    agent: flag(0.2, texts(log.agents)),
    browser: flag(0.08, textAtoms(log.agentNames.browser)),
    os: flag(0.05, textAtoms(log.agentNames.os)),
    device: flag(0.05, textAtoms(log.agentNames.device)),
    bot: flag(0.08, textAtoms(log.agentNames.bot)),
    country: flag(0.1, textAtoms(log.places.country)),
    city: flag(0.05, textAtoms(log.places.city)),
    network: flag(0.08, textAtoms(log.places.network)),
    user: flag(0.1, texts(log.users)),
    source: flag(0.15, texts(files.map((path) => ({ raw: path, stored: path, typed: path }))))
  }
  const given = Object.entries(patterns).flatMap(([name, pattern]) =>
    pattern === null ? [] : [[name, [pattern.typed]] as const]
  )
  const isOfFilesOnly = from === null && to === null && given.every(([name]) => name === "source")
  const ofEntry = (entry: log.Entry): boolean =>
    (from === null || entry.time >= from.time) &&
    (to === null || entry.time < to.time) &&
    (patterns.site?.matches(entry.site?.stored ?? null) ?? true) &&
    (patterns.path?.matches(entry.request.path.stored) ?? true) &&
    (patterns.status?.matches(entry.status) ?? true) &&
    (patterns.method?.matches(entry.request.method) ?? true) &&
    (patterns.class?.matches(entry.agent?.class ?? "unknown") ?? true) &&
    (patterns.client?.matches(entry.client) ?? true) &&
    (patterns.referrer?.matches(entry.referrer?.stored ?? null) ?? true) &&
    (patterns.agent?.matches(entry.agent?.stored ?? null) ?? true) &&
    (["browser", "os", "device", "bot"] as const).every(
      (name) => patterns[name]?.matches(entry.agent?.[name] ?? null) ?? true
    ) &&
    (["country", "city", "network"] as const).every(
      (name) => patterns[name]?.matches(entry.client.place[name]) ?? true
    ) &&
    (patterns.user?.matches(entry.user?.stored ?? null) ?? true)
  return {
    input: {
      ...(zone === null ? {} : { tz: zone }),
      ...(from === null ? {} : { from: from.typed }),
      ...(to === null ? {} : { to: to.typed }),
      ...Object.fromEntries(given)
    },
    selects: ({ entry, path }) =>
      (patterns.source?.matches(path) ?? true) && (entry === null ? isOfFilesOnly : ofEntry(entry))
  }
}
