/** The dictionaries of the database, ready for writing: statements built by Drizzle, compiled once. */
import { eq, max, sql } from "drizzle-orm"
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from "drizzle-orm/sqlite-core"
import type { Statement } from "better-sqlite3"

import { requestText } from "@logmill/workers/parse/request"

import { AddressReader } from "./address.ts"
import { agentColumns, clientColumns, pathColumns, referrerColumns } from "./detailColumns.ts"
import type { AgentDetails, Enrichment } from "./details.ts"
import { type DictionaryBound, type DictionaryTable, StoredDictionary, usualBound } from "./dictionary.ts"
import type { RecordBuilder } from "./image/RecordBuilder.ts"
import type { TextImage } from "./image/TextImage.ts"
import { NewRows } from "./NewRows.ts"
import type { Connection } from "./open.ts"
import { RequestParts } from "./RequestParts.ts"
import { agent, client, extra, path, referrer, request, site, user } from "./schema.ts"

const tables = { client, path, request, agent, referrer, site, user, extra }
export type DictionaryName = keyof typeof tables
export const dictionaryNames = Object.keys(tables) as ReadonlyArray<DictionaryName>

export type Dictionaries = Readonly<Record<DictionaryName, StoredDictionary>> & {
  /** The next value of `agent`, where that has been told already; null: it is to be asked for, if it is new. */
  readonly tellAgent: (details: AgentDetails | null) => void
  /** Inserts the values that are still waiting; the ids of all are known before. */
  readonly flush: () => void
}

type DictionaryColumns = SQLiteTable & { readonly id: SQLiteColumn; readonly hash: SQLiteColumn }
type ValueTable = DictionaryColumns & { readonly value: SQLiteColumn }

/** Adds the columns after the value, bytes[start, end), to a new row. */
type AddDetails = (row: RecordBuilder, bytes: Buffer, start: number, end: number, id: number) => void

/** Is told what new values are, by those who need it for each entry. */
export interface Learner {
  readonly learnRequest: (id: number, pathId: number, method: string | null) => void
  readonly learnAgent: (id: number, agentClass: string) => void
}

/** `image`: of the dictionary tables; without one each new value is inserted by itself. `bound`: of each dictionary. */
export const openDictionaries = (
  connection: Connection,
  enrichment: Enrichment,
  image: TextImage | null = null,
  learner?: Learner,
  bound: DictionaryBound = usualBound
): Dictionaries => {
  const values = (table: ValueTable, addDetails?: AddDetails): StoredDictionary =>
    new StoredDictionary(valueTable(connection, table, image, addDetails), bound)
  const paths = values(path, (row, bytes, start, end) => row.texts(pathColumns.of(enrichment.path(bytes, start, end))))
  const addresses = new AddressReader()
  let told: AgentDetails | null = null
  const dictionaries = {
    client: values(client, (row, bytes, start, end) => {
      row.blob(addresses.read(bytes, start, end))
      if (enrichment.client !== null) {
        row.texts(clientColumns.of(enrichment.client(bytes.toString("utf8", start, end))))
      }
    }),
    path: paths,
    request: new StoredDictionary(requestTable(connection, image, paths, learner), bound),
    agent: values(agent, (row, bytes, start, end, id) => {
      const details = told ?? enrichment.agent(bytes.toString("utf8", start, end))
      learner?.learnAgent(id, details.agentClass)
      row.texts(agentColumns.of(details))
    }),
    referrer: values(referrer, (row, bytes, start, end) =>
      row.texts(referrerColumns.of(enrichment.referrer(bytes.toString("utf8", start, end))))
    ),
    site: values(site),
    user: values(user),
    extra: values(extra)
  }
  const all = Object.values(dictionaries)
  return {
    ...dictionaries,
    tellAgent: (details) => {
      told = details
    },
    flush: () => {
      image?.insert()
      for (const dictionary of all) dictionary.flushed()
    }
  }
}

