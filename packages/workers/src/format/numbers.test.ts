import { describe, expect, it } from "vitest"

import { durationUs, wholeNumber } from "./numbers.ts"

/** Read among other bytes, which are no part of the number. */
const among = (text: string, read: (bytes: Buffer, start: number, end: number) => number): number => {
  const bytes = Buffer.from(`9${text}9`)
  return read(bytes, 1, bytes.length - 1)
}

describe("wholeNumber", () => {
  const read = (text: string): number => among(text, wholeNumber)

  it.each([
    "a",
    "--",
    "+",
    "1,000",
    "0x10",
    "12 ",
    " 12",
    "1.5",
    "0.000",
    "200.00",
    "1e-3",
    "1 2",
    "NaN",
    "Infinity",
    "-5",
    "-12.0"
  ])("refuses %j", (text) => expect(read(text)).toBeNaN())
  it.each(["", "-", "-1", "-1.0"])("takes %j for none", (text) => expect(read(text)).toBe(-1))
  it.each([
    ["0", 0],
    ["007", 7],
    ["2326", 2326],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
    ["200.0", 200],
    ["200.", 200],
    ["2e2", 200],
    ["2.0E+2", 200],
    ["+2750", 2750]
  ])("reads %j", (text, value) => expect(read(text)).toBe(value))
})

describe("durationUs", () => {
  const read = (text: string, unit: number): number =>
    among(text, (bytes, start, end) => durationUs(bytes, start, end, unit))

  it.each(["a", "1.2.3", "0.1x", "1m", "--", "+", ".5", "1 2", "0.1 0.2", "0.1, a", "0.1, 0.2 0.3", "1e"])(
    "refuses %j",
    (text) => expect(read(text, 1000)).toBeNaN()
  )
  it.each(["", "-", "-1", "-0.5", "-, -", "- : -", ", "])("takes %j for none", (text) =>
    expect(read(text, 1000)).toBe(-1)
  )
  it.each([
    ["0", 1_000_000, 0],
    ["0.123", 1_000_000, 123_000],
    ["12", 1_000_000, 12_000_000],
    ["0.0000004", 1_000_000, 0],
    ["0.0000005", 1_000_000, 1],
    ["0.1234567891234", 1_000_000, 123_457],
    ["1.5e-3", 1_000_000, 1500],
    ["35", 1000, 35_000],
    ["+169", 1000, 169_000],
    ["1500", 0.001, 2]
  ])("reads %j in units of %d", (text, unit, value) => expect(read(text, unit)).toBe(value))
  it.each([
    ["0.2s", 200_000],
    ["35ms", 35_000],
    ["35us", 35],
    ["1m2.5s", 62_500_000],
    ["1h0m0s", 3_600_000_000],
    ["1h2s", NaN],
    ["1m", NaN],
    ["35µs", 35],
    ["35μs", 35],
    ["1.5ms", 1500],
    ["35000ns", 35]
  ])("takes the unit that %j says, whichever was expected", (text, value) => expect(read(text, 1_000_000)).toBe(value))
  it.each([
    ["0.1, 0.2", 300_000],
    ["0.1,0.2", 300_000],
    ["0.1, 0.2 : 0.3", 600_000],
    ["0.1 : 0.2", 300_000],
    ["-, 0.2", 200_000],
    ["0.1, -", 100_000]
  ])("adds up the list %j", (text, value) => expect(read(text, 1_000_000)).toBe(value))
})
