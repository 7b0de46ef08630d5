/** Telling a log that comes a second time where nothing keeps it from being read: on standard input. */
import { and, asc, eq, ne, sql } from "drizzle-orm"

import { blockDigestBytes, digestBlockBytes } from "@logmill/workers/digest"

import type { Connection } from "./open.ts"
import { rangesOf } from "./ranges.ts"
import { source, sourceRange } from "./schema.ts"
import type { SourceRow } from "./sources.ts"

/**
 * The first other source that begins with the same block of bytes and is as long: in all likelihood the same log. One
 * that came more slowly through its pipe, in another first range of less than a block, goes unnoticed.
 */
export const sourceAlike = (connection: Connection, { id, generation }: SourceRow): SourceRow | undefined => {
  const ranges = rangesOf(connection, id, generation)
  const first = ranges[0]
  if (first === undefined) return undefined
  const ofBlock = sql`min(${sourceRange.endOffset}, ${digestBlockBytes})`
  const isFirst = and(
    eq(sourceRange.sourceId, source.id),
    eq(sourceRange.generation, source.generation),
    eq(sourceRange.startOffset, 0)
  )
  const reach = sql`(select max(end_offset) from ${sourceRange} as r where r.source_id = ${source.id} and r.generation = ${source.generation})`
  return connection.db
    .select({ source })
    .from(sourceRange)
    .innerJoin(source, isFirst)
    .where(
      and(
        ne(source.id, id),
        sql`substr(${sourceRange.digest}, 1, ${blockDigestBytes}) = ${first.digest.subarray(0, blockDigestBytes)}`,
        sql`${ofBlock} = ${Math.min(first.endOffset, digestBlockBytes)}`,
        sql`${reach} = ${ranges.at(-1)!.endOffset}`
      )
    )
    .orderBy(asc(source.id))
    .limit(1)
    .get()?.source
}
