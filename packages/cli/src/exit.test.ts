import { assert, describe, it } from "@effect/vitest"
import { Exit } from "effect"
import { CliError } from "effect/cli"

import { type ExitName, exitStatus, Stop, usage } from "./exit.ts"
import { outcome } from "./process.ts"

describe("exit statuses", () => {
  it("are these", () => {
    const codes = Object.fromEntries(Object.entries(exitStatus).map(([name, { code }]) => [name, code]))
    assert.deepStrictEqual(codes, {
      done: 0,
      partly: 1,
      usage: 2,
      busy: 3,
      io: 4,
      deadline: 5,
      bug: 70,
      interrupted: 130,
      terminated: 143
    })
  })

  const help = (errors: ReadonlyArray<CliError.NonShowHelpErrors>) =>
    Exit.fail(new CliError.ShowHelp({ commandPath: ["logmill"], errors: [...errors] }))
  type Case = readonly [
    what: string,
    exit: Exit.Exit<void, Stop | CliError.CliError>,
    signal: ExitName | null,
    status: ExitName
  ]
  const cases: ReadonlyArray<Case> = [
    ["success", Exit.void, null, "done"],
    ["success in spite of a signal", Exit.void, "interrupted", "done"],
    ["a closed pipe", Exit.fail(new Stop({ status: "done", sentence: null })), null, "done"],
    ["wrong usage", Exit.fail(usage("type this")), null, "usage"],
    ["wrong flags", help([new CliError.MissingOption({ option: "db" })]), null, "usage"],
    ["help that was asked for", help([]), null, "done"],
    ["a busy database", Exit.fail(new Stop({ status: "busy", sentence: "busy" })), null, "busy"],
    ["SIGINT", Exit.interrupt(), "interrupted", "interrupted"],
    ["SIGTERM", Exit.interrupt(), "terminated", "terminated"],
    ["a failure caused by SIGTERM", Exit.fail(usage("stopped")), "terminated", "terminated"],
    ["a defect", Exit.die(new Error("boom")), null, "bug"]
  ]
  it.each(cases)("%s", (_, exit, signal, status) => {
    assert.strictEqual(outcome(exit, signal).status, status)
  })

  it("a sentence is said once, with the program's name", () => {
    assert.deepStrictEqual(outcome(Exit.fail(usage("type this")), null).report, ["logmill: type this"])
    assert.deepStrictEqual(outcome(Exit.fail(new Stop({ status: "partly", sentence: null })), null).report, [])
  })

  it("a defect is reported with its stack", () => {
    assert.include(outcome(Exit.die(new Error("boom")), null).report.join("\n"), "boom")
  })
})