/** Compiles a statement that Drizzle wrote; its placeholders are bound in the order they were written in. */
const prepare = ({ raw }: Connection, query: { toSQL: () => { sql: string } }): Statement =>
  raw.prepare(query.toSQL().sql)

const valueTable = (
  connection: Connection,
  table: ValueTable,
  image: TextImage | null,
  addDetails: AddDetails = () => {}
): DictionaryTable => {
  const { db } = connection
  const rows = new NewRows(connection, table, image)
  const find = prepare(
    connection,
    db
      .select({ id: table.id, value: table.value })
      .from(table)
      .where(eq(table.hash, sql.placeholder("hash")))
  )
  const valueOf = prepare(
    connection,
    db
      .select({ value: table.value })
      .from(table)
      .where(eq(table.id, sql.placeholder("id")))
  ).pluck()
  return {
    ...hashesOf(connection, table),
    find: (hash, text) => {
      const found = find.all(hash) as Array<{ readonly id: number; readonly value: string }>
      return found.find(({ value }) => value === text)?.id
    },
    holds: (id, text) => valueOf.get(id) === text,
    insert: (id, hash, bytes, _, start, end) => {
      const row = rows.begin()
      row.integer(hash)
      row.utf8(bytes, start, end)
      addDetails(row, bytes, start, end, id)
      rows.add(id)
    }
  }
}

const hashesOf = (connection: Connection, table: DictionaryColumns) => {
  const { db } = connection
  const index = sql.identifier(`${getTableConfig(table).name}_hash`)
  const hashes = prepare(connection, db.select({ id: table.id, hash: table.hash }).from(table)).raw()
  return {
    maxId: () =>
      (db
        .select({ id: max(table.id) })
        .from(table)
        .get()!.id as number | null) ?? 0,
    hashes: () => hashes.iterate() as IterableIterator<[id: number, hash: number]>,
    /** An index by hash is half the size of one by text; of rows with the same hash the texts are compared. */
    makeIndex: () => {
      db.run(sql`create index if not exists ${index} on ${table} (${sql.identifier(table.hash.name)})`)
      // Hashes come from all over the index.
      db.run(sql`pragma cache_size = -32000`)
    },
    dropIndex: () => db.run(sql`drop index ${index}`)
  }
}

type RequestRow = {
  readonly id: number
  readonly method: string | null
  readonly origin: string | null
  readonly path: string
  readonly query: string | null
  readonly protocol: string | null
}

/** A request's text is that of workers/parse/request.ts; the table has its parts, the path by its id. */
const requestTable = (
  connection: Connection,
  image: TextImage | null,
  paths: StoredDictionary,
  learner: Learner | undefined
): DictionaryTable => {
  const { id, method, origin, query, protocol, hash, pathId } = request
  const parts = connection.db
    .select({ id, method, origin, path: sql<string>`${path.value}`.as("path"), query, protocol })
    .from(request)
    .innerJoin(path, eq(path.id, pathId))
    .$dynamic()
  const find = prepare(connection, parts.where(eq(hash, sql.placeholder("hash"))))
  const byId = prepare(connection, parts.where(eq(id, sql.placeholder("id"))))
  const rows = new NewRows(connection, request, image)
  const cut = new RequestParts()
  return {
    ...hashesOf(connection, request),
    find: (wanted, text) => (find.all(wanted) as Array<RequestRow>).find((row) => requestText(row) === text)?.id,
    holds: (wanted, text) => {
      const row = byId.get(wanted) as RequestRow | undefined
      return row !== undefined && requestText(row) === text
    },
    insert: (newId, newHash, bytes, view, start, end) => {
      cut.take(bytes, start, end)
      const newPath = paths.idOf(bytes, view, cut.pathStart, end)
      learner?.learnRequest(newId, newPath, cut.method)
      const row = rows.begin()
      row.integer(newHash)
      cut.addMethodAndOrigin(row)
      row.integer(newPath)
      cut.addQueryAndProtocol(row)
      rows.add(newId)
    }
  }
}
