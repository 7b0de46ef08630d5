/** Rows of sources and of the files they were seen as. */
import { and, eq, getTableColumns, gte, inArray, or, sql, sum } from "drizzle-orm"
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3"

import type { Connection } from "./open.ts"
import { reject, source, sourceFile, sourceRange } from "./schema.ts"

export type SourceRow = typeof source.$inferSelect
export type SourceFileRow = typeof sourceFile.$inferSelect

type Database = BetterSQLite3Database

/** The files known, by path. */
export const knownFiles = ({ db }: Connection): Map<string, SourceFileRow> =>
  new Map(
    db
      .select()
      .from(sourceFile)
      .all()
      .map((row) => [row.path, row])
  )

export const knownFile = ({ db }: Connection, path: string): SourceFileRow | undefined =>
  db.select().from(sourceFile).where(eq(sourceFile.path, path)).get()

/** What a file is called and which one it is. */
export type FileIdentity = Pick<SourceFileRow, "path" | "device" | "inode">

const isSeen = or(
  eq(sourceFile.path, sql.placeholder("path")),
  and(eq(sourceFile.inode, sql.placeholder("inode")), eq(sourceFile.device, sql.placeholder("device")))
)

const selectSeen = (db: Database) => db.select().from(sourceFile).where(isSeen).prepare()

/** What a file was known as: under its path, and as the file it is. */
export const seenFiles = ({ once }: Connection, identity: FileIdentity): Array<SourceFileRow> =>
  once(selectSeen).all({ ...identity })

/** A line's beginning of this length tells whose it is: client and time are in it. */
const tellingBytes = 64

const selectCandidates = (db: Database) => {
  const seen = db.select({ id: sourceFile.sourceId }).from(sourceFile).where(isSeen)
  const unfinished = db
    .select({ id: sourceRange.sourceId })
    .from(sourceRange)
    .where(and(eq(sourceRange.startOffset, 0), sql`${sourceRange.tail}`, gte(sourceRange.endOffset, tellingBytes)))
  return db
    .select()
    .from(source)
    .where(
      or(
        eq(source.headDigest, sql.placeholder("headDigest")),
        eq(source.headDigest, sql.placeholder("firstDigest")),
        inArray(source.id, seen),
        inArray(source.id, unfinished)
      )
    )
    .orderBy(source.id)
    .prepare()
}

/**
 * Sources a file may be: that begin with the same line, or did when there were only comments, that it was seen as, or that
 * were one line without a line end, which may have gone on since.
 */
export const candidateSources = (
  { once }: Connection,
  digests: { readonly headDigest: Buffer; readonly firstDigest: Buffer },
  identity: FileIdentity
): Array<SourceRow> => {
  const { firstDigest, headDigest } = digests
  return once(selectCandidates).all({ headDigest, firstDigest, ...identity })
}

export type NewSource = Pick<SourceRow, "headDigest" | "path" | "format" | "detail" | "zone" | "site" | "firstRun">

const insertSource = (db: Database) =>
  db
    .insert(source)
    .values({
      headDigest: sql.placeholder("headDigest"),
      path: sql.placeholder("path"),
      format: sql.placeholder("format"),
      detail: sql.placeholder("detail"),
      zone: sql.placeholder("zone"),
      site: sql.placeholder("site"),
      firstRun: sql.placeholder("firstRun"),
      state: "reading"
    })
    .returning()
    .prepare()

export const addSource = ({ once }: Connection, row: NewSource): SourceRow => once(insertSource).get({ ...row })

type Column = Exclude<keyof SourceRow, "id">

const updateColumns = (db: Database, columns: ReadonlyArray<Column>) =>
  db
    .update(source)
    .set(Object.fromEntries(columns.map((column) => [column, sql`${sql.placeholder(column)}`])))
    .where(eq(source.id, sql.placeholder("id")))
    .prepare()

