import { describe, expect, it } from "vitest"

import { checkDefinition } from "./checkDefinition.ts"
import { FormatError } from "./definition.ts"

const sample = { line: "192.0.2.1 /", fields: { client: "192.0.2.1" } }
const whole = { name: "mine", title: "Mine", pattern: "{client} {uri}", samples: [sample] }

describe("what is no definition of a format", () => {
  it.each<[what: string, value: unknown, message: RegExp]>([
    ["nothing", null, /no object/],
    ["a list", [whole], /no object/],
    ["one without a name", { ...whole, name: undefined }, /"name" is missing/],
    ["one without samples", { ...whole, samples: undefined }, /"samples" is missing: it is a list of samples/],
    ["a name with blanks", { ...whole, name: "my format" }, /"name" is not small letters/],
    ["a pattern that is a number", { ...whole, pattern: 5 }, /"pattern" is not a text or a list of texts/],
    ["a pattern of nothing", { ...whole, pattern: [] }, /"pattern" is not/],
    ["escapes that are none", { ...whole, escapes: "nope" }, /"escapes" is not "backslash", "hash", "json", "none"/],
    [
      "a key that was mistyped",
      { ...whole, escapess: "none" },
      /"escapess" is nothing that is known; did you mean "escapes"/
    ],
    ["samples that are an object", { ...whole, samples: {} }, /"samples" is not a list of samples/],
    ["a sample that is a text", { ...whole, samples: ["x"] }, /"samples" is not/],
    ["a sample without fields", { ...whole, samples: [sample, { line: "x" }] }, /sample 2: "fields" is missing/],
    ["a sample without its line", { ...whole, samples: [{ fields: {} }] }, /sample 1: "line" is missing/],
    [
      "a field of a sample that is a list",
      { ...whole, samples: [{ ...sample, fields: { a: [] } }] },
      /"fields" is not/
    ],
    ["values that are texts", { ...whole, values: { tls: "x" } }, /"values" is not/],
    [
      "columns without a header",
      { ...whole, columns: { fields: {}, separator: "tab" } },
      /columns: "header" is missing/
    ]
  ])("%s", (_, value, message) => {
    // As JSON has it: what is undefined is not there.
    const read: unknown = JSON.parse(JSON.stringify(value))
    expect(() => checkDefinition(read)).toThrow(FormatError)
    expect(() => checkDefinition(read)).toThrow(message)
  })

  it("is not what is one", () => expect(checkDefinition(whole)).toBe(whole))
})
