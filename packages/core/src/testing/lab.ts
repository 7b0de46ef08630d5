/**
 * A folder with logs and a database, to ingest in and to look at what came of it.
 *
 * Every ingest here is checked against the laws that hold for all of them: lines = stored + filtered + rejected + skipped
 * in the report, in each of its parts and in the database; every file's lines are all accounted for; line numbers are
 * those of the file.
 */
import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"

import { assert } from "@effect/vitest"
import Database from "better-sqlite3"
import { Effect, type Scope } from "effect"

import type { FormatDefinition } from "@logmill/workers/format/definition"
import { enrich } from "../ingest/enrich.ts"
import { forget } from "../ingest/forget.ts"
import { Ingest, type IngestHooks } from "../ingest/Ingest.ts"
import type { IngestKnowledge, IngestOptions } from "../ingest/options.ts"
import type { Counts, IngestReport, SourceOutcome } from "../ingest/report.ts"
import type { IngestError } from "../ingest/IngestError.ts"
import type { RetryOptions } from "../ingest/retry/options.ts"
import type { RetryReport } from "../ingest/retry/report.ts"
import { retryRejects } from "../ingest/retry/retryRejects.ts"
import type { Enrichment } from "../store/details.ts"
import type { StoreError } from "../store/StoreError.ts"
import { goldenDump } from "./dump.ts"
import { testEnrichment } from "./enrichment.ts"
import { ingestOptions, retryOptions, testKnowledge } from "./options.ts"
import { checkRollups } from "./rollups.ts"

export const makeLab: Effect.Effect<Lab, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => new Lab(mkdtempSync(join(tmpdir(), "logmill-")))),
  (lab) => Effect.sync(() => rmSync(lab.folder, { recursive: true, force: true }))
)

export class Lab {
  readonly folder: string
  /** Formats that ingests know beside those of the parsers. */
  formats: ReadonlyArray<FormatDefinition> = []
  /** What ingests know of values. */
  enrichment: Enrichment = testEnrichment
  /** Is told the databases of addresses that are to be used unless others are named. */
  onEnrichment: (geoip: ReadonlyArray<string>) => void = () => {}

  constructor(folder: string) {
    this.folder = folder
  }

