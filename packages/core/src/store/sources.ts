/** Rows of sources and of the files they were seen as. */
import { and, eq, gte, inArray, or, sql } from "drizzle-orm"

import type { Connection } from "./open.ts"
import { source, sourceFile, sourceRange } from "./schema.ts"

export type SourceRow = typeof source.$inferSelect
export type SourceFileRow = typeof sourceFile.$inferSelect

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

/** What a file was known as: under its path, and as the file it is. */
export const seenFiles = (
  { db }: Connection,
  { path, device, inode }: Pick<SourceFileRow, "path" | "device" | "inode">
): Array<SourceFileRow> =>
  db
    .select()
    .from(sourceFile)
    .where(or(eq(sourceFile.path, path), and(eq(sourceFile.inode, inode), eq(sourceFile.device, device))))
    .all()

/** A line's beginning of this length tells whose it is: client and time are in it. */
const tellingBytes = 64

/**
 * Sources a file may be: that begin with the same line, that it was seen as, or that were one line without a line end,
 * which may have gone on since.
 */
export const candidateSources = (
  { db }: Connection,
  headDigest: Buffer,
  seen: ReadonlyArray<SourceFileRow>
): Array<SourceRow> => {
  const unfinished = db
    .select({ id: sourceRange.sourceId })
    .from(sourceRange)
    .where(and(eq(sourceRange.startOffset, 0), sql`${sourceRange.tail}`, gte(sourceRange.endOffset, tellingBytes)))
  return db
    .select()
    .from(source)
    .where(
      or(
        eq(source.headDigest, headDigest),
        inArray(
          source.id,
          seen.map((row) => row.sourceId)
        ),
        inArray(source.id, unfinished)
      )
    )
    .orderBy(source.id)
    .all()
}

export const addSource = ({ db }: Connection, row: Omit<typeof source.$inferInsert, "id" | "state">): SourceRow =>
  db
    .insert(source)
    .values({ ...row, state: "reading" })
    .returning()
    .get()

export const updateSource = ({ db }: Connection, id: number, set: Partial<Omit<SourceRow, "id">>): void => {
  db.update(source).set(set).where(eq(source.id, id)).run()
}

export const rememberFile = ({ db }: Connection, row: SourceFileRow): void => {
  db.insert(sourceFile).values(row).onConflictDoUpdate({ target: sourceFile.path, set: row }).run()
}

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
