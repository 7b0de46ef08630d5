import { assert, describe, it } from "@effect/vitest"

import { ContractError } from "../analysis/header.ts"
import { contract, readManifest } from "./manifest.ts"

const complaint = (text: string): string => {
  try {
    readManifest(text)
    return "accepted"
  } catch (cause) {
    assert.instanceOf(cause, ContractError)
    return `${cause.line}: ${cause.message}`
  }
}

describe("a manifest that is refused says where, and what to write", () => {
  it.each([
    ["", "1: contract is missing; write contract = 1"],
    ['name = "shop"', "1: contract is missing; write contract = 1"],
    ['name = "shop"\ncontract = "1"', "2: contract must be a number, as in contract = 1"],
    [
      "# later\ncontract = 2\nfuture = true",
      "2: contract = 2 is that of a later logmill, this logmill knows contract 1; update logmill, or take the plugin's release for contract 1"
    ],
    ["contract = 0", "1: there is no contract 0, this logmill knows contract 1; write contract = 1"],
    ["contract = nan", "1: there is no contract NaN, this logmill knows contract 1; write contract = 1"],
    ["contract = 1\n\nenrichers = 'a.ts'", '3: the manifest has no key "enrichers"; did you mean enricher?'],
    [
      "contract = 1\nxyzzy = 1",
      '2: the manifest has no key "xyzzy"; the manifest may have contract, name, version, description, enricher, presets'
    ],
    ["contract = 1\nenricher = ['a.ts']", '2: enricher must be a text, as in enricher = "..."'],
    ["contract = 1\nname = ''", '2: name must be a text, as in name = "..."'],
    ["contract = 1\npresets = 'static'", "2: presets is a table; write [presets]"]
  ])("%j", (text, sentence) => {
    assert.strictEqual(complaint(text), sentence)
  })

  it("one that is no TOML, too", () => {
    assert.match(complaint("contract = 1\nname = = 2"), /^2: the manifest is not TOML: \w/)
  })
})

describe("a preset that is wrong", () => {
  const notTexts = (line: number) => `mine must be a list of texts, as in mine = ["..."] (line ${line})`
  it.each([
    ["Mine = 'path:/a'", "Mine", "its name must be of small letters, digits and hyphens (line 4)"],
    ["mine = []", "mine", notTexts(4)],
    ["mine = ['path:/a', 7]", "mine", notTexts(4)],
    ["[presets.mine]\npath = '/a'", "mine", notTexts(4)]
  ])("is refused alone: %j", (text, name, reason) => {
    const { presets } = readManifest(`contract = 1\n[presets]\ngood = "ext:js"\n${text}`)
    assert.deepStrictEqual(presets, { good: ["ext:js"], [name]: reason })
  })
})

describe("a manifest", () => {
  it("needs nothing but the contract", () => {
    assert.deepStrictEqual(readManifest(`contract = ${contract}`), {
      name: null,
      version: null,
      description: null,
      presets: {},
      enricher: null
    })
  })

  it("says what it says, from whichever editor", () => {
    const text = `\uFEFFcontract = 1\r\nname = "shop"\r\nversion = "1.2"\r\nenricher = "e.ts"\r\n[presets]\r\na = "ext:js"\r\nb-2 = ["path:/x", "status:5xx"]\r\n`
    assert.deepStrictEqual(readManifest(text), {
      name: "shop",
      version: "1.2",
      description: null,
      presets: { a: ["ext:js"], "b-2": ["path:/x", "status:5xx"] },
      enricher: "e.ts"
    })
  })
})
