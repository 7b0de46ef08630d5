/** The closed set of reasons for which lines are rejected, as the code and the manual have it. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

import * as line from "./line.ts"

const manual = readFileSync(join(import.meta.dirname, "../../../../docs/rejects.md"), "utf8")

describe("the reasons for rejects", () => {
  it("are those in docs/rejects.md, with the same words", () => {
    const documented = [...manual.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gm)].map(([, reason, text]) => [
      reason,
      text
    ])
    expect(documented).toEqual(Object.entries(line.rejectReasonTexts))
  })

  it("have a meaning each, and are what parsers return", () => {
    const [ok, ...reasons] = line.rejectReasons
    expect(ok).toBe("ok")
    expect(reasons.toSorted()).toEqual(Object.keys(line.rejectReasonTexts).toSorted())
    const numbers = Object.entries(line).filter(([name, value]) => /^[A-Z_]+$/.test(name) && typeof value === "number")
    const named = reasons.map((reason) => [
      reason.toUpperCase().replaceAll("-", "_"),
      line.rejectReasons.indexOf(reason)
    ])
    for (const [name, number] of named) expect(numbers).toContainEqual([name, number])
  })
})
