import { createCipheriv } from "node:crypto"

import { describe, expect, it } from "vitest"

import { blockDigestBytes, digestBlockBytes, RangeDigest } from "./digest.ts"

const bytes = Buffer.from(Array.from({ length: 3 * digestBlockBytes + 5 }, (_, index) => (index * index) % 251))
const key = Buffer.from("0123456789abcdef")

/** By the definition: the tag of a message of nothing but additional data. */
const macOf = (block: Buffer, withKey = key): Buffer => {
  const cipher = createCipheriv("aes-128-gcm", withKey, Buffer.alloc(12)).setAAD(block)
  cipher.final()
  return cipher.getAuthTag().subarray(0, 8)
}

const digestOf = (...ends: ReadonlyArray<number>): Buffer => {
  const digest = new RangeDigest(key)
  let start = 0
  for (const end of ends) {
    digest.update(bytes, start, end)
    start = end
  }
  return Buffer.from(digest.take())
}

describe("RangeDigest", () => {
  it("is of blocks of 64 KiB, eight bytes each", () => {
    const digest = digestOf(bytes.length)
    expect(digest.length).toBe(4 * blockDigestBytes)
    expect(digest.subarray(8, 16)).toEqual(macOf(bytes.subarray(digestBlockBytes, 2 * digestBlockBytes)))
    expect(digest.subarray(24)).toEqual(macOf(bytes.subarray(-5)))
  })

  it("is another one with another key, and for another length of the same bytes", () => {
    const zeros = Buffer.alloc(64)
    const digests = [1, 15, 16, 17, 64].map((length) => macOf(zeros.subarray(0, length)).toString("hex"))
    expect(new Set([...digests, macOf(zeros, Buffer.from("another key here")).toString("hex")]).size).toBe(6)
  })

  it("is the same in whatever portions the bytes come", () => {
    const whole = digestOf(bytes.length)
    expect(digestOf(1, 2, 70_000, 70_000, bytes.length)).toEqual(whole)
    expect(digestOf(digestBlockBytes, 2 * digestBlockBytes, bytes.length)).toEqual(whole)
    expect(digestOf(digestBlockBytes - 1, digestBlockBytes + 1, bytes.length)).toEqual(whole)
  })

  it("has no block more for bytes that fill theirs", () => {
    expect(digestOf(digestBlockBytes).length).toBe(blockDigestBytes)
    expect(digestOf(0).length).toBe(0)
  })

  it("begins anew when it was taken", () => {
    const digest = new RangeDigest(key)
    digest.update(bytes, 0, 100_000)
    digest.take()
    expect(digest.take().length).toBe(0)
    digest.update(bytes, 0, 10)
    expect(Buffer.from(digest.take())).toEqual(digestOf(10))
  })
})
