import { assert, describe, it } from "@effect/vitest"

import type { Plugin } from "./Plugin.ts"
import { presetsOf } from "./presets.ts"

const plugin = (name: string, presets: Plugin["presets"]): Plugin => ({
  name,
  version: null,
  description: null,
  folder: `/${name}`,
  from: "user",
  origin: "user",
  isOwn: true,
  analyses: [],
  formats: null,
  presets,
  enricher: null
})

const found = (...plugins: ReadonlyArray<Plugin>) => {
  const { presets, problems } = presetsOf(plugins)
  return { presets, problems: problems.map((problem) => [problem.plugin.name, problem.preset, problem.reason]) }
}

describe("presets", () => {
  it("that can't be read as rules are told, and the others used", () => {
    assert.deepStrictEqual(found(plugin("a", { bad: ["path:/a", "paht:/b"], worse: ["path:~("], good: ["ext:js"] })), {
      presets: { good: ["ext:js"] },
      problems: [
        [
          "a",
          "bad",
          'the rule "paht:/b" is none of bad, path:PATTERN, ext:PATTERN, method:PATTERN, status:PATTERN, client:PATTERN; did you mean "path:/b"?'
        ],
        ["a", "worse", presetsOf([plugin("a", { worse: ["path:~("] })]).problems[0]!.reason]
      ]
    })
  })

  it("that are none in the manifest are told, too", () => {
    assert.deepStrictEqual(found(plugin("a", { "BAD NAME": "no name (line 3)", good: ["ext:js"] })), {
      presets: { good: ["ext:js"] },
      problems: [["a", "BAD NAME", "no name (line 3)"]]
    })
  })

  it("can't be made of other presets", () => {
    const { presets, problems } = found(plugin("a", { one: ["ext:js"], two: ["one"] }))
    assert.deepStrictEqual(presets, { one: ["ext:js"] })
    assert.strictEqual(problems.length, 1)
  })

  it("of one plugin never change those of another", () => {
    assert.deepStrictEqual(
      found(plugin("logmill", { static: ["ext:js"] }), plugin("a", { static: ["path:*"], own: ["ext:x"] })),
      {
        presets: { static: ["ext:js"], own: ["ext:x"] },
        problems: [["a", "static", "the plugin logmill has a preset of this name; choose another"]]
      }
    )
  })
})