  get databasePath(): string {
    return this.path("logs.db")
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  mkdir(name: string): void {
    mkdirSync(this.path(name))
  }

  write(name: string, content: string | Buffer): void {
    writeFileSync(this.path(name), content)
  }

  append(name: string, content: string | Buffer): void {
    appendFileSync(this.path(name), content)
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name))
  }

  rename(from: string, to: string): void {
    renameSync(this.path(from), this.path(to))
  }

  remove(name: string): void {
    rmSync(this.path(name))
  }

  truncate(name: string, length: number): void {
    truncateSync(this.path(name), length)
  }

  /** Cuts a file behind its first `lines` lines. */
  keepLines(name: string, lines: number): void {
    const content = this.read(name)
    let end = 0
    for (let line = 0; line < lines; line++) end = content.indexOf(0x0a, end) + 1
    this.truncate(name, end)
  }

  gzip(from: string, to: string): void {
    this.write(to, gzipSync(this.read(from)))
  }

  inode(name: string): bigint {
    const fd = openSync(this.path(name), "r")
    try {
      return fstatSync(fd, { bigint: true }).ino
    } finally {
      closeSync(fd)
    }
  }

  /** Runs an ingest, and checks the laws on its report and on the database; on files that change meanwhile, no more. */
  ingest(
    inputs: ReadonlyArray<string>,
    options: Partial<IngestOptions> = {},
    { isGrowing = false, ...hooks }: Partial<IngestHooks> & { readonly isGrowing?: boolean } = {}
  ): Effect.Effect<IngestReport, IngestError | StoreError> {
    const resolved = ingestOptions(this.folder, inputs, options)
    return Ingest.use((service) => service.run(resolved, { onProgress: () => {}, stop: Effect.never, ...hooks })).pipe(
      Effect.tap((report) =>
        Effect.sync(() => {
          checkReport(report)
          if (!resolved.dryRun && report.outcomes.some(({ sourceId }) => sourceId !== null)) {
            checkRollups(resolved.databasePath)
            checkDatabase(resolved.databasePath, isGrowing ? { ...report, outcomes: [] } : report)
          }
        })
      ),
      Effect.provide(Ingest.layer(this.#knowledge))
    )
  }

  /** Tries rejects again, and checks the laws on its report and on the database. `names`: none for all. */
  retry(
    names: ReadonlyArray<string> = [],
    options: Partial<RetryOptions> = {},
    hooks: Partial<Parameters<typeof retryRejects>[1]> = {}
  ): Effect.Effect<RetryReport, IngestError | StoreError> {
    const resolved = retryOptions(this.folder, names, options)
    return retryRejects(resolved, { onProgress: () => {}, stop: Effect.never, ...hooks }, this.#knowledge).pipe(
      Effect.tap((report) =>
        Effect.sync(() => {
          checkRetryReport(report)
          checkLaws(resolved.databasePath)
        })
      )
    )
  }

  get #knowledge(): IngestKnowledge {
    return {
      ...testKnowledge,
      enrichment: (geoip) => {
        this.onEnrichment(geoip)
        return Promise.resolve(this.enrichment)
      },
      formats: () => this.formats
    }
  }

  forget(...names: ReadonlyArray<string>) {
    return forget({ databasePath: this.databasePath, names, cwd: this.folder, waitMs: 0 }).pipe(
      Effect.tap(() => Effect.sync(() => checkRollups(this.databasePath)))
    )
  }

  /** With what is known of values now. */
  enrich() {
    return enrich({ databasePath: this.databasePath, waitMs: 0 }, this.#knowledge).pipe(
      Effect.tap(() => Effect.sync(() => checkRollups(this.databasePath)))
    )
  }

  /** Makes a state of the database by hand. */
  change(statements: string): void {
    const database = new Database(this.databasePath)
    database.exec(statements)
    database.close()
  }

  query<Row>(sql: string, ...values: ReadonlyArray<unknown>): ReadonlyArray<Row> {
    return queryAll<Row>(this.databasePath, sql, values)
  }

  /** How many rows a table of a database in the folder has. */
  count(database: string, table: string): number {
    const [row] = queryAll<{ rows: number }>(this.path(database), `SELECT count(*) AS rows FROM ${table}`)
    return row!.rows
  }

  dump(): ReadonlyArray<string> {
    return goldenDump(this.databasePath)
  }

  /** How often each path was stored, of paths as logLine makes them; in the order of names and numbers. */
  storedPaths(): ReadonlyArray<string> {
    return this.query<{ path: string }>("SELECT path FROM entries")
      .map(({ path }) => path)
      .toSorted(byNumber)
  }
}

/** Paths of the lines that logLines makes of the same arguments, as `storedPaths` gives them. */
export const pathsOf = (...parts: ReadonlyArray<readonly [name: string, from: number, count: number]>) =>
  parts
    .flatMap(([name, from, count]) => Array.from({ length: count }, (_, index) => `/${name}/${from + index}`))
    .toSorted(byNumber)

const byNumber = new Intl.Collator("en", { numeric: true }).compare

/** What became of one file given; its name or path. */
export const outcomeOf = (report: IngestReport, name: string): SourceOutcome => {
  const outcome = report.outcomes.find(({ path }) => path === name || path.endsWith(`/${name}`))
  assert(outcome !== undefined, `nothing is said of ${name}`)
  return outcome
}

/** The results by the names of files, in the order of the report. */
export const resultsOf = (report: IngestReport): Record<string, string> =>
  Object.fromEntries(report.outcomes.map(({ path, result }) => [path.slice(path.lastIndexOf("/") + 1), result]))

type Query = <Row>(sql: string, values?: ReadonlyArray<unknown>) => ReadonlyArray<Row>

