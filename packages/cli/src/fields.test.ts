/** Every field of a format, from its samples through an ingest to a column of `entries`, or to a text of its `extra`. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, it } from "@effect/vitest"
import Database from "better-sqlite3"

import { builtInFormats, readFormats } from "@logmill/plugins/formats"

import { runWords, testShell } from "./testShell.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-fields-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Those that between them have every field. */
const names = ["nginx-json", "traefik-json", "cloudfront", "aws-alb", "iis", "envoy", "apache-combinedio"]

/** Columns that samples call otherwise, and what a sample's value is in them. */
const renamed: Readonly<Record<string, readonly [column: string, of: (value: number | string) => unknown]>> = {
  time: ["iso_time", String],
  duration_us: ["duration_ms", (value) => Number(value) / 1000],
  upstream_us: ["upstream_ms", (value) => Number(value) / 1000]
}
/** What a line may have beside what all lines have. */
const sometimes =
  "duration_ms upstream_ms bytes_in tls cipher cache mime scheme port upstream_address forwarded_for".split(" ")

const filled = new Set<string>()

it.each(names)("every field of %s can be asked for", async (name) => {
  const { samples } = readFormats(builtInFormats(), true).find((format) => format.name === name)!
  const lines = samples.flatMap(({ header, line }) => (header === undefined ? [line] : [header, line]))
  writeFileSync(join(folder, name), `${lines.join("\n")}\n`)
  const words = ["ingest", name, "--log-format", name, "--db", `${name}.db`, "-q"]
  const { err, status } = await runWords(words, testShell({ cwd: folder }))
  assert.deepStrictEqual([status, err], ["done", ""])
  const database = new Database(join(folder, `${name}.db`), { readonly: true })
  const entries = database.prepare("SELECT * FROM entries ORDER BY line").all() as Array<Record<string, unknown>>
  database.close()
  assert.strictEqual(entries.length, samples.length)
  for (const [index, { fields }] of samples.entries()) {
    const entry = entries[index]!
    const extra = JSON.parse((entry["extra"] as string | null) ?? "{}") as Record<string, unknown>
    for (const [field, value] of Object.entries(fields)) {
      const [column, of] = renamed[field] ?? [field, (same: unknown) => same]
      const found = column in entry ? entry[column] : extra[column]
      assert.deepStrictEqual([column, found], [column, value === null ? null : of(value)])
      if (found !== null) filled.add(column)
    }
  }
})

it("together they have every field that only some logs have", () => assert.includeMembers([...filled], sometimes))

it.each([
  ["request_id,trace_id", "trace_id"],
  ["unique.request_id", null],
  ["request_id, nothing ", "nothing"]
])("--keep-extra %s keeps those that there are", async (asked, unknown) => {
  const line =
    '{"time_iso8601":"2026-11-10T13:55:36Z","remote_addr":"192.0.2.1","request":"GET /","request_id":"7f3a"}\n'
  const log = mkdtempSync(join(folder, "kept-"))
  writeFileSync(join(log, "a.log"), line)
  const { err } = await runWords(["ingest", "a.log", "--keep-extra", asked], testShell({ cwd: log }))
  assert.strictEqual(/--keep-extra ([\w,]+): these/.exec(err)?.[1] ?? null, unknown)
  const database = new Database(join(log, "logmill.db"), { readonly: true })
  assert.deepStrictEqual(database.prepare("SELECT extra FROM entries").pluck().all(), ['{"request_id":"7f3a"}'])
  database.close()
})
