/**
 * Reads lines once more by the rules that a range was read by, to tell what they became then.
 */
import type { Batch } from "@logmill/workers/batch"
import { digestKeyBytes } from "@logmill/workers/digest"
import type { Rules } from "@logmill/workers/filter/rules"
import { Mill } from "@logmill/workers/mill"
import type { LineParser } from "@logmill/workers/parse/line"
import { type Request, requestOfText } from "@logmill/workers/parse/request"
import { type NewValues, textsOf } from "@logmill/workers/texts"

import { maskClient, maskExtra } from "../store/anonymize.ts"
import type { reject } from "../store/schema.ts"
import type { LogFile } from "./LogFile.ts"

export interface Entry {
  readonly time: number
  readonly status: number | null
  readonly bytes: number | null
  readonly client: string
  readonly request: Request
  readonly referrer: string | null
  readonly agent: string | null
  readonly site: string | null
  readonly user: string | null
  readonly extra: string | null
}

/** The text of a reject is null where it was not kept. */
export type Rejected = Pick<typeof reject.$inferSelect, "reason" | "offset" | "text">

/** What a line became; a line of which nothing is stored has none. */
export type Line = Entry | Rejected

/** How a range was read. */
export interface Reading {
  readonly parser: LineParser
  readonly site: string | null
  readonly rules: Rules
  readonly isAnonymized: boolean
  /** What was read by the same options has the same. */
  readonly runId: number
}

/** The headers that a file begins with, whole lines, if lines from `offset` on need any. */
export const headersBefore = (
  { head }: Pick<LogFile, "head">,
  offset: number,
  { parser }: Pick<Reading, "parser">
): ReadonlyArray<Buffer> => {
  const headers: Array<Buffer> = []
  if (parser.hasHeaders !== true) return headers
  for (let at = 0, end = head.indexOf(0x0a); end >= 0 && end < offset; at = end + 1, end = head.indexOf(0x0a, at)) {
    if (parser.takeHeader!(head, at, end)) headers.push(head.subarray(at, end + 1))
  }
  return headers
}

/** Reads lines as a range was read. To make one takes milliseconds and some MB, so that it is kept for the next bytes. */
export class LineReader {
  readonly #reading: Reading
  readonly #mill: Mill
  #lines = new Map<number, Line>()
  #before = 0

  constructor(reading: Reading) {
    const decoder = new Decoder(reading.isAnonymized)
    this.#reading = reading
    // What it says of bytes is not asked for.
    this.#mill = new Mill(reading.rules, Buffer.alloc(digestKeyBytes), (batch) => {
      decoder.decode(batch, (line, became) => this.#lines.set(this.#before + line, became))
      this.#before += batch.lines
    })
  }

  /** What the whole lines of `bytes` become, by their number, if such headers stand somewhere before them. */
  read(bytes: Buffer, offset: number, headers: ReadonlyArray<Buffer>): ReadonlyMap<number, Line> {
    const { parser, site } = this.#reading
    this.#lines = new Map()
    this.#before = -headers.length
    this.#mill.begin({ pieceId: 0, parser, site }, offset)
    const { window } = this.#mill
    for (const part of [...headers, bytes]) {
      for (let at = 0; at < part.length;) {
        const length = Math.min(window.room, part.length - at)
        window.append(part, at, length)
        at += length
        this.#mill.feed(Infinity)
      }
    }
    this.#mill.finish(false)
    return this.#lines
  }
}

/** The lines of batches, with their values in place of their numbers. */
class Decoder {
  readonly #values = new Map<string, Array<string>>()
  readonly #isAnonymized: boolean
  #requests: Array<Request> = []

  constructor(isAnonymized: boolean) {
    this.#isAnonymized = isAnonymized
  }

  decode(batch: Batch, take: (line: number, became: Line) => void): void {
    for (const { rangeLine, reason, offset, text } of batch.rejects) take(rangeLine, { reason, offset, text })
    const column = (
      name: string,
      fresh: NewValues,
      ids: Int32Array | null,
      mask: (text: string) => string = (text) => text
    ) => {
      const values = fresh.firstId === 0 ? [] : (this.#values.get(name) ?? [])
      values.push(...(this.#isAnonymized ? textsOf(fresh).map(mask) : textsOf(fresh)))
      this.#values.set(name, values)
      return (index: number): string | null => values[ids?.[index] ?? -1] ?? null
    }
    const clientOf = column("client", batch.newClients, batch.client, maskClient)
    const referrerOf = column("referrer", batch.newReferrers, batch.referrer)
    const agentOf = column("agent", batch.newAgents, batch.agent)
    const siteOf = column("site", batch.newSites, batch.site)
    const userOf = column("user", batch.newUsers, batch.user)
    const extraOf = column("extra", batch.newExtras, batch.extra, maskExtra)
    if (batch.newRequests.firstId === 0) this.#requests = []
    this.#requests.push(...textsOf(batch.newRequests).map(requestOfText))
    for (let index = 0; index < batch.entries; index++) {
      take(batch.rangeLine?.[index] ?? index, {
        time: batch.time[index]!,
        status: numberOf(batch.status[index]!),
        bytes: numberOf(batch.bytes[index]!),
        client: clientOf(index)!,
        request: this.#requests[batch.request[index]!]!,
        referrer: referrerOf(index),
        agent: agentOf(index),
        site: siteOf(index),
        user: userOf(index),
        extra: extraOf(index)
      })
    }
  }
}

const numberOf = (value: number): number | null => (value === -1 ? null : value)
