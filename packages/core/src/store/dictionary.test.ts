/** Dictionaries: each text has one id, whatever is remembered and whatever hashes collide. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { requestText } from "@logmill/workers/parse/request"
import { utc } from "@logmill/workers/zone"

import { fullEnrichment, testEnrichment } from "../testing/enrichment.ts"
import { type Dictionaries, dictionaryNames, openDictionaries } from "./dictionaries.ts"
import { type DictionaryBound, type DictionaryTable, StoredDictionary } from "./dictionary.ts"
import { hashOf } from "./hashOf.ts"
import { TextImage } from "./image/TextImage.ts"
import { inMemory } from "./filesBeside.ts"
import { type Connection, openForWriting } from "./open.ts"
import { viewOf } from "./viewOf.ts"

/** A table in memory that says how often it was asked. Rows can be found from the next `flush` on. */
class FakeTable implements DictionaryTable {
  readonly rows: Array<{ readonly id: number; readonly text: string }> = []
  #inserted = 0
  lookups = 0
  hasIndex = false

  maxId(): number {
    return this.rows.at(-1)?.id ?? 0
  }

  *hashes() {
    assert.strictEqual(this.#inserted, this.rows.length)
    for (const { id, text } of this.rows) yield [id, textHash(text)] as const
  }

  makeIndex(): void {
    this.hasIndex = true
  }

  dropIndex(): void {
    assert.isTrue(this.hasIndex)
    this.hasIndex = false
  }

  find(hash: number, text: string): number | undefined {
    assert.isTrue(this.hasIndex)
    assert.strictEqual(hash, textHash(text))
    this.lookups++
    return this.rows.slice(0, this.#inserted).find((row) => row.text === text)?.id
  }

  holds(id: number, text: string): boolean {
    this.lookups++
    return this.rows.slice(0, this.#inserted).find((row) => row.id === id)!.text === text
  }

  insert(id: number, hash: number, bytes: Buffer, _: DataView, start: number, end: number): void {
    const text = bytes.toString("utf8", start, end)
    assert.strictEqual(hash, textHash(text))
    assert(!this.rows.some((row) => row.id === id || row.text === text), `${text} is stored twice`)
    this.rows.push({ id, text })
  }

  flush(dictionary: StoredDictionary): void {
    this.#inserted = this.rows.length
    dictionary.flushed()
  }
}

const roomy: DictionaryBound = { values: 1000, read: 100, recent: { texts: 1000, bytes: 100_000 } }

const textHash = (text: string): number => {
  const bytes = Buffer.from(text)
  return hashOf(bytes, viewOf(bytes), 0, bytes.length)
}

describe("a dictionary", () => {
  it("asks nothing while it remembers everything, and what is there but for the texts", () => {
    const table = new FakeTable()
    const first = new StoredDictionary(table, roomy)
    assert.deepStrictEqual(
      ["a", "b", "a", ""].map((text) => first.idOfText(text)),
      [1, 2, 1, 3]
    )
    table.flush(first)
    assert.strictEqual(table.lookups, 0)
    const second = new StoredDictionary(table, roomy)
    assert.deepStrictEqual(
      ["", "c", "a", "a"].map((text) => second.idOfText(text)),
      [3, 4, 1, 1]
    )
    assert.strictEqual(table.lookups, 2)
    assert.isFalse(table.hasIndex)
  })

  it("asks for texts it has forgotten, never for those that wait to be inserted", () => {
    const table = new FakeTable()
    const dictionary = new StoredDictionary(table, { ...roomy, values: 10_000, recent: { texts: 2, bytes: 10 } })
    const texts = Array.from({ length: 600 }, (_, index) => `${index} `.repeat(20))
    const ids = texts.map((text) => dictionary.idOfText(text))
    const idsAgain = () => texts.map((text) => dictionary.idOfText(text))
    assert.deepStrictEqual(idsAgain(), ids)
    assert.strictEqual(table.lookups, 0)
    for (let round = 1; round < 4; round++) {
      table.flush(dictionary)
      for (const text of texts) dictionary.idOfText(`${text}${round}`)
    }
    assert.deepStrictEqual(idsAgain(), ids)
    assert.isAbove(table.lookups, 500)
    for (const [index, text] of texts.entries()) assert.strictEqual(dictionary.idOfText(`${text}3`), 1801 + index)
  })

  it("uses an index when there are more values than it may remember", () => {
    const table = new FakeTable()
    const dictionary = new StoredDictionary(table, { ...roomy, values: 3 })
    for (let round = 0; round < 3; round++) {
      for (let value = 0; value < 10; value++) {
        assert.strictEqual(dictionary.idOfText(`${value}`), value + 1)
        if (value % 4 === 0) table.flush(dictionary)
      }
      assert.isTrue(table.hasIndex)
    }
  })

  it("begins with an index where much is stored, and does without it when much is new", () => {
    const table = new FakeTable()
    for (let id = 1; id <= 20; id++) table.rows.push({ id, text: `old ${id}` })
    const dictionary = new StoredDictionary(table, { ...roomy, read: 19 })
    table.flush(dictionary)
    assert.isTrue(table.hasIndex)
    assert.strictEqual(dictionary.idOfText("old 7"), 7)
    for (let id = 21; id <= 25; id++) assert.strictEqual(dictionary.idOfText(`new ${id}`), id)
    table.flush(dictionary)
    assert.isTrue(table.hasIndex)
    assert.strictEqual(dictionary.idOfText("new 26"), 26)
    table.flush(dictionary)
    assert.isFalse(table.hasIndex)
    assert.deepStrictEqual(
      ["old 3", "new 22", "new 26", "new 27"].map((text) => dictionary.idOfText(text)),
      [3, 22, 26, 27]
    )
  })

  it.prop(
    "gives each text one id for ever, within any memory and over any number of ingests",
    {
      values: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 24 })),
      read: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })),
      texts: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 })),
      bytes: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40 })),
      ingests: Schema.Array(
        Schema.Array(
          Schema.Literals([
            "flush",
            "",
            "a",
            "b",
            "ab",
            "ba",
            "é",
            "\\x00",
            "ccc",
            "dddd",
            "e".repeat(9000),
            "f".repeat(9000)
          ])
        )
      )
    },
    ({ values: size, read, texts, bytes, ingests }) => {
      const table = new FakeTable()
      const ids = new Map<string, number>()
      for (const values of ingests) {
        const dictionary = new StoredDictionary(table, { values: size, read, recent: { texts, bytes } })
        for (const text of values) {
          if (text === "flush") {
            table.flush(dictionary)
            continue
          }
          const id = dictionary.idOfText(text)
          assert.strictEqual(id, ids.get(text) ?? ids.size + 1)
          ids.set(text, id)
        }
        table.flush(dictionary)
      }
      assert.strictEqual(table.rows.length, ids.size)
    },
    { arbitrary: { runs: 500 } }
  )
})

