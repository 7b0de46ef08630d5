import { assert, describe, it } from "@effect/vitest"

import { bytes, change, count, duration, exact, points, share } from "./number.ts"

/** With ordinary blanks, so that cases can be read. */
const plain = (text: string): string => text.replaceAll("\u202F", " ")

describe("numbers", () => {
  it.each([
    [0, "0"],
    [7, "7"],
    [1284, "1,284"],
    [9999, "9,999"],
    [10_000, "10.0 k"],
    [12_345, "12.3 k"],
    [99_950, "100 k"],
    [999_499, "999 k"],
    [999_500, "1.00 M"],
    [4_561_000, "4.56 M"],
    [1_000_000_000, "1.00 G"],
    [-12_345, "−12.3 k"],
    [0.25, "0.25"],
    [12.34, "12.3"]
  ])("count %d is %s", (value, text) => assert.strictEqual(plain(count(value)), text))

  it.each([
    [0, "0 B"],
    [1023, "1,023 B"],
    [1024, "1.00 KiB"],
    [10_240, "10.0 KiB"],
    [1_048_575, "1.00 MiB"],
    [1_141_946_091, "1.06 GiB"],
    [999 * 1024, "999 KiB"],
    [1000 * 1024, "0.977 MiB"],
    [1019 * 1024, "0.995 MiB"]
  ])("%d bytes are %s", (value, text) => assert.strictEqual(plain(bytes(value)), text))

  it.each([
    [0, "0 ms"],
    [0.123, "0.12 ms"],
    [1.25, "1.3 ms"],
    [45.6, "46 ms"],
    [123, "120 ms"],
    [994, "990 ms"],
    [996, "1.0 s"],
    [1234, "1.2 s"],
    [95_000, "95 s"],
    [150_000, "2.5 min"],
    [7_200_000, "2.0 h"]
  ])("%d ms are %s", (value, text) => assert.strictEqual(plain(duration(value)), text))

  it.each([
    [0, "0.0%"],
    [0.0001, "<0.1%"],
    [0.1234, "12.3%"],
    [0.99996, ">99.9%"],
    [1, "100.0%"]
  ])("the share %d is %s", (value, text) => assert.strictEqual(share(value), text))

  it.each([
    [0, "0.0%"],
    [0.0001, "0.0%"],
    [0.25, "+25.0%"],
    [-0.5, "−50.0%"],
    [-1, "−100.0%"],
    [9.9, "+990.0%"],
    [23, "×24"]
  ])("the change %d is %s", (value, text) => assert.strictEqual(change(value), text))

  it.each([
    [0.0412, "+4.1 pts"],
    [-0.5, "−50.0 pts"],
    [0.0001, "0.0 pts"]
  ])("a share that is %d more is %s", (value, text) => assert.strictEqual(plain(points(value)), text))

  it("are exact on hover", () => {
    assert.strictEqual(exact(1_141_946_091), "1,141,946,091")
    assert.strictEqual(exact(-0.123456789), "−0.123457")
  })
})
