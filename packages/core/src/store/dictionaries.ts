/** The dictionaries of the database, ready for writing: statements built by Drizzle, compiled once. */
import { eq, max, sql } from "drizzle-orm"
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from "drizzle-orm/sqlite-core"
import type { Statement } from "better-sqlite3"

import { extensionOf, requestOfText, requestText } from "@logmill/workers/parse/request"

import { addressBytes, type Enrichment, kindOfPath, siteOfReferrer } from "./details.ts"
import { type DictionaryTable, StoredDictionary } from "./dictionary.ts"
import type { Connection } from "./open.ts"
import { type BoundValue, RowInserter } from "./RowInserter.ts"
import { agent, client, extra, path, referrer, request, site, user } from "./schema.ts"

export const dictionaryNames = ["client", "path", "request", "agent", "referrer", "site", "user", "extra"] as const
export type DictionaryName = (typeof dictionaryNames)[number]

export type Dictionaries = Readonly<Record<DictionaryName, StoredDictionary>> & {
  /** Inserts the values that are still waiting; the ids of all are known before. */
  readonly flush: () => void
}

type DictionaryColumns = SQLiteTable & { readonly id: SQLiteColumn; readonly hash: SQLiteColumn }
type ValueTable = DictionaryColumns & { readonly value: SQLiteColumn }

interface ValueRow {
  readonly id: number
  readonly value: string
}

/** Is told what new values are, by those who need it for each entry. */
export interface Learner {
  readonly learnRequest: (id: number, pathId: number, method: string | null) => void
  readonly learnAgent: (id: number, agentClass: string) => void
}

export const openDictionaries = (connection: Connection, enrichment: Enrichment, learner?: Learner): Dictionaries => {
  const { db, raw } = connection
  const inserters: Array<RowInserter> = []
  const inserterInto = (table: SQLiteTable, columns: ReadonlyArray<string>): RowInserter => {
    const inserter = new RowInserter(connection, table, columns)
    inserters.push(inserter)
    return inserter
  }
  const flush = (): void => {
    for (const rows of inserters) rows.flush()
  }
  /** Compiles a statement that Drizzle wrote; its placeholders are bound in the order they were written in. */
  const prepare = (query: { toSQL: () => { sql: string } }): Statement => raw.prepare(query.toSQL().sql)

  /** `detailsOf`: the values of the columns `details` of a new row. */
  const values = (
    table: ValueTable,
    details: ReadonlyArray<string> = [],
    detailsOf: (value: string, id: number) => ReadonlyArray<BoundValue> = () => []
  ): StoredDictionary => {
    const rows = inserterInto(table, ["id", "hash", "value", ...details])
    const find = prepare(
      db
        .select({ id: table.id, value: table.value })
        .from(table)
        .where(eq(table.hash, sql.placeholder("hash")))
    )
    const all = prepare(db.select({ id: table.id, value: table.value }).from(table))
    return new StoredDictionary({
      ...extent(connection, table),
      *all() {
        for (const { id, value } of all.iterate() as IterableIterator<ValueRow>) yield { id, text: value }
      },
      find: (hash, text) => {
        flush()
        return (find.all(hash) as Array<ValueRow>).find((row) => row.value === text)?.id
      },
      insert: (id, hash, text) => rows.add(id, hash, text, ...detailsOf(text, id))
    })
  }

  const paths = values(path, ["extension", "kind"], (value) => {
    const extension = extensionOf(value)
    return [extension, kindOfPath(value, extension, enrichment.assetExtensions)]
  })
  return {
    client: values(client, ["ip"], (value) => [addressBytes(value)]),
    path: paths,
    request: new StoredDictionary(
      requestTable(connection, prepare, inserterInto(request, requestColumns), paths, flush, learner)
    ),
    agent: values(agent, ["agentClass", "bot"], (value, id) => {
      const { agentClass, bot } = enrichment.classifyAgent(value)
      learner?.learnAgent(id, agentClass)
      return [agentClass, bot]
    }),
    referrer: values(referrer, ["site"], (value) => [siteOfReferrer(value)]),
    site: values(site),
    user: values(user),
    extra: values(extra),
    flush
  }
}

const extent = ({ db }: Connection, table: DictionaryColumns) => ({
  count: () =>
    db
      .select({ count: sql<number>`count(*)` })
      .from(table)
      .get()!.count,
  maxId: () =>
    (db
      .select({ id: max(table.id) })
      .from(table)
      .get()!.id as number | null) ?? 0,
  /** An index by hash is half the size of one by text; of rows with the same hash the texts are compared. */
  prepareToFind: () => {
    const name = sql.identifier(`${getTableConfig(table).name}_hash`)
    db.run(sql`create index if not exists ${name} on ${table} (${sql.identifier(table.hash.name)})`)
    // Hashes come from all over the index.
    db.run(sql`pragma cache_size = -32000`)
  }
})

interface RequestRow {
  readonly id: number
  readonly method: string | null
  readonly origin: string | null
  readonly path: string
  readonly query: string | null
  readonly protocol: string | null
}

const requestColumns = ["id", "hash", "method", "origin", "pathId", "query", "protocol"]

/** A request's text is that of workers/parse/request.ts; the table has its parts, the path by its id. */
const requestTable = (
  connection: Connection,
  prepare: (query: { toSQL: () => { sql: string } }) => Statement,
  rows: RowInserter,
  paths: StoredDictionary,
  flush: () => void,
  learner: Learner | undefined
): DictionaryTable => {
  const { db } = connection
  const { id, method, origin, query, protocol } = request
  const parts = db
    .select({ id, method, origin, path: sql<string>`${path.value}`.as("path"), query, protocol })
    .from(request)
    .innerJoin(path, eq(path.id, request.pathId))
  const all = prepare(parts)
  const find = prepare(parts.where(eq(request.hash, sql.placeholder("hash"))))
  return {
    ...extent(connection, request),
    *all() {
      for (const row of all.iterate() as IterableIterator<RequestRow>) yield { id: row.id, text: requestText(row) }
    },
    find: (hash, text) => {
      flush()
      return (find.all(hash) as Array<RequestRow>).find((row) => requestText(row) === text)?.id
    },
    insert: (newId, hash, text) => {
      const { method: verb, origin: from, path: target, query: search, protocol: version } = requestOfText(text)
      const pathId = paths.idOfText(target)
      learner?.learnRequest(newId, pathId, verb)
      rows.add(newId, hash, verb, from, pathId, search, version)
    }
  }
}