const open = (): { readonly connection: Connection; readonly dictionaries: Dictionaries } => {
  const connection = openForWriting(inMemory, { zone: "UTC", zoneRule: utc, durability: "normal", now: 0 })
  return { connection, dictionaries: openDictionaries(connection, testEnrichment) }
}

/** Pairs of different texts with the same hash, found by looking. */
const collisions = (make: (number: number) => string, wanted: number): ReadonlyArray<readonly [string, string]> => {
  const byHash = new Map<number, string>()
  const pairs: Array<readonly [string, string]> = []
  for (let number = 0; pairs.length < wanted; number++) {
    const text = make(number)
    const other = byHash.get(textHash(text))
    if (other !== undefined) pairs.push([other, text])
    byHash.set(textHash(text), text)
  }
  return pairs
}

const valueTables = ["client", "path", "agent", "referrer", "site", "user", "extra"] as const

describe("the dictionaries of a database", () => {
  it("keep texts apart whose hashes are the same", () => {
    const { connection } = open()
    const pairs = collisions((number) => `/page/${number.toString(36)}`, 5)
    for (const name of valueTables) {
      const ids = pairs.flat().map((text) => {
        // One made anew each time, so that nothing is remembered.
        const tables = openDictionaries(connection, testEnrichment)
        const table = tables[name]
        const id = table.idOfText(text)
        tables.flush()
        return id
      })
      assert.strictEqual(new Set(ids).size, 10, name)
      const rows = connection.raw.prepare(`SELECT id, hash, value FROM ${name} ORDER BY id`).all() as Array<{
        readonly id: number
        readonly hash: number
        readonly value: string
      }>
      assert.deepStrictEqual(
        rows.map(({ value }) => value),
        pairs.flat()
      )
      for (const { hash, value } of rows) assert.strictEqual(hash, textHash(value))
      assert.strictEqual(new Set(rows.map(({ hash }) => hash)).size, 5)
    }
    connection.raw.close()
  })

  it("find colliding texts and requests again in the table", () => {
    const { connection, dictionaries } = open()
    const text = (number: number): string =>
      requestText({ method: "GET", origin: null, path: "/", query: `q=${number.toString(36)}`, protocol: null })
    for (const [one, other] of collisions(text, 3)) {
      const ids = [one, other].map((request) => dictionaries.request.idOfText(request))
      assert.notStrictEqual(ids[0], ids[1])
      dictionaries.flush()
      const again = openDictionaries(connection, testEnrichment).request
      assert.deepStrictEqual(
        [one, other].map((request) => again.idOfText(request)),
        ids
      )
      const count = connection.raw.prepare("SELECT count(*) FROM request WHERE hash = ?").pluck()
      assert.strictEqual(count.get(textHash(one)), 2)
    }
    connection.raw.close()
  })

  it.prop(
    "tell requests apart by each part, and what is absent from what is empty",
    [
      Schema.Array(
        Schema.Struct({
          method: Schema.NullOr(Schema.Literals(["GET", "", "null"])),
          origin: Schema.NullOr(Schema.Literals(["http://example.com", ""])),
          path: Schema.Literals(["/", "", "/2"]),
          query: Schema.NullOr(Schema.Literals(["", "a", 'a",null', "\u2028"])),
          protocol: Schema.NullOr(Schema.Literals(["HTTP/1.1", ""]))
        })
      )
    ],
    ([requests]) => {
      const { connection, dictionaries } = open()
      const ids = new Map<string, number>()
      for (const parts of requests) {
        const id = dictionaries.request.idOfText(requestText(parts))
        dictionaries.flush()
        const same = JSON.stringify(Object.values(parts))
        assert.strictEqual(ids.get(same) ?? id, id)
        ids.set(same, id)
        assert.deepStrictEqual(
          connection.raw
            .prepare(
              `SELECT method, origin, path.value AS path, query, protocol
               FROM request JOIN path ON path.id = path_id WHERE request.id = ?`
            )
            .get(id),
          { ...parts }
        )
      }
      assert.strictEqual(new Set(ids.values()).size, ids.size)
      connection.raw.close()
    },
    { arbitrary: { runs: 60 } }
  )

  it("work out the details of a value once, when it is new", () => {
    const connection = openForWriting(inMemory, { zone: "UTC", zoneRule: utc, durability: "normal", now: 0 })
    const asked: Array<string> = []
    const enrichment = fullEnrichment("x")
    const { agent, client, path, referrer, flush } = openDictionaries(connection, {
      ...enrichment,
      agent: (text) => {
        asked.push(text)
        return enrichment.agent(text)
      }
    })
    asked.length = 0
    for (const text of ["Googlebot/2.1", "Mozilla/5.0", "Googlebot/2.1"]) agent.idOfText(text)
    for (const text of ["192.0.2.1", "2001:db8::1", "host.example.com"]) client.idOfText(text)
    for (const text of ["/a.CSS", "/a/17", "*"]) path.idOfText(text)
    for (const text of ["https://WWW.Example.org/x", "-"]) referrer.idOfText(text)
    flush()
    assert.deepStrictEqual(asked, ["Googlebot/2.1", "Mozilla/5.0"])
    const all = (sql: string): ReadonlyArray<unknown> => connection.raw.prepare(sql).raw().all()
    const ofAgents = "SELECT agent_class, bot, browser, browser_version, os, os_version, device FROM agent"
    assert.deepStrictEqual(all(ofAgents), [
      ["search", "Googlebot", null, null, null, null, null],
      ["human", null, "x", "1", "x OS", "2", "desktop"]
    ])
    assert.deepStrictEqual(all("SELECT hex(ip), country, city, network FROM client"), [
      ["00000000000000000000FFFFC0000201", null, "x", "AS64500 x"],
      ["20010DB8000000000000000000000001", "NL", "x", "AS64500 x"],
      ["", "NL", "x", "AS64500 x"]
    ])
    assert.deepStrictEqual(all("SELECT extension, kind, template FROM path"), [
      ["css", "asset", null],
      [null, "page", "/a/:x"],
      [null, "other", null]
    ])
    assert.deepStrictEqual(all("SELECT site, referrer_class FROM referrer"), [
      ["example.org", "x"],
      [null, null]
    ])
    connection.raw.close()
  })

  it("store through an image what they store without one, also texts that no page has room for", () => {
    const texts = ["", "a", "é", "/a.css", "/b", "x".repeat(9000), "\\x00".repeat(20_000), "Googlebot/2.1", "192.0.2.1"]
    const requests = texts.flatMap((path) => [
      requestText({ method: "GET", origin: null, path, query: null, protocol: "HTTP/1.1" }),
      requestText({ method: null, origin: "http://example.com", path, query: "", protocol: null })
    ])
    const [bound, written] = [false, true].map((hasImage) => {
      const connection = openForWriting(inMemory, { zone: "UTC", zoneRule: utc, durability: "normal", now: 0 })
      const image = hasImage ? new TextImage(connection, dictionaryNames) : null
      const dictionaries = openDictionaries(connection, fullEnrichment("x"), image)
      for (let round = 0; round < 3; round++) {
        const ids = texts.map((text) => valueTables.map((name) => dictionaries[name].idOfText(text + round)))
        ids.push(requests.map((text) => dictionaries.request.idOfText(text + round)))
        connection.raw.transaction(() => dictionaries.flush())()
        const again = texts.map((text) => valueTables.map((name) => dictionaries[name].idOfText(text + round)))
        again.push(requests.map((text) => dictionaries.request.idOfText(text + round)))
        assert.deepStrictEqual(again, ids)
      }
      const rows = dictionaryNames.map((name) => connection.raw.prepare(`SELECT * FROM ${name} ORDER BY id`).all())
      connection.raw.close()
      image?.close()
      return rows
    })
    assert.isAbove(written!.flat().length, 200)
    assert.deepStrictEqual(written, bound)
  })
})
