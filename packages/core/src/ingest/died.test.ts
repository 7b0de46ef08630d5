/**
 * What an ingest leaves that died between two of its transactions, for each pair of them; kill.test.ts meets the narrow
 * ones only by chance. The states are made by hand, from a finished ingest.
 */
import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { Effect } from "effect"
import { copyFileSync, rmSync } from "node:fs"
import { gzipSync } from "node:zlib"

import { dumpDifference, goldenDump, integrityOf } from "../testing/dump.ts"
import { type Lab, makeLab, pathsOf } from "../testing/lab.ts"
import { distinctLines, logLine, logLines } from "../testing/logs.ts"

const names = ["large.log", "packed.gz", "broken.log", "blank.log"]

const writeLogs = (lab: Lab): void => {
  lab.write("large.log", distinctLines("large", 12_000))
  lab.write("packed.gz", gzipSync(distinctLines("packed", 9000)))
  lab.write(
    "broken.log",
    `${logLines("broken", 1, 5)}no log line\n\n${logLines("broken", 6, 5)}${logLine("broken", 11).slice(0, 70)}`
  )
  lab.write("blank.log", "\n\n# nothing else\n")
}

const change = (databasePath: string, statements: string): void => {
  const database = new Database(databasePath)
  database.exec(statements)
  database.close()
}

const notClosed = `
  UPDATE run SET state = 'running', ended_at = NULL, totals = NULL;
  UPDATE source SET state = 'reading';
  UPDATE source_range SET first_line = NULL;
  DELETE FROM source_file;`

/** Takes back ranges and all that came with them; the rollups had not followed yet. */
const without = (ranges: string): string => `
  DELETE FROM hits_day; DELETE FROM hits_hour; DELETE FROM hits_path; DELETE FROM visitor_day; UPDATE meta SET watermark = 0;
  DELETE FROM entry WHERE id IN
    (SELECT e.id FROM source_range r JOIN entry e ON e.id BETWEEN r.first_entry AND r.last_entry WHERE ${ranges});
  DELETE FROM reject WHERE range_id IN (SELECT id FROM source_range r WHERE ${ranges});
  DELETE FROM range_filtered WHERE range_id IN (SELECT id FROM source_range r WHERE ${ranges});
  DELETE FROM source_range AS r WHERE ${ranges};`

const states: ReadonlyArray<readonly [string, string]> = [
  ["before it said that it was done", "UPDATE run SET state = 'running', ended_at = NULL, totals = NULL"],
  ["before it remembered the files", "UPDATE run SET state = 'running', ended_at = NULL; DELETE FROM source_file"],
  ["before it numbered the lines and closed the sources", notClosed],
  ["before the last ranges of each source", notClosed + without("start_offset > 1000000")],
  ["before the first ranges of each source", notClosed + without("start_offset < 1000000")],
  ["with holes between ranges", notClosed + without("r.id % 3 = 1")],
  ["with nothing but sources", notClosed + without("true")],
  ["before the first source", `${notClosed + without("true")} DELETE FROM source`],
  ["without a run", `${notClosed + without("true")} DELETE FROM source; DELETE FROM run`]
]

