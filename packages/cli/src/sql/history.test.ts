import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"

import { History, historyFile, mostKept } from "./history.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-history-"))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe("the history", () => {
  it("has the newest first, each once, and is added to at once", () => {
    const file = join(folder, "a/b/history")
    const history = new History(file)
    assert.isFalse(existsSync(file))
    for (const statement of ["one;", "two;", "two;", "one;", "", " ", "x\ny"]) history.add(statement)
    assert.deepStrictEqual(history.statements, ["one;", "two;"])
    assert.strictEqual(readFileSync(file, "utf8"), "one;\ntwo;\none;\n")
    assert.deepStrictEqual(new History(file).statements, ["one;", "two;"])
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
  })

  it("is closed to others even when it was open, and does not grow for ever", () => {
    const file = join(folder, "history")
    writeFileSync(file, Array.from({ length: 2 * mostKept + 1 }, (_, n) => `SELECT ${n};\n`).join(""), { mode: 0o644 })
    const history = new History(file)
    assert.strictEqual(history.statements.length, mostKept)
    assert.strictEqual(history.statements[0], `SELECT ${2 * mostKept};`)
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
    assert.strictEqual(readFileSync(file, "utf8").split("\n").length, mostKept + 1)
  })

  it("that can't be kept is none", () => {
    mkdirSync(join(folder, "history"))
    const history = new History(join(folder, "history"))
    history.add("one;")
    assert.deepStrictEqual(history.statements, ["one;"])
  })

  it("is where the system keeps such things", () => {
    assert.strictEqual(historyFile({ HOME: "/home/a" }), "/home/a/.local/state/logmill/sql_history")
    assert.strictEqual(historyFile({ HOME: "/home/a", XDG_STATE_HOME: "/s" }), "/s/logmill/sql_history")
  })
})
