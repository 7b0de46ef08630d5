/**
 * A log held against a reading of its lines that shares nothing with the parsers: the format that is to be found, which
 * lines are to be rejected, and what is to be stored of each other line: of all fields that formats share no more and no
 * less, and of those of one format what the oracle names.
 */
import type { FormatCatalog } from "../format/catalog.ts"
import { readDetected } from "./detected.ts"

/** By the names of DetectedFields; null and a shared field that is left out are not stored. */
export type ExpectedFields = Readonly<Record<string, string | null | undefined>>

export interface Oracle {
  /** What the log is found to be. */
  readonly format: string
  /** Lines that are neither blank nor headers. */
  readonly lines: number
  /** Numbers of lines that are rejected, and why that is right. */
  readonly rejected?: Readonly<Record<number, string>>
  /** `header`: the last line before this one that begins with `#Fields`, or "". Throws for a line that it does not know. */
  readonly expect: (line: string, header: string) => ExpectedFields
}

/** In what a file differs from its oracle, a sentence each. */
export const deviations = (file: Buffer, catalog: FormatCatalog, oracle: Oracle): ReadonlyArray<string> => {
  const { lines, reader } = readDetected(file, catalog)
  if (reader !== oracle.format) return [`found to be ${reader}, not ${oracle.format}`]
  const headers = file
    .toString("utf8")
    .split("\n")
    .flatMap((line, index) => (/^#fields/i.test(line) ? [{ line, number: index + 1 }] : []))
  const found = lines.length === oracle.lines ? [] : [`${lines.length} lines, not ${oracle.lines}`]
  for (const { number, reason, stored, text } of lines) {
    const isRejected = Object.hasOwn(oracle.rejected ?? {}, number)
    if ((stored === null) !== isRejected) found.push(`line ${number}: ${reason ?? "stored"}: ${text}`)
    if (stored === null || isRejected) continue
    const header = headers.findLast((one) => one.number < number)
    const expected = oracle.expect(text, header?.line ?? "")
    const names = new Set([...Object.keys(expected), ...shared])
    for (const name of names) {
      const here = stored[name]?.toString() ?? null
      const there = expected[name] ?? null
      if (here !== there) found.push(`line ${number}: ${name} is ${here}, not ${there}: ${text}`)
    }
  }
  return found
}

/** Fields that all formats have, where their lines do. */
const shared: ReadonlyArray<string> = [
  "time",
  "client",
  "site",
  "user",
  "method",
  "target",
  "protocol",
  "status",
  "bytes",
  "bytes_in",
  "duration_us",
  "upstream_us",
  "referrer",
  "agent",
  "forwarded_for",
  "port",
  "scheme",
  "tls",
  "cipher",
  "cache",
  "mime",
  "upstream_address"
]
