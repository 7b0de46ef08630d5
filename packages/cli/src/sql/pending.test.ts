import { assert, describe, it } from "@effect/vitest"

import { statementsIn } from "./pending.ts"

describe("lines of the prompt", () => {
  const cases: ReadonlyArray<readonly [typed: string, statements: ReadonlyArray<string> | null]> = [
    ["SELECT 1", null],
    ["SELECT 1;", ["SELECT 1"]],
    ["SELECT 1; -- done", ["SELECT 1"]],
    ["SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]],
    ["SELECT 1; SELECT 2", null],
    ["SELECT ';", null],
    ["SELECT ';\n';", ["SELECT ';\n'"]],
    ["SELECT /* ;", null],
    ["SELECT 1 -- ;", null],
    ["SELECT # 1", null],
    ["SELECT # 1;", ["SELECT # 1;"]],
    ["-- nothing", []],
    ["  ", []],
    [";;", []]
  ]
  it.each(cases)("%j", (typed, statements) => assert.deepStrictEqual(statementsIn(typed), statements))
})
