import { assert, describe, it } from "@effect/vitest"
import type { Asked } from "bowser/src/parser-*"

import { wordsOfTest } from "./testWords.ts"

describe("wordsOfTest", () => {
  const cases: ReadonlyArray<readonly [expressions: ReadonlyArray<RegExp>, words: ReadonlyArray<string> | null]> = [
    [[/chrome|crios/i], ["chrome", "crios"]],
    [[/(ipod|iphone)/i], ["ipod", "iphone"]],
    [
      [/\sedg\//i, /edge/i],
      ["edg/", "edge"]
    ],
    [[/(web|hpw)[o0]s/i], ["webos", "web0s", "hpwos", "hpw0s"]],
    [[/\bbb\d+/i], Array.from({ length: 10 }, (_, digit) => `bb${digit}`)],
    [[/bb\d*/i], null],
    [[/bb\d{0,2}/i], null],
    [[/abc?/i], null],
    [[/(?:ab|cd)e+/i], ["abe", "cde"]],
    [[/(?:ab|cd)?ef/i], null],
    [[/[^-]ab/i], null],
    [[/.*/i], null],
    [[/longer/, /.*/], null]
  ]
  it.each(cases)("%j: %j", (expressions, words) => {
    assert.deepStrictEqual(wordsOfTest(expressions), words)
  })

  it("tells of functions which expressions have to match", () => {
    const asks = (test: (asked: Asked) => boolean) => wordsOfTest(test)
    assert.deepStrictEqual(
      asks(({ test }) => test(/some/)),
      ["some"]
    )
    assert.deepStrictEqual(
      asks(({ test }) => {
        const isLike = test(/like other/)
        return test(/other/) && !isLike
      }),
      ["other"]
    )
    assert.deepStrictEqual(
      asks(({ test }) => test(/one/) || test(/two/)),
      ["one", "two"]
    )
    assert.deepStrictEqual(
      asks(({ test }) => test(/one/) && test(/another/)),
      ["one"]
    )
    assert.deepStrictEqual(
      asks(({ hasBrand }) => hasBrand("x")),
      []
    )
    assert.isNull(asks(({ test }) => !test(/none/)))
    assert.isNull(asks(({ getUA, test }) => test(/one/) && getUA() === "x"))
    assert.isNull(asks(({ getOSName }) => getOSName() === "x"))
  })
})
