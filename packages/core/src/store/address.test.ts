/** Addresses are read from bytes as they are from texts, which tests of filters hold to the standard. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { addressHex } from "@logmill/workers/filter/client"

import { AddressReader } from "./address.ts"

const reader = new AddressReader()

const read = (text: string): string | null => {
  const bytes = Buffer.from(` ${text} `)
  return reader.read(bytes, 1, bytes.length - 1)?.toString("hex") ?? null
}

describe("the bytes of an address", () => {
  it("are those of plain spellings", () => {
    for (const text of [
      "192.0.2.1",
      "0.0.0.0",
      "255.255.255.255",
      "::",
      "::1",
      "2001:db8::",
      "2001:DB8::1:0:0:2",
      "1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7::",
      "::2:3:4:5:6:7:8"
    ]) {
      assert.notStrictEqual(read(text), null, text)
      assert.strictEqual(read(text), addressHex(text), text)
    }
  })

  it("are those of odd spellings, and null where there is no address", () => {
    for (const text of [
      "",
      ".",
      ":",
      ":::",
      "1.2.3",
      "1.2.3.4.5",
      "1.2.3.",
      ".1.2.3",
      "1..2.3",
      "256.1.1.1",
      "01.2.3.4",
      "1.2.3.04",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "1::2::3",
      "1:2:3:4:5:6:7:8::",
      "::1:2:3:4:5:6:7:8",
      "12345::",
      "1:",
      ":1",
      "[2001:db8::1]",
      "fe80::1%eth0",
      "2001:db8::192.0.2.1",
      "example.com",
      "cafe",
      "1:2",
      "::g",
      "1::2:",
      ":1::2"
    ]) {
      assert.strictEqual(read(text), addressHex(text), text)
    }
  })

  const piece = Schema.Literals([
    ":",
    "::",
    ".",
    "0",
    "1",
    "25",
    "255",
    "256",
    "a",
    "F0",
    "dead",
    "2001:db8",
    "192.0.2",
    "é"
  ])
  it.prop(
    "are those of its text",
    [Schema.Array(piece)],
    ([pieces]) => assert.strictEqual(read(pieces.join("")), addressHex(pieces.join(""))),
    {
      arbitrary: { runs: 5000 }
    }
  )

  const group = Schema.Literals(["0", "1", "ff", "0a1", "BEEF", ""])
  it.prop(
    "are those of groups with colons",
    [Schema.Array(group)],
    ([groups]) => assert.strictEqual(read(groups.join(":")), addressHex(groups.join(":"))),
    {
      arbitrary: { runs: 5000 }
    }
  )
})
