import { describe, expect, it } from "vitest"

import type { AnalysisParam, ParamType } from "./contract.ts"
import { ParamError, type ParamInput, readParams } from "./params.ts"

const param = (type: ParamType, more: Partial<AnalysisParam> = {}): AnalysisParam => ({
  name: "p",
  type,
  default: null,
  description: null,
  choices: type === "choice" ? ["day", "hour"] : [],
  min: null,
  max: null,
  ...more
})

const context = { now: Date.UTC(2026, 10, 5), offsetAt: () => 3_600_000 }
const read = (one: AnalysisParam, given?: ParamInput) =>
  readParams([one], given === undefined ? {} : { p: given }, context)

describe("parameters", () => {
  it.each<[AnalysisParam, ParamInput | undefined, string]>([
    [param("int"), undefined, "p is missing; write --param p=10"],
    [param("choice"), undefined, "p is missing; write --param p=day"],
    [param("int"), "x", 'p can\'t be "x"; it is a whole number'],
    [param("int"), "1.5", "it is a whole number"],
    [param("int"), "9007199254740993", "it is a whole number"],
    [param("int", { min: 1, max: 5 }), 6, "it is a whole number from 1 to 5"],
    [param("float", { min: 1 }), "0.5", "it is a number from 1 on"],
    [param("float"), "", "it is a number"],
    [param("float"), "Infinity", "it is a number"],
    [param("bool"), "maybe", "it is true or false"],
    [param("duration"), "30", "it is a duration such as 500ms, 30s"],
    [param("duration", { min: 1000, max: 86_400_000 }), "999ms", "30m, 2h or 1d from 1s to 1d"],
    [param("duration", { max: 5_400_000 }), "2h", "30m, 2h or 1d up to 90m"],
    [param("time"), "soon", "it is a time such as 2026-11-05"],
    [param("choice"), "week", "it is one of day, hour"]
  ])("%o refuses %j", (one, given, reason) => {
    expect(() => read(one, given)).toThrow(ParamError)
    expect(() => read(one, given)).toThrow(reason)
  })

  it.each<[AnalysisParam, ParamInput | undefined, string | number]>([
    [param("int"), "-12", -12],
    [param("int"), 12, 12],
    [param("int", { default: 3 }), undefined, 3],
    [param("int", { default: 3 }), 0, 0],
    [param("float"), "1e-3", 0.001],
    [param("text"), "", ""],
    [param("text"), "'; DROP TABLE entry --", "'; DROP TABLE entry --"],
    [param("bool"), true, 1],
    [param("bool"), "no", 0],
    [param("bool", { default: true }), false, 0],
    [param("duration"), "30m", 1_800_000],
    [param("duration", { min: 1000, max: 86_400_000 }), "1d", 86_400_000],
    [param("time"), "2026-11-05", Date.UTC(2026, 10, 4, 23)],
    [param("time"), "-1h", Date.UTC(2026, 10, 4, 23)],
    [param("choice"), "hour", "hour"]
  ])("%o reads %j as %j", (one, given, value) => expect(read(one, given)).toEqual({ p: value }))

  it("refuses a name that is not declared, with the nearest that is", () => {
    const params = [param("int", { name: "min_hits", default: 1 }), param("text", { name: "other", default: "" })]
    expect(() => readParams(params, { min_hit: 5 }, context)).toThrow("min_hit is not known; did you mean min_hits?")
    expect(() => readParams(params, { zzz: 5 }, context)).toThrow("zzz is not known; there are min_hits, other")
    expect(() => readParams([], { zzz: 5 }, context)).toThrow("zzz is not known; there are no parameters")
    expect(() => readParams(params, { toString: 5 }, context)).toThrow("toString is not known")
  })
})
