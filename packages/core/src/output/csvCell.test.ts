import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { csvCell } from "./csvCell.ts"
import { formatDelimited } from "./delimited.ts"
import { listing } from "./rows.ts"

/** The same cell as csv-stringify writes it. */
const byLibrary = (text: string, safe: boolean): string =>
  [...formatDelimited(listing("x", [{ name: "c", kind: "text" }], [[text]]), { delimiter: ",", safe })]
    .join("")
    .slice("c\n".length, -1)

describe("a cell of CSV", () => {
  const odd = [
    "",
    " ",
    '"',
    '""',
    ",",
    "\n",
    "\r",
    "\r\n",
    "a",
    'say "hi"',
    "a,b",
    "=1",
    "+1",
    "-1",
    "@a",
    "'=1",
    "\t=1"
  ]
  const wide = ["＝1", "＋1", "－1", "＠a", "é", "\u{1f600}", "\\x1b", '=",\n']
  it.each([...odd, ...wide])("%j", (text) => {
    for (const safe of [true, false]) assert.strictEqual(csvCell(text, safe), byLibrary(text, safe))
  })

  it.prop("is what csv-stringify writes", [Schema.String, Schema.Boolean], ([text, safe]) => {
    assert.strictEqual(csvCell(text, safe), byLibrary(text, safe))
  })
})
