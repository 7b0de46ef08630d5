/**
 * Every statement of the cookbook is asked twice as it stands: of the samples, where it finds something if their logs can
 * tell, and of a small log of its own, whose whole answer was counted by hand. Its log is one of many in a database:
 * `--source` selects it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { vi } from "vitest"

import { counted, logFormat, logOf, type Row } from "./testCookbook.ts"
import { runWords, testShell } from "./testShell.ts"

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const root = join(import.meta.dirname, "../../..")
const folder = mkdtempSync(join(tmpdir(), "logmill-cookbook-"))
const run = (...words: ReadonlyArray<string>) =>
  runWords(words, testShell({ cwd: folder, configFolder: join(folder, "own") }))
const log = (number: number | string) => join(folder, `logs/${number}.log`)

interface Recipe {
  readonly number: number
  readonly title: string
  readonly sql: string
}

const recipes: ReadonlyArray<Recipe> = readFileSync(join(root, "docs/cookbook.md"), "utf8")
  .split(/^### /m)
  .slice(1)
  .map((section) => ({
    number: Number.parseInt(section),
    title: section.slice(0, section.indexOf("\n")),
    sql: /^```sql\n(.*?)^```$/ms.exec(section)![1]!
  }))

const ask = async (sql: string, ...words: ReadonlyArray<string>): Promise<ReadonlyArray<Row>> => {
  const params = [...sql.matchAll(/--param (\S+)/g)].flatMap(([, param]) => ["--param", param!])
  const { err, out, status } = await run("sql", ...params, ...words, "--json", "--", sql)
  assert.strictEqual(status, "done", err)
  const short = out.replaceAll(join(folder, "logs/"), "")
  return (JSON.parse(short) as { readonly rows: ReadonlyArray<object> }).rows.map((row) => Object.values(row))
}

describe("the cookbook", () => {
  beforeAll(async () => {
    mkdirSync(join(folder, "logs"))
    for (const [number, of] of Object.entries(counted)) writeFileSync(log(number), logOf(of))
    const own = await run("ingest", "logs", "--log-format", logFormat, "--db", "own.db", "--max-rejects", "5")
    assert.strictEqual(own.status, "done", own.err)
    assert.strictEqual((await run("ingest", join(root, "samples/logs"), "-q")).status, "done")
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("has 25 questions at least, in order, each with an answer counted by hand", () => {
    assert.isAtLeast(recipes.length, 25)
    for (const [index, { title }] of recipes.entries()) assert.match(title, new RegExp(`^${index + 1}\\. `))
    assert.sameMembers(
      Object.keys(counted),
      recipes.map(({ number }) => String(number))
    )
  })

  it.each(recipes)("answers $title", async ({ number, sql, title }) => {
    assert.deepStrictEqual(await ask(sql, "--db", "own.db", "--source", log(number)), counted[number]!.rows)
    const rows = await ask(sql)
    // The samples' logs have no response times.
    if (title.endsWith("⏱")) assert.deepStrictEqual(rows, [])
    else assert.isNotEmpty(rows)
  })

  it("counts on the samples what they were made of", async () => {
    const story = JSON.parse(readFileSync(join(root, "samples/story.json"), "utf8")) as {
      readonly visitors: number
      readonly clients: number
      readonly entries: number
    }
    const rows = (number: number) => ask(recipes[number - 1]!.sql)
    const sum = (all: ReadonlyArray<Row>, column: number) => all.reduce((total, row) => total + Number(row[column]), 0)
    assert.strictEqual(sum(await rows(1), 1), story.entries)
    assert.strictEqual(sum(await rows(2), 2), story.visitors)
    assert.deepStrictEqual(await rows(3), [[story.visitors, story.clients]])
  })
})
