import { setTimeout as sleep } from "node:timers/promises"
import { gzipSync } from "node:zlib"

import { describe, expect, it } from "vitest"

import { randomFrom, seedOf } from "../testing/mutations.ts"
import { type Damage, DamageError } from "./damage.ts"
import { gunzip, isGzip } from "./gzip.ts"
import type { ByteSource } from "./source.ts"

/** Bytes in memory, given out in portions of at most `portion`. */
class MemorySource implements ByteSource {
  bytesRead = 0
  readonly #bytes: Buffer
  readonly #portion: number
  readonly from = (position: number): ByteSource => new MemorySource(this.#bytes.subarray(position), this.#portion)

  constructor(bytes: Buffer, portion = Infinity) {
    this.#bytes = bytes
    this.#portion = portion
  }

  read(target: Buffer, at: number, length: number): number {
    const count = this.#bytes.copy(target, at, this.bytesRead, this.bytesRead + Math.min(length, this.#portion))
    this.bytesRead += count
    return count
  }
}

interface Outcome {
  readonly content: Buffer
  readonly damage: Damage | null
}

const outcomeOf = async (source: ByteSource, pause?: () => Promise<unknown>): Promise<Outcome> => {
  const chunks: Array<Buffer> = []
  try {
    for await (const chunk of gunzip(source)) {
      chunks.push(chunk)
      if (pause !== undefined) await pause()
    }
    return { content: Buffer.concat(chunks), damage: null }
  } catch (cause) {
    if (!(cause instanceof DamageError)) throw cause
    return { content: Buffer.concat(chunks), damage: cause.damage }
  }
}

const read = (bytes: Buffer): Promise<Outcome> => outcomeOf(new MemorySource(bytes))

const random = randomFrom(1)
const line = (): string => `192.0.2.${Math.floor(random() * 256)} "GET /${random().toString(36)} HTTP/1.1" 200\n`
const content = Buffer.from(Array.from({ length: 800 }, line).join(""))
const member = gzipSync(content)

/** A header with everything RFC 1952 knows, and the deflate data and trailer of `member`. */
const withFullHeader = Buffer.concat([
  Buffer.from([0x1f, 0x8b, 8, 0b11111, 0, 0, 0, 0, 2, 3]),
  Buffer.from([6, 0]),
  Buffer.from("AB\x02\0xy", "latin1"),
  Buffer.from("access.log\0a comment\0", "latin1"),
  Buffer.from([0x12, 0x34]),
  member.subarray(10)
])

describe("isGzip", () => {
  it.each<[ReadonlyArray<number>, boolean]>([
    [[], false],
    [[0x1f, 0x8b], false],
    [[0x1f, 0x8b, 7], false],
    [[0x1f, 0x9d, 8], false],
    [[0x1f, 0x8b, 8], true]
  ])("of %j is %s", (bytes, expected) => expect(isGzip(Uint8Array.from(bytes))).toBe(expected))
})

describe("a gzip file", () => {
  it.each<[string, Buffer, number]>([
    ["of one member", member, 1],
    ["of two members", Buffer.concat([member, member]), 2],
    ["of an empty member", gzipSync(""), 0],
    ["of empty members between others", Buffer.concat([gzipSync(""), member, gzipSync(""), gzipSync(""), member]), 2],
    ["of a stored member", Buffer.concat([gzipSync(content, { level: 0 }), member]), 2],
    ["with all header fields", Buffer.concat([withFullHeader, withFullHeader]), 2],
    ["with NULs behind it", Buffer.concat([member, Buffer.alloc(100_000)]), 1],
    ["with NULs between members", Buffer.concat([member, Buffer.alloc(512), member]), 2]
  ])("%s is read, in whatever portions it comes", async (_, bytes, times) => {
    const whole = Buffer.concat(Array.from({ length: times }, () => content))
    for (const portion of [97, 4096, Infinity]) {
      const outcome = await outcomeOf(new MemorySource(bytes, portion))
      expect(outcome.damage).toBeNull()
      expect(outcome.content.equals(whole)).toBe(true)
    }
  })

  it("is read byte by byte", async () => {
    const short = content.subarray(0, 2_000)
    const outcome = await outcomeOf(new MemorySource(Buffer.concat([gzipSync(short), gzipSync(short)]), 1))
    expect(outcome).toEqual({ damage: null, content: Buffer.concat([short, short]) })
  })

  it("is read by a slow reader, too", async () => {
    const large = Buffer.alloc(3_000_000, content)
    for (const bytes of [gzipSync(large), Buffer.concat([gzipSync(large), member])]) {
      const { damage, content: found } = await outcomeOf(new MemorySource(bytes), () => sleep(3))
      expect(damage).toBeNull()
      expect(found.length).toBe(bytes.length > gzipSync(large).length ? large.length + content.length : large.length)
    }
  })

  it("may be left in the middle", async () => {
    const source = new MemorySource(gzipSync(Buffer.alloc(5_000_000, content)))
    for await (const chunk of gunzip(source)) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
  })
})

describe("a damaged gzip file", () => {
  it.each<[string, Buffer, Damage]>([
    ["followed by text", Buffer.concat([member, Buffer.from("hello\n")]), "garbage"],
    ["followed by one byte", Buffer.concat([member, Buffer.from("\x1f")]), "garbage"],
    ["followed by NULs and text", Buffer.concat([member, Buffer.alloc(512), Buffer.from("hello\n")]), "garbage"],
    ["followed by a header", Buffer.concat([member, member.subarray(0, 10)]), "truncated"],
    ["with a wrong checksum", withByte(member, member.length - 8), "corrupt"],
    ["with a wrong length", withByte(member, member.length - 1), "corrupt"]
  ])("%s gives all it holds", async (_, bytes, damage) => {
    const outcome = await read(bytes)
    expect(outcome.damage).toBe(damage)
    expect(outcome.content.equals(content)).toBe(true)
  })

  it.each([
    ["a header", withFullHeader.subarray(0, 3)],
    ["a header", withFullHeader.subarray(0, 9)],
    ["the length of the extra field", withFullHeader.subarray(0, 11)],
    ["the extra field", withFullHeader.subarray(0, 15)],
    ["the name", withFullHeader.subarray(0, 20)],
    ["the comment", withFullHeader.subarray(0, 30)],
    ["the header's checksum", withFullHeader.subarray(0, 40)],
    ["the data, at once", withFullHeader.subarray(0, 41)]
  ])("cut in %s is truncated", async (_, bytes) => expect((await read(bytes)).damage).toBe("truncated"))

  it("cut anywhere gives what comes before the cut", async () => {
    const two = Buffer.concat([member, member])
    const both = Buffer.concat([content, content])
    let last = 0
    for (let length = 1; length < two.length; length += 512) {
      if (length === member.length) continue
      const { damage, content: found } = await read(two.subarray(0, length))
      expect([length, damage]).toEqual([length, "truncated"])
      expect(found.equals(both.subarray(0, found.length))).toBe(true)
      expect(found.length).toBeGreaterThanOrEqual(last)
      last = found.length
    }
    expect(last).toBeGreaterThan(both.length - 2_000)
  })

  it.each([1, 4, 8])("without its last %i bytes gives everything", async (missing) => {
    const { damage, content: found } = await read(member.subarray(0, -missing))
    expect([damage, found.equals(content)]).toEqual(["truncated", true])
  })

  it("with a bit flipped is never taken for whole, and what comes before is given", async () => {
    const seed = seedOf("flipped bits")
    const random = randomFrom(seed)
    for (let flip = 0; flip < 100; flip++) {
      // Behind the header, most bits of which say nothing that could be checked, as do those that fill the last byte of the data.
      const at = 10 + Math.floor(random() * (member.length - 10))
      if (at === member.length - 9) continue
      const { damage, content: found } = await read(withByte(member, at, 1 << Math.floor(random() * 8)))
      expect(["corrupt", "truncated", "garbage"], `bit flipped in byte ${at}`).toContain(damage)
      const before = (await read(member.subarray(0, at))).content
      expect(found.subarray(0, before.length).equals(before), `content before byte ${at}`).toBe(true)
    }
  })

  it("of which a read fails passes on the system's error, after what could be read", async () => {
    const error = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" })
    const source = new MemorySource(member.subarray(0, 3_000), 1_000)
    const read = source.read.bind(source)
    source.read = (target, at, length) => {
      const count = read(target, at, length)
      if (count === 0) throw error
      return count
    }
    let length = 0
    const reading = async (): Promise<void> => {
      for await (const chunk of gunzip(source)) length += chunk.length
    }
    await expect(reading()).rejects.toBe(error)
    expect(length).toBeGreaterThan(1_000)
  })
})

function withByte(bytes: Buffer, at: number, flip = 0xff): Buffer {
  const changed = Buffer.from(bytes)
  changed[at]! ^= flip
  return changed
}
