import { parse, type TomlError } from "smol-toml"
import { describe, expect, it } from "vitest"

import { tomlFault } from "./tomlFault.ts"

const faultOf = (toml: string): string => {
  try {
    return JSON.stringify(parse(toml))
  } catch (cause) {
    return tomlFault(cause as TomlError, toml)
  }
}

describe("a text that is no TOML", () => {
  it.each([
    ["id = slow-paths", 'invalid value; a text stands in quotes: id = "slow-paths"'],
    ["a = 1\n  title = Slow paths # of all\n", 'a text stands in quotes: title = "Slow paths"'],
    ["a = ./logs.db", 'a text stands in quotes: a = "./logs.db"']
  ])("%j is told to lack quotes", (toml, fault) => expect(faultOf(toml)).toContain(fault))

  it.each([
    ['title = "T\nid = "a"', "is a quote not closed?"],
    ['id: "x"', "= stands behind a key: id = ..."],
    ["a = 1\na = 2", "a stands there twice"]
  ])("%j is told what it lacks, or has too much of", (toml, fault) => expect(faultOf(toml)).toContain(fault))

  it.each(['id = "a', "id = [a", "id"])("%j is told as the parser tells it", (toml) => {
    expect(faultOf(toml)).not.toContain("quotes:")
  })
})
