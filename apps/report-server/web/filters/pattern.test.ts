/** Patterns made by clicks mean what the command line takes them for. */
import { assert, describe, it } from "@effect/vitest"
import {
  parsePatterns,
  patternOfCell as patternOfCellOfWorkers,
  patternOfGlob as patternOfGlobOfWorkers,
  patternOfValue as patternOfValueOfWorkers
} from "@logmill/workers/filter/pattern"
import { Schema } from "effect"

import {
  negate,
  operatorFor,
  operators,
  patternOf,
  patternOfCell,
  patternOfGlob,
  patternOfValue,
  sayPattern
} from "./pattern.ts"

/** Signs that mean something, among letters. */
const Odd = Schema.Array(Schema.Literals("ab/*,!~-\\ ()&|?[]{}.+^$\t%".split(""))).check(Schema.isMaxLength(10))

describe("patterns of values", () => {
  const templates = ["{}", "{},{}/*", "!{}", "~^{}$", "*{}"]

  it.prop("are those of the command line", [Odd], ([letters]) => {
    const value = letters.join("")
    assert.strictEqual(patternOfValue(value), patternOfValueOfWorkers(value))
    assert.strictEqual(patternOfGlob(["", value, ""]), patternOfGlobOfWorkers(["", value, ""]))
    for (const template of templates) {
      assert.strictEqual(patternOfCell(template, value), patternOfCellOfWorkers(template, value))
    }
  })

  it("of the missing value is the unknown one", () => assert.strictEqual(patternOfValue(null), "-"))

  /** Stored values have their backslashes twice. */
  const stored = (letters: ReadonlyArray<string>): string => letters.join("").replaceAll("\\", "\\\\")

  it.prop("select the value and no other; negated, all others", [Odd, Odd], ([letters, others]) => {
    const [value, other] = [stored(letters), stored(others)]
    const pattern = patternOfValue(value)
    assert.isTrue(parsePatterns([pattern])(value))
    assert.strictEqual(parsePatterns([pattern])(other), value === other)
    assert.strictEqual(parsePatterns([negate(pattern)])(other), value !== other)
  })
})

describe("what a chip says", () => {
  it.prop("becomes a pattern of the same meaning", [Schema.Literals(operators), Odd], ([operator, letters]) => {
    const text = letters.join("")
    const pattern = patternOf({ operator, text })
    if (text === "" || !isPattern(pattern)) return
    const again = patternOf(sayPattern(pattern))
    for (const value of [text, `x${text}`, `${text}x`, "", "a", "/"]) {
      assert.strictEqual(parsePatterns([again])(value), parsePatterns([pattern])(value), `${pattern} ${again}`)
    }
  })

  it.each([
    ["/shop", "is", "/shop"],
    ["!/shop", "is not", "/shop"],
    ["*shop*", "contains", "shop"],
    ["!*shop*", "does not contain", "shop"],
    ["/shop/*", "matches", "/shop/*"],
    ["!~^/a", "does not match", "~^/a"],
    ["-", "is", "-"],
    ["!-", "is not", "-"],
    ["/a\\,b", "is", "/a,b"],
    ["/a,/b", "matches", "/a,/b"],
    ["!/a,!/b", "matches", "!/a,!/b"]
  ] as const)("%s: %s %s", (pattern, operator, text) => assert.deepStrictEqual(sayPattern(pattern), { operator, text }))
})

describe("what a form takes a text for", () => {
  it.each([
    ["is", "/shop/*", "matches"],
    ["is not", "~^/shop", "does not match"],
    ["is", "/shop", "is"],
    ["contains", "a*b", "contains"]
  ] as const)("%s %s: %s", (operator, text, meant) => assert.strictEqual(operatorFor(operator, text), meant))
})

describe("negation", () => {
  it("is taken back by itself", () => {
    assert.strictEqual(negate("/a"), "!/a")
    assert.strictEqual(negate("!/a"), "/a")
    assert.strictEqual(negate(negate("~a,b")), "~a,b")
  })

  it("excludes all of a list", () => {
    const excluded = parsePatterns([negate("/a,/b")])
    assert.deepStrictEqual([excluded("/a"), excluded("/b"), excluded("/c")], [false, false, true])
  })
})

const isPattern = (text: string): boolean => {
  try {
    parsePatterns([text])
    return true
  } catch {
    return false
  }
}
