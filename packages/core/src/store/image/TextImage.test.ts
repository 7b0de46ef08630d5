/** Rows with texts written as pages: SQLite must read from them what was put in. */
import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { drizzle } from "drizzle-orm/better-sqlite3"
import { Schema } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { Connection } from "../open.ts"
import { RecordBuilder } from "./RecordBuilder.ts"
import { TextImage } from "./TextImage.ts"

const names = ["one", "two", "three"]
const columns = "(id integer PRIMARY KEY NOT NULL, hash integer NOT NULL, value text NOT NULL, a text, b blob)"

type Value = string | number | Buffer | null

const withTables = (test: (connection: Connection, image: TextImage) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-"))
  const path = join(folder, "texts.db")
  const raw = new Database(path)
  try {
    raw.pragma("page_size = 8192")
    raw.pragma("journal_mode = WAL")
    for (const name of names) raw.exec(`CREATE TABLE ${name} ${columns}`)
    const db = drizzle({ client: raw })
    const image = new TextImage({ path, raw, db, once: (make) => make(db) }, names)
    test({ path, raw, db, once: (make) => make(db) }, image)
    image.close()
    assert.strictEqual(raw.pragma("integrity_check", { simple: true }), "ok")
  } finally {
    raw.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const recordOf = (values: ReadonlyArray<Value>): RecordBuilder => {
  const record = new RecordBuilder()
  record.clear()
  record.null()
  for (const value of values) {
    if (typeof value === "number") record.integer(value)
    else if (typeof value === "string") record.text(value)
    else record.blob(value)
  }
  return record
}

const rowsOf = ({ raw }: Connection, name: string): ReadonlyArray<unknown> =>
  raw.prepare(`SELECT * FROM ${name} ORDER BY id`).raw().all()

const insert = ({ raw }: Connection, image: TextImage): void => raw.transaction(() => image.insert())()

describe("a record", () => {
  it("gives its values again", () => {
    const values = [
      0,
      1,
      -1,
      127,
      128,
      -129,
      2 ** 31 - 1,
      -(2 ** 31),
      2 ** 40,
      2 ** 52,
      "",
      "é",
      "x".repeat(5000),
      null
    ]
    assert.deepStrictEqual(recordOf(values).values(), [null, ...values])
    assert.deepStrictEqual(recordOf([Buffer.of(), Buffer.of(0, 255)]).values(), [null, Buffer.of(), Buffer.of(0, 255)])
  })

  it("takes texts as bytes", () => {
    const record = recordOf([])
    record.utf8(Buffer.from("<日本>"), 1, 7)
    assert.deepStrictEqual(record.values(), [null, "日本"])
  })
})

describe("an image of tables with texts", () => {
  it("holds texts of every length that a page has room for, and refuses longer ones", () => {
    withTables((connection, image) => {
      const lengths = [0, 1, 16, 17, 56, 57, 58, 59, 8100, 8150, 8190, 8192, 16_400, 40_000, 65_480]
      const rows = lengths.map((length, index) => [index + 1, length, "x".repeat(length), "a", Buffer.alloc(3)])
      for (const [id, ...values] of rows) assert.isTrue(image.add("two", id as number, recordOf(values)))
      assert.isFalse(image.add("two", 100, recordOf([1, "x".repeat(65_536), null, null])))
      insert(connection, image)
      assert.deepStrictEqual(rowsOf(connection, "two"), rows)
    })
  })

  it("fills an index of its table, too", () => {
    withTables((connection, image) => {
      connection.raw.exec("CREATE INDEX one_hash ON one (hash)")
      for (let id = 1; id <= 5000; id++) assert.isTrue(image.add("one", id, recordOf([id % 7, `text ${id}`])))
      insert(connection, image)
      const found = connection.raw.prepare("SELECT count(*) FROM one INDEXED BY one_hash WHERE hash = 3").pluck()
      assert.strictEqual(found.get(), 714)
    })
  })

  it("refuses an id that is taken, and stores nothing of what is rolled back", () => {
    withTables((connection, image) => {
      connection.raw.exec("INSERT INTO one (id, hash, value) VALUES (3, 0, '')")
      image.add("one", 3, recordOf([1, "a"]))
      image.add("two", 1, recordOf([1, "a"]))
      assert.throws(() => insert(connection, image), "UNIQUE")
      assert.deepStrictEqual(rowsOf(connection, "two"), [])
    })
  })

  const row = Schema.Struct({
    table: Schema.Literals(["one", "two", "three", "commit"]),
    hash: Schema.Int.check(Schema.isBetween({ minimum: -(2 ** 31), maximum: 2 ** 31 - 1 })),
    value: Schema.Literals(["", "a", "/path", "日本", "x".repeat(300), "y".repeat(9000), "z".repeat(30_000)]),
    detail: Schema.NullOr(Schema.Literals(["", "asset", "é"])),
    blob: Schema.Boolean
  })
  it.prop(
    "holds what was added to it, in any order of tables and commits",
    [Schema.Array(row), Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 40 }))],
    ([rows, times]) => {
      withTables((connection, image) => {
        const expected = new Map(names.map((name) => [name, [] as Array<ReadonlyArray<Value>>]))
        for (let time = 0; time < times; time++) {
          for (const { table, hash, value, detail, blob } of rows) {
            if (table === "commit") {
              insert(connection, image)
              continue
            }
            const all = expected.get(table)!
            const values = [hash, value, detail, blob ? Buffer.from(value) : null]
            assert.isTrue(image.add(table, all.length + 1, recordOf(values)))
            all.push([all.length + 1, ...values])
          }
        }
        insert(connection, image)
        for (const [name, all] of expected) assert.deepStrictEqual(rowsOf(connection, name), all)
      })
    },
    { arbitrary: { runs: 40 } }
  )
})