/** By the columns they set. */
const sourceUpdates = () => new Map<string, ReturnType<typeof updateColumns>>()

export const updateSource = ({ db, once }: Connection, id: number, set: Partial<Pick<SourceRow, Column>>): void => {
  const updates = once(sourceUpdates)
  const columns = Object.keys(set) as ReadonlyArray<Column>
  const key = columns.join()
  let update = updates.get(key)
  if (update === undefined) updates.set(key, (update = updateColumns(db, columns)))
  update.run({ ...set, id })
}

const upsertFile = (db: Database) => {
  const columns = Object.entries(getTableColumns(sourceFile))
  const named = columns.map(([key]) => [key, sql.placeholder(key)])
  return db
    .insert(sourceFile)
    .values(Object.fromEntries(named) as typeof sourceFile.$inferInsert)
    .onConflictDoUpdate({
      target: sourceFile.path,
      set: Object.fromEntries(columns.map(([key, column]) => [key, sql`excluded.${sql.identifier(column.name)}`]))
    })
    .prepare()
}

export const rememberFile = ({ once }: Connection, row: SourceFileRow): void => {
  once(upsertFile).run({ ...row })
}

export const sourceOf = ({ db }: Connection, id: number): SourceRow | undefined =>
  db.select().from(source).where(eq(source.id, id)).get()

/** Sources by number, by path, or (for `forget`) by any path they were seen under. */
export const findSources = ({ db }: Connection, name: string): Array<SourceRow> => {
  const seen = db.select({ id: sourceFile.sourceId }).from(sourceFile).where(eq(sourceFile.path, name)).all()
  const ids = seen.map((row) => row.id)
  if (/^\d{1,15}$/.test(name)) ids.push(Number(name))
  return db
    .select()
    .from(source)
    .where(or(inArray(source.id, ids), eq(source.path, name)))
    .all()
}

export const forgetFiles = ({ db }: Connection, sourceId: number): void => {
  db.delete(sourceFile).where(eq(sourceFile.sourceId, sourceId)).run()
}

/** Sources that have rejects. */
export const sourcesWithRejects = ({ db }: Connection): Array<SourceRow> =>
  db
    .select()
    .from(source)
    .where(
      sql`exists (select 1 from ${sourceRange} cross join ${reject} on ${reject.rangeId} = ${sourceRange.id} where ${sourceRange.sourceId} = ${source.id})`
    )
    .orderBy(source.id)
    .all()

/** Sources of which a path, one that they were seen under or their own, is as asked for. */
export const sourcesByPath = ({ db }: Connection, isMeant: (path: string) => boolean): Array<SourceRow> => {
  const seen = db.select({ id: sourceFile.sourceId, path: sourceFile.path }).from(sourceFile).all()
  const ids = new Set(seen.filter(({ path }) => isMeant(path)).map(({ id }) => id))
  return db
    .select()
    .from(source)
    .orderBy(source.id)
    .all()
    .filter(({ id, path }) => ids.has(id) || isMeant(path))
}

/** Paths under which a source may be found, that where it was last seen first. */
export const pathsOfSource = ({ db }: Connection, { id, path }: SourceRow): ReadonlyArray<string> => {
  const seen = db.select({ path: sourceFile.path }).from(sourceFile).where(eq(sourceFile.sourceId, id)).all()
  return [...new Set([path, ...seen.map((row) => row.path)])]
}

const selectSums = (db: Database) =>
  db
    .select({ lines: sum(sourceRange.lines).mapWith(Number), stored: sum(sourceRange.stored).mapWith(Number) })
    .from(sourceRange)
    .where(eq(sourceRange.sourceId, sql.placeholder("sourceId")))
    .prepare()

/** Lines of a source, and entries of them. */
export const linesOfSource = ({ once }: Connection, sourceId: number) => {
  const { lines, stored } = once(selectSums).get({ sourceId })!
  return { lines: lines ?? 0, stored: stored ?? 0 }
}
