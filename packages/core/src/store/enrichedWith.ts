/**
 * What of the user's the stored values were enriched with: so that later ingests and `enrich` take the same databases of
 * addresses without being told, and say when values that were stored before were enriched with others.
 */
import type { MadeWith } from "./details.ts"
import type { Connection } from "./open.ts"
import { meta, path } from "./schema.ts"

interface EnrichedWith extends MadeWith {
  /** All values were; else those of the last ingest. */
  readonly isAll: boolean
}

const enrichedWith = ({ db }: Connection): EnrichedWith | null =>
  db.select({ enrichedWith: meta.enrichedWith }).from(meta).get()!.enrichedWith as EnrichedWith | null

/** The databases of addresses that were used last. */
export const rememberedGeoip = (connection: Connection): ReadonlyArray<string> =>
  enrichedWith(connection)?.geoip.map((database) => database.path) ?? []

/** All values have just been enriched with this. */
export const rememberEnrichment = ({ db }: Connection, { geoip, rules }: MadeWith): void => {
  db.update(meta)
    .set({ enrichedWith: { geoip, rules, isAll: true } satisfies EnrichedWith })
    .run()
}

/** New values are enriched with this from now on. Returns whether those that are stored were, too. */
export const rememberNewEnrichment = (connection: Connection, { geoip, rules }: MadeWith): boolean => {
  const { db } = connection
  const before = enrichedWith(connection)
  const isEmpty = db.select({ id: path.id }).from(path).limit(1).get() === undefined
  const isSame = before !== null && JSON.stringify([before.geoip, before.rules]) === JSON.stringify([geoip, rules])
  const isAll = isEmpty || (isSame && before.isAll)
  const now: EnrichedWith = { geoip, rules, isAll }
  if (JSON.stringify(now) !== JSON.stringify(before)) db.update(meta).set({ enrichedWith: now }).run()
  return isAll
}