describe("an ingest that died", () => {
  it.live(
    "is finished by the next one, wherever it died",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        writeLogs(lab)
        yield* lab.ingest(names)
        const golden = lab.dump()
        for (const [when, statements] of states) {
          const databasePath = lab.path("died.db")
          for (const suffix of ["", "-wal", "-shm"]) rmSync(`${databasePath}${suffix}`, { force: true })
          copyFileSync(lab.databasePath, databasePath)
          change(databasePath, statements)
          yield* lab.ingest(names, { databasePath })
          assert.strictEqual(dumpDifference(goldenDump(databasePath), golden), null, when)
          assert.strictEqual(integrityOf(databasePath), "ok")
          assert.deepStrictEqual(
            lab.query("SELECT path, state FROM source WHERE path LIKE ? ORDER BY path", "%.log"),
            ["blank", "broken", "large"].map((name) => ({ path: lab.path(`${name}.log`), state: "complete" }))
          )
        }
      }),
    60_000
  )

  it.live("is finished also when its log was renamed, compressed and cut meanwhile", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10_000))
      lab.write("b.log", logLines("b", 1, 100))
      yield* lab.ingest(["a.log", "b.log"])
      change(lab.databasePath, notClosed + without("start_offset > 300000"))
      lab.gzip("a.log", "a.log.1.gz")
      lab.write("a.log", logLines("next", 1, 5))
      lab.keepLines("b.log", 60)
      lab.append("b.log", logLines("b", 101, 5))
      yield* lab.ingest(["a.log", "a.log.1.gz", "b.log"])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10_000], ["b", 1, 105], ["next", 1, 5]))
    })
  )

  it.live("after it began a generation is finished by the next one", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 100))
      yield* lab.ingest(["a.log"])
      lab.keepLines("a.log", 60)
      lab.append("a.log", logLines("b", 1, 50))
      yield* lab.ingest(["a.log"])
      const golden = lab.dump()
      change(lab.databasePath, notClosed + without("generation = 1 AND carried = 0"))
      yield* lab.ingest(["a.log"])
      assert.strictEqual(dumpDifference(lab.dump(), golden), null)
    })
  )

  it.live("after a line that had no line end was read whole is finished by the next one", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const line = logLine("a", 1)
      lab.write("a.log", line.slice(0, 50))
      yield* lab.ingest(["a.log"], { logFormat: "combined" })
      lab.append("a.log", `${line.slice(50)}\n${logLines("a", 2, 20)}`)
      const [file] = lab.query<Record<string, unknown>>("SELECT * FROM source_file")
      yield* lab.ingest(["a.log"])
      const golden = lab.dump()
      // It died before it closed the source: what is remembered of the file is from the ingest before.
      change(
        lab.databasePath,
        `UPDATE source SET state = 'reading'; UPDATE source_range SET first_line = NULL;
         UPDATE source_file SET size = ${String(file!["size"])}, reach = ${String(file!["reach"])}`
      )
      yield* lab.ingest(["a.log"])
      assert.strictEqual(dumpDifference(lab.dump(), golden), null)
    })
  )
})

describe("an ingest that is asked to stop", () => {
  it.live("leaves no source of a file of which it has read nothing", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const many = Array.from({ length: 60 }, (_, index) => `${index}.log`)
      for (const [index, name] of many.entries()) lab.write(name, logLines(`f${index}`, 1, 200))
      const asked = Promise.withResolvers<void>()
      const report = yield* lab.ingest(
        many,
        {},
        { onProgress: ({ lines }) => lines > 0 && asked.resolve(), stop: Effect.promise(() => asked.promise) }
      )
      assert.isTrue(report.interrupted)
      assert.isAbove(lab.query("SELECT * FROM sources").length, 0)
      assert.deepStrictEqual(lab.query("SELECT path FROM sources WHERE lines = 0"), [])
      yield* lab.ingest(many)
      assert.deepStrictEqual(
        lab.storedPaths(),
        pathsOf(...many.map((_, index): [string, number, number] => [`f${index}`, 1, 200]))
      )
    })
  )

  it.live(
    "commits what it has, says so, and is finished by the next one",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        const fresh = yield* makeLab
        for (const each of [lab, fresh]) writeLogs(each)
        yield* fresh.ingest(names)
        let stops = 0
        for (;;) {
          const asked = Promise.withResolvers<void>()
          const report = yield* lab.ingest(
            names,
            {},
            { onProgress: ({ lines }) => lines > 0 && asked.resolve(), stop: Effect.promise(() => asked.promise) }
          )
          if (!report.interrupted) break
          stops++
          assert.deepStrictEqual(lab.query("SELECT state FROM run ORDER BY id DESC LIMIT 1"), [
            { state: "interrupted" }
          ])
        }
        assert.isAtLeast(stops, 1)
        yield* lab.ingest(names)
        assert.strictEqual(dumpDifference(lab.dump(), fresh.dump()), null)
      }),
    60_000
  )
})
