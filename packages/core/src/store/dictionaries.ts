/** The dictionaries of the database, ready for writing: statements built by Drizzle, compiled once. */
import { eq, max, sql, type SQL } from "drizzle-orm"
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core"
import type { Statement } from "better-sqlite3"

import { extensionOf } from "@logmill/workers/parse/request"

import { addressBytes, type Enrichment, kindOfPath, siteOfReferrer } from "./details.ts"
import { type DictionaryTable, StoredDictionary } from "./dictionary.ts"
import { textHash } from "./hash.ts"
import type { Connection } from "./open.ts"
import { agent, client, extra, path, referrer, request, site, user } from "./schema.ts"

export interface RequestParts {
  readonly method: string | null
  readonly origin: string | null
  readonly pathId: number
  readonly query: string | null
  readonly protocol: string | null
}

export interface Dictionaries {
  readonly client: StoredDictionary<string>
  readonly path: StoredDictionary<string>
  readonly request: StoredDictionary<RequestParts>
  readonly agent: StoredDictionary<string>
  readonly referrer: StoredDictionary<string>
  readonly site: StoredDictionary<string>
  readonly user: StoredDictionary<string>
  readonly extra: StoredDictionary<string>
}

type ValueTable = SQLiteTable & {
  readonly id: SQLiteColumn
  readonly hash: SQLiteColumn
  readonly value: SQLiteColumn
}

interface ValueRow {
  readonly id: number
  readonly value: string
}

/** What a request is known by: its parts with their absence told apart from emptiness. */
export const requestKey = (parts: RequestParts): string =>
  JSON.stringify([parts.method, parts.origin, parts.pathId, parts.query, parts.protocol])

export const openDictionaries = (connection: Connection, enrichment: Enrichment): Dictionaries => {
  const { db, raw } = connection

  /** Compiles a statement that Drizzle wrote; its placeholders are bound in the order they were written in. */
  const prepare = (query: { toSQL: () => { sql: string } }): Statement => raw.prepare(query.toSQL().sql)

  const values = (table: ValueTable, details: (value: string) => Record<string, unknown> = () => ({})) => {
    const names = ["id", "hash", "value", ...Object.keys(details(""))]
    const insert = prepare(
      db.insert(table).values(Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])))
    )
    const find = prepare(
      db
        .select({ id: table.id, value: table.value })
        .from(table)
        .where(eq(table.hash, sql.placeholder("hash")))
    )
    const all = prepare(db.select({ id: table.id, value: table.value }).from(table))
    const stored: DictionaryTable<string> = {
      ...extent(connection, table),
      *all() {
        for (const row of all.iterate() as IterableIterator<ValueRow>) yield { id: row.id, key: row.value }
      },
      find: (key) => (find.all(textHash(key)) as Array<ValueRow>).find((row) => row.value === key)?.id,
      insert: (id, key, value) => void insert.run(id, textHash(key), value, ...Object.values(details(value)))
    }
    return new StoredDictionary(stored)
  }

  return {
    client: values(client, (value) => ({ ip: addressBytes(value) })),
    path: values(path, (value) => {
      const extension = extensionOf(value)
      return { extension, kind: kindOfPath(value, extension, enrichment.assetExtensions) }
    }),
    request: new StoredDictionary(requestTable(connection, prepare)),
    agent: values(agent, (value) => {
      const { agentClass, bot } = enrichment.classifyAgent(value)
      return { agentClass, bot }
    }),
    referrer: values(referrer, (value) => ({ site: siteOfReferrer(value) })),
    site: values(site),
    user: values(user),
    extra: values(extra)
  }
}

const extent = ({ db }: Connection, table: SQLiteTable & { readonly id: SQLiteColumn }) => ({
  count: () =>
    db
      .select({ count: sql<number>`count(*)` })
      .from(table)
      .get()!.count,
  maxId: () =>
    (db
      .select({ id: max(table.id) })
      .from(table)
      .get()!.id as number | null) ?? 0
})

type RequestRow = Omit<RequestParts, "pathId"> & { readonly id: number; readonly path_id: number }

const requestTable = (
  connection: Connection,
  prepare: (query: { toSQL: () => { sql: string } }) => Statement
): DictionaryTable<RequestParts> => {
  const { db } = connection
  const parts = {
    method: request.method,
    origin: request.origin,
    pathId: request.pathId,
    query: request.query,
    protocol: request.protocol
  }
  const placeholder = (name: string): SQL => sql`${sql.placeholder(name)}`
  const insert = prepare(
    db.insert(request).values({
      id: placeholder("id"),
      hash: placeholder("hash"),
      method: placeholder("method"),
      origin: placeholder("origin"),
      pathId: placeholder("pathId"),
      query: placeholder("query"),
      protocol: placeholder("protocol")
    })
  )
  const find = prepare(
    db
      .select({ id: request.id, ...parts })
      .from(request)
      .where(eq(request.hash, sql.placeholder("hash")))
  )
  const all = prepare(db.select({ id: request.id, ...parts }).from(request))
  const keyOf = (row: RequestRow): string => requestKey({ ...row, pathId: row.path_id })
  return {
    ...extent(connection, request),
    *all() {
      for (const row of all.iterate() as IterableIterator<RequestRow>) yield { id: row.id, key: keyOf(row) }
    },
    find: (key) => (find.all(textHash(key)) as Array<RequestRow>).find((row) => keyOf(row) === key)?.id,
    insert: (id, key, value) =>
      void insert.run(id, textHash(key), value.method, value.origin, value.pathId, value.query, value.protocol)
  }
}
