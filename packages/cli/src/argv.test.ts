import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"

import { prepareArguments } from "./argv.ts"
import { questionFlags, valueFlags } from "./flags.ts"
import { commandNames } from "./tree.ts"

/** `analyze` is a file named like a command. */
const files = new Set(["access.log", "logs", "logs/shop.log", "analyze", "./analyze"])
const around = {
  version: "9.9.9",
  commands: commandNames,
  valueFlags,
  questionFlags,
  exists: (path: string) => files.has(path),
  isAnalysis: (word: string) => word === "paths",
  isInClosedFolder: (path: string) => path.startsWith("/secret/"),
  siblings: (path: string) => (path.startsWith("logs/") ? ["logs/shop.log"] : ["access.log", "logs", "analyze"])
}
const prepare = (words: string) => prepareArguments(words === "" ? [] : words.split(" "), around)

describe("the first word", () => {
  const refused: ReadonlyArray<readonly [words: string, sentence: string]> = [
    ["anlyze", `"anlyze" is neither a command nor a file here; did you mean "logmill analyze"?`],
    ["acess.log", `"acess.log" is neither a command nor a file here; did you mean "logmill access.log"?`],
    ["logs/shp.log", `there is no file logs/shp.log; did you mean "logmill logs/shop.log"?`],
    ["paths", `"paths" is neither a command nor a file here; it is an analysis: logmill analyze paths`],
    ["/secret/access.log", "/secret/access.log cannot be read: permission denied for its folder"],
    ["/nonexist/access.log", "there is no file /nonexist/access.log"],
    ["wzzgl", `"wzzgl" is neither a command nor a file here; "logmill --help" lists the commands`],
    ["--db x.db -q nalyze", `"nalyze" is neither a command nor a file here; did you mean "logmill analyze"?`],
    ["prune --before 2026", `logmill 9.9.9 has no "prune" yet; "logmill --help" lists the commands it has`],
    [
      "access.log --status 404",
      "--status belongs to a question; read the files first (logmill ingest access.log), then ask: logmill analyze --status 404"
    ],
    [
      "access.log --site x --path=/a* --from -7d",
      "--path belongs to a question; read the files first (logmill ingest access.log), then ask: logmill analyze '--path=/a*' --from=-7d"
    ]
  ]
  it.each(refused)("refuses: %s", (words, sentence) => {
    const outcome = prepare(words)
    assert.isTrue(Result.isFailure(outcome))
    if (Result.isFailure(outcome)) {
      assert.strictEqual(outcome.failure.message, sentence)
      assert.strictEqual(outcome.failure.status, "usage")
    }
  })

  it.each([
    ["--csv --limit 3 analyze paths", "analyze paths --csv --limit 3"],
    ["--json formats explain x", "formats explain x --json"],
    ["-q sql --csv -- x", "sql --csv -q -- x"]
  ])("has its flags behind it, where it is a command: %s", (words, inOrder) => {
    assert.strictEqual(Result.getOrThrow(prepare(words)).join(" "), inOrder)
  })

  it("lets a statement begin with a comment", () => {
    const statement = "-- what it is\nSELECT 1"
    assert.deepStrictEqual(Result.getOrThrow(prepareArguments(["sql", statement, "--csv"], around)), [
      "sql",
      "--csv",
      "--",
      statement
    ])
    assert.deepStrictEqual(Result.getOrThrow(prepareArguments(["sql", "--", statement], around)), [
      "sql",
      "--",
      statement
    ])
  })

  const passed: ReadonlyArray<readonly [words: string, prepared: string]> = [
    ["", "--help"],
    ["help", "--help"],
    ["help ingest", "ingest --help"],
    ["version", "--version"],
    ["--version", "--version"],
    ["analyze paths", "analyze paths"],
    ["./analyze", "./analyze"],
    ["access.log", "access.log"],
    ["logs", "logs"],
    ["*.log", "*.log"],
    ["a?.log", "a?.log"],
    ["-", "-"],
    ["-- serve", "-- serve"],
    ["access.log --site x --tz UTC --limit 5", "access.log --site x --tz UTC --limit 5"],
    ["access.log -- --status 404", "access.log -- --status 404"],
    ["--db x.db access.log", "--db x.db access.log"],
    ["--db=x.db analyze", "analyze --db=x.db"],
    ["-q analyze", "analyze -q"],
    ["analyze --status -,404", "analyze --status=-,404"],
    ["analyze --from -7d", "analyze --from=-7d"],
    ["analyze --from -7d --to -1d paths", "analyze --from=-7d --to=-1d paths"],
    ["analyze --from --to", "analyze --from --to"],
    ["analyze --csv -7d", "analyze --csv -7d"],
    ["analyze -- --from -7d", "analyze -- --from -7d"]
  ]
  it.each(passed)("lets through: %s", (words, prepared) => {
    assert.deepStrictEqual(Result.getOrThrow(prepare(words)), prepared.split(" "))
  })
})
