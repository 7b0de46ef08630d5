/**
 * Texts to values: one reader a kind of value, shared by flags, environment variables and settings files, so that
 * `--wait 30s`, `LOGMILL_WAIT=30s` and `wait = "30s"` can't mean different things.
 *
 * A reader fails with what it expected, as the end of a sentence: `a duration such as 30s`.
 */
import { Result } from "effect"

import { zoneName } from "@logmill/core/zone"
import { readTrusted, trustedNames } from "@logmill/workers/parse/trustedProxies"

export type Reader<A> = (text: string) => Result.Result<A, string>

export type Durability = "normal" | "full"

/** How many rejected lines an ingest may have and still be called done: a number of lines, or a share of all (0-1). */
export type MaxRejects = { readonly lines: number } | { readonly share: number }

export const text: Reader<string> = (text) =>
  text === "" ? Result.fail("something, not an empty text") : Result.succeed(text)

export const regularExpression: Reader<string> = (text) => {
  try {
    RegExp(text)
    return Result.succeed(text)
  } catch {
    return Result.fail("a regular expression such as ([^/]+)\\.access\\.log")
  }
}

export const positiveInteger: Reader<number> = (text) => {
  const n = wholeNumber(text)
  return n === null || n < 1 ? Result.fail("a whole number from 1 on") : Result.succeed(n)
}

export const integer: Reader<number> = (text) => {
  const n = wholeNumber(text)
  return n === null ? Result.fail("a whole number, 0 for all") : Result.succeed(n)
}

export const port: Reader<number> = (text) => {
  const n = wholeNumber(text)
  return n === null || n > 65_535 ? Result.fail("a port, 1-65535, or 0 for any that is free") : Result.succeed(n)
}

const millisecondsOf = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

/** Milliseconds. */
export const duration: Reader<number> = (text) => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  if (match !== null) return Result.succeed(Number(match[1]) * millisecondsOf[match[2] as keyof typeof millisecondsOf])
  return text === "0" ? Result.succeed(0) : Result.fail("a duration such as 500ms, 30s or 2m")
}

export const yesOrNo: Reader<boolean> = (text) =>
  text === "true" || text === "false" ? Result.succeed(text === "true") : Result.fail("true or false")

export const durability: Reader<Durability> = (text) =>
  text === "normal" || text === "full" ? Result.succeed(text) : Result.fail("normal or full")

export const maxRejects: Reader<MaxRejects> = (text) => {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)
  if (percent !== null && Number(percent[1]) <= 100) return Result.succeed({ share: Number(percent[1]) / 100 })
  const lines = wholeNumber(text)
  return lines === null
    ? Result.fail("a number of lines such as 100, or a share such as 1%")
    : Result.succeed({ lines })
}

/** A zone name the host knows (`Europe/Berlin`, `UTC`), or an offset (`+02:00`). */
export const zone: Reader<string> = (text) => {
  const name = zoneName(text)
  return name === null ? Result.fail("a time zone such as Europe/Berlin, UTC or +02:00") : Result.succeed(name)
}

/** Networks of proxies, as they are typed: several have commas between them. */
export const trustedProxies: Reader<string> = (text) =>
  readTrusted(text) === null
    ? Result.fail(
        `networks such as 10.0.0.0/8 or 2001:db8::/32, addresses, ${trustedNames.join(" or ")}, with commas between them`
      )
    : Result.succeed(text)

/** Names of texts that a format has (`unique.NAME`, or just the name); several have commas between them. */
export const extraNames: Reader<ReadonlyArray<string>> = (text) => {
  const names = text.split(",").map((name) => name.trim().replace(/^unique\./, ""))
  return names.every((name) => /^(?:\*|[A-Za-z_][\w-]*)$/.test(name))
    ? Result.succeed(names)
    : Result.fail("names such as request_id,trace_id, or * for all")
}

/** A parameter of an analysis, `name=value`. The value may be empty and may hold `=`. */
export const assignment: Reader<readonly [name: string, value: string]> = (text) => {
  const at = text.indexOf("=")
  return at < 1
    ? Result.fail("name=value, such as min_hits=10")
    : Result.succeed([text.slice(0, at), text.slice(at + 1)])
}

const wholeNumber = (text: string): number | null => {
  const n = /^\d+$/.test(text) ? Number(text) : null
  return n !== null && Number.isSafeInteger(n) ? n : null
}