/** With one connection for all that is asked: to read the schema takes longer than most of the questions. */
const asking = <Result>(databasePath: string, use: (query: Query) => Result): Result => {
  const database = new Database(databasePath, { readonly: true })
  try {
    return use(
      <Row>(sql: string, values: ReadonlyArray<unknown> = []) =>
        database.prepare(sql).all(...values) as ReadonlyArray<Row>
    )
  } finally {
    database.close()
  }
}

const queryAll = <Row>(databasePath: string, sql: string, values: ReadonlyArray<unknown> = []): ReadonlyArray<Row> =>
  asking(databasePath, (query) => query<Row>(sql, values))

const sumOf = (counts: Counts): number =>
  counts.stored + counts.filtered + counts.rejected + counts.blank + counts.comment

export const checkReport = ({ counts, outcomes, filteredBy, rejectedBy }: IngestReport): void => {
  for (const outcome of outcomes)
    assert.strictEqual(outcome.counts.lines, sumOf(outcome.counts), `law of ${outcome.path}`)
  assert.strictEqual(counts.lines, sumOf(counts), "law of the report")
  for (const name of ["lines", "stored", "filtered", "rejected", "blank", "comment"] as const) {
    const sum = outcomes.reduce((total, outcome) => total + outcome.counts[name], 0)
    assert.strictEqual(sum, counts[name], `${name} of the outcomes together`)
  }
  const total = (parts: ReadonlyArray<{ readonly lines: number }>): number =>
    parts.reduce((sum, { lines }) => sum + lines, 0)
  assert.strictEqual(total(filteredBy), counts.filtered, "filtered lines by rule")
  assert.strictEqual(total(rejectedBy), counts.rejected, "rejected lines by reason")
}

const checkRetryReport = ({ filteredBy, sources }: RetryReport): void => {
  for (const { failed, filtered, left, notRetried, path, rejected, skipped, stored } of sources) {
    const failing = failed.reduce((sum, { lines }) => sum + lines, 0)
    const sum = stored + filtered + skipped + failing + (notRetried?.lines ?? 0) + left
    assert.strictEqual(rejected, sum, `rejects of ${path}`)
  }
  const filtered = (parts: ReadonlyArray<number>): number => parts.reduce((sum, lines) => sum + lines, 0)
  assert.strictEqual(
    filtered(filteredBy.map(({ lines }) => lines)),
    filtered(sources.map((source) => source.filtered)),
    "filtered lines by rule"
  )
}

/** The laws of a database that do not ask for its files. */
export const checkLaws = (databasePath: string): void => {
  checkRollups(databasePath)
  checkDatabase(databasePath, { outcomes: [] })
  for (const range of queryAll<Record<string, number>>(databasePath, "SELECT * FROM source_range")) {
    const parts = range["stored"]! + range["filtered"]! + range["rejected"]! + range["blank"]! + range["comment"]!
    assert.strictEqual(range["lines"], parts, `law of range ${range["id"]}`)
  }
}

interface SourceView {
  readonly source_id: number
  readonly path: string
  readonly state: string
  readonly lines: number
  readonly stored: number
  readonly filtered: number
  readonly rejected: number
  readonly skipped: number
  readonly blank: number
  readonly comment: number
  readonly entries: number
  readonly rejects: number
}

/** The laws of the database; and, for the files of `report`, that it has each line of them under its number. */
export const checkDatabase = (databasePath: string, report: Pick<IngestReport, "outcomes">): void =>
  asking(databasePath, (query) => checkAll(query, report))

