/** What every way of compressing must do: give all there is, in any portions, and say what is wrong after the last good byte. */
import { spawnSync } from "node:child_process"
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib"

import { describe, expect, it } from "vitest"

import { compressionOf, decompress } from "./compression.ts"
import type { Compression } from "./compressions.ts"
import { DamageError } from "./damage.ts"
import type { ByteSource } from "./source.ts"

type Packed = Exclude<Compression, "none">

class Bytes implements ByteSource {
  bytesRead = 0
  readonly #bytes: Buffer
  readonly #most: number

  constructor(bytes: Buffer, most: number) {
    this.#bytes = bytes
    this.#most = most
  }

  read(target: Buffer, at: number, length: number): number {
    const count = this.#bytes.copy(target, at, this.bytesRead, this.bytesRead + Math.min(length, this.#most))
    this.bytesRead += count
    return count
  }
}

const unpack = async (compression: Packed, bytes: Buffer, most = Infinity, input = 4096) => {
  const chunks: Array<Buffer> = []
  let error: unknown = null
  try {
    for await (const chunk of decompress(compression, new Bytes(bytes, most), { input, output: 8192 }))
      chunks.push(chunk)
  } catch (cause) {
    error = cause
  }
  return { bytes: Buffer.concat(chunks), error }
}

const through =
  (program: string) =>
  (text: Buffer): Buffer =>
    spawnSync(program, ["-c"], { input: text }).stdout

const has = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined
const ways: ReadonlyArray<readonly [Packed, (text: Buffer) => Buffer]> = [
  ["gzip", gzipSync],
  ["zstd", (text) => zstdCompressSync(text)],
  ["brotli", (text) => brotliCompressSync(text)],
  ...(["bzip2", "xz"] as const).flatMap((program) => {
    if (has(program)) return [[program, through(program)] as const]
    console.warn(`SKIPPED: ${program} is not installed, so reading it was not tested`)
    return []
  })
]

const lines = Buffer.from(
  Array.from({ length: 20_000 }, (_, line) => `192.0.2.${line % 250} - - "GET /${(line * 7919) % 10_007}"\n`).join("")
)

describe.each(ways)("%s", (compression, pack) => {
  const packed = pack(lines)

  it("is told by its first bytes, or its name", () => {
    const name = compression === "brotli" ? "access.log.br" : "access.log"
    expect(compressionOf(packed.subarray(0, 6), name)).toBe(compression)
  })

  it("gives all bytes, whatever the portions", async () => {
    for (const [most, input] of [
      [Infinity, 65_536],
      [1000, 4096],
      [7, 512]
    ] as const) {
      const { bytes, error } = await unpack(compression, packed, most, input)
      expect(error).toBeNull()
      expect(bytes.equals(lines)).toBe(true)
    }
  })

  it("gives nothing of nothing", async () => {
    const { bytes, error } = await unpack(compression, pack(Buffer.alloc(0)))
    expect([bytes.length, error]).toEqual([0, null])
  })

  it("that is cut gives what comes before, and says that it is cut", async () => {
    const { bytes, error } = await unpack(compression, packed.subarray(0, Math.floor(packed.length * 0.7)))
    expect(error).toBeInstanceOf(DamageError)
    expect(error).toMatchObject({ damage: "truncated" })
    expect(lines.subarray(0, bytes.length).equals(bytes)).toBe(true)
  })

  it("lets go of what it has begun when nobody wants more", async () => {
    for await (const chunk of decompress(compression, new Bytes(packed, Infinity), { input: 512, output: 8192 })) {
      expect(lines.subarray(0, chunk.length).equals(chunk)).toBe(true)
      break
    }
  })
})

describe.each(ways.filter(([compression]) => compression !== "brotli"))("%s, checked", (compression, pack) => {
  const packed = compression === "zstd" ? withChecksum() : pack(lines)

  it("finds a bit that was turned", async () => {
    for (let index = 0; index < 20; index++) {
      const damaged = Buffer.from(packed)
      const at = 40 + ((index * 7919) % (packed.length - 60))
      damaged[at]! ^= 1 << (index % 8)
      const { error } = await unpack(compression, damaged)
      expect([at, error instanceof DamageError]).toEqual([at, true])
    }
  })
})

/** Node's own have none unless asked for; the program zstd makes them. */
function withChecksum(): Buffer {
  return zstdCompressSync(lines, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })
}

describe("zstd, frame by frame", () => {
  const frame = zstdCompressSync(Buffer.from("one\n"))
  const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  const repeated = zstdCompressSync(Buffer.alloc(300_000, "a"))

  it("reads all frames, and passes over skippable ones and NULs behind the last", async () => {
    const parts = [skippable, frame, frame, skippable, withChecksum(), repeated, Buffer.alloc(100)]
    for (const most of [Infinity, 3]) {
      const { bytes, error } = await unpack("zstd", Buffer.concat(parts), most, 4096)
      expect(error).toBeNull()
      expect(bytes.toString()).toBe(`one\none\n${lines.toString()}${"a".repeat(300_000)}`)
    }
  })

  it("says of other bytes behind a frame that they are garbage", async () => {
    const { bytes, error } = await unpack("zstd", Buffer.concat([frame, Buffer.from("garbage")]))
    expect(bytes.toString()).toBe("one\n")
    expect(error).toMatchObject({ damage: "garbage" })
  })
})
