import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

import { engineLayer } from "../testing/services.ts"
import { QueryEngine } from "./QueryEngine.ts"
import { urlDecode } from "./urlDecode.ts"

describe("urlDecode", () => {
  it.each([
    ["", ""],
    ["/a+b%20c", "/a+b c"],
    ["%2e%2E%2f", "../"],
    ["%252e", "%2e"],
    ["%C3%BC%E2%82%AC", "ü€"],
    ["%C3%", "%C3%"],
    ["%2e%c0%AE%2fx%C3%BC", ".%c0%AE/xü"],
    ["%", "%"],
    ["%2", "%2"],
    ["%zz%41%4", "%zzA%4"],
    ["%00", "\0"],
    ["ü%41", "üA"]
  ])("%j is %j", (text, expected) => expect(urlDecode(text)).toBe(expected))
})

layer(engineLayer([]))("SQL", (it) => {
  it.effect("says of functions of ours what is wrong with what they were given", () =>
    Effect.gen(function* () {
      const engine = yield* QueryEngine
      for (const [sql, says] of [
        ["SELECT 'a' REGEXP '('", /^REGEXP: "\(" is no regular expression/],
        ["SELECT regexp_compile('(')", /^REGEXP: "\(" is no regular expression/],
        ["SELECT in_network('192.0.2.1', 'x')", /^in_network\(\): "x" is no network/],
        ["SELECT regexp_compile(value) FROM json_each(json_array('a', '*'))", /^REGEXP: "\*" is no regular expression/]
      ] as const) {
        const error = yield* Effect.flip(engine.run({ sql }))
        assert.strictEqual(error.reason, "syntax", sql)
        assert.match(error.message, says)
      }
      const sql =
        "SELECT regexp_matches('ab', regexp_compile('^a')), 'ab' REGEXP regexp_compile('^b'), regexp_compile(NULL)"
      assert.deepStrictEqual((yield* engine.run({ sql })).rows, [[1, 0, null]])
    })
  )

  it.effect("has url_decode, regexp_matches and in_network, null for null", () =>
    Effect.gen(function* () {
      const engine = yield* QueryEngine
      const sql =
        "SELECT url_decode('%252e'), url_decode(url_decode('%252e')), url_decode(NULL), url_decode(7), regexp_matches('ab', '^a'), regexp_matches('ab', 'c'), regexp_matches(NULL, 'a'), in_network(NULL, '::/0'), in_network('192.0.2.1', '192.0.2.0/24')"
      assert.deepStrictEqual((yield* engine.run({ sql })).rows, [["%2e", ".", null, "7", 1, 0, null, null, 1]])
    })
  )
})