const checkAll = (query: Query, report: Pick<IngestReport, "outcomes">): void => {
  const entries = new Map<number, number>()
  const rejects = new Map<number, number>()
  for (const [counts, view] of [
    [entries, "entries"],
    [rejects, "rejects"]
  ] as const) {
    const sql = `SELECT source_id, count(*) AS rows, count(line) AS numbered FROM ${view} GROUP BY source_id`
    for (const row of query<{ source_id: number; rows: number; numbered: number }>(sql)) {
      counts.set(row.source_id, row.rows)
      const isFinished = report.outcomes.some(
        ({ result, sourceId }) => sourceId === row.source_id && result !== "stopped"
      )
      if (isFinished)
        assert.strictEqual(row.numbered, row.rows, `${view} of source ${row.source_id} with a line number`)
    }
  }
  for (const row of query<SourceView>("SELECT * FROM sources")) {
    assert.strictEqual(row.lines, row.stored + row.filtered + row.rejected + row.skipped, `law of ${row.path}`)
    assert.strictEqual(row.skipped, row.blank + row.comment, `skipped lines of ${row.path}`)
    assert.strictEqual(row.stored, entries.get(row.source_id) ?? 0, `entries of ${row.path}`)
    assert.strictEqual(row.rejected, rejects.get(row.source_id) ?? 0, `rejects of ${row.path}`)
  }
  for (const table of ["client", "path", "agent", "referrer", "site", "user", "extra"]) {
    const twice = query(`SELECT value FROM ${table} GROUP BY value HAVING count(*) > 1`)
    assert.deepStrictEqual(twice, [], `values stored twice in ${table}`)
  }
  for (const outcome of report.outcomes) {
    const isAlone = report.outcomes.every((other) => other === outcome || other.sourceId !== outcome.sourceId)
    checkFile(query, outcome, isAlone)
  }
}

/** `wc -l` and one more for a last line without line end. */
export const linesOfFile = (content: Buffer): ReadonlyArray<string> => {
  const lines = content.toString("latin1").split("\n")
  if (lines.at(-1) === "") lines.pop()
  return lines
}

export const contentOf = (path: string): Buffer => {
  const bytes = readFileSync(path)
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
}

/** `isAlone`: no other file of the ingest is of the same source. */
const checkFile = (query: Query, { path, result, sourceId, detail }: SourceOutcome, isAlone: boolean): void => {
  if (path === "-" || sourceId === null) return
  const [own] = query<{ path: string }>("SELECT path FROM source WHERE id = ?", [sourceId])
  const isWhole = result === "unchanged" && detail === null && own?.path === path
  if (result !== "read" && result !== "continued" && !isWhole) return
  const lines = linesOfFile(contentOf(path))
  const generations = query<{ generation: number; lines: number }>(
    "SELECT generation, sum(lines + carried) AS lines FROM source_range WHERE source_id = ? AND generation IS NOT NULL GROUP BY generation",
    [sourceId]
  )
  const found = generations.findLast((generation) => generation.lines === lines.length)
  // An unchanged file may have been cut before, and another file may have more.
  const mayBeLess = result === "unchanged" || !isAlone
  if (mayBeLess && generations.some((generation) => generation.lines > lines.length)) return
  assert(found !== undefined, `${path} has ${lines.length} lines, its source ${JSON.stringify(generations)}`)
  const entries = query<{ line: number; client: string; path: string }>(
    `SELECT r.first_line + coalesce(e.range_line, e.id - r.first_entry) AS line, c.value AS client, p.value AS path
     FROM source_range r JOIN entry e ON e.id BETWEEN r.first_entry AND r.last_entry
     JOIN client c ON c.id = e.client_id JOIN request q ON q.id = e.request_id JOIN path p ON p.id = q.path_id
     WHERE r.source_id = ? AND ifnull(r.generation, (SELECT generation FROM source_range o WHERE o.id = r.origin)) = ?`,
    [sourceId, found.generation]
  )
  const [meta] = query<{ anonymized: number }>("SELECT anonymized FROM meta")
  const hasClient = (line: string, client: string): boolean => meta!.anonymized === 1 || line.includes(client)
  for (const entry of entries) {
    const line = lines[entry.line - 1]
    if (line === undefined || !(isEscaped(line) || (hasClient(line, entry.client) && line.includes(entry.path)))) {
      assert.fail(`line ${entry.line} of ${path} is stored as ${entry.client} ${entry.path}, and is ${line}`)
    }
  }
}

/** Whether the stored text of a line's fields may be another than the line's. */
const isEscaped = (line: string): boolean => /[^ -~]|\\/.test(line)
