/**
 * What of the user's the stored values were enriched with: so that later ingests and `enrich` take the same databases of
 * addresses without being told, and say when values that were stored before were enriched with others. Code of plugins is
 * run only when it is named, so what is missing of it is told.
 */
import type { MadeWith } from "./details.ts"
import type { Connection } from "./open.ts"
import { meta, path } from "./schema.ts"

interface EnrichedWith extends MadeWith {
  /** All values were; else those of the last ingest. */
  readonly isAll: boolean
  /** Plugins whose code was asked for values that are stored, before it was left out; absent: none was. */
  readonly formerly?: ReadonlyArray<string>
}

const enrichedWith = ({ db }: Connection): EnrichedWith | null =>
  db.select({ enrichedWith: meta.enrichedWith }).from(meta).get()!.enrichedWith as EnrichedWith | null

/** The databases of addresses that were used last. */
export const rememberedGeoip = (connection: Connection): ReadonlyArray<string> =>
  enrichedWith(connection)?.geoip.map((database) => database.path) ?? []

/** All values have just been enriched with this. */
export const rememberEnrichment = ({ db }: Connection, madeWith: MadeWith): void => {
  db.update(meta)
    .set({ enrichedWith: { ...known(madeWith), isAll: true } satisfies EnrichedWith })
    .run()
}

/** In one order, as they are compared. */
const known = ({ enrichers = [], geoip, rules }: MadeWith): MadeWith =>
  enrichers.length === 0 ? { geoip, rules } : { geoip, rules, enrichers }

/** Plugins whose code was asked before, and is not now. */
export const missingEnrichers = (connection: Connection, { enrichers = [] }: MadeWith): ReadonlyArray<string> => {
  const before = enrichedWith(connection)
  const asked = new Set([...(before?.formerly ?? []), ...(before?.enrichers ?? [])])
  return [...asked].filter((name) => !enrichers.includes(name))
}

/** New values are enriched with this from now on. Returns whether those that are stored were, too. */
export const rememberNewEnrichment = (connection: Connection, madeWith: MadeWith): boolean => {
  const { db } = connection
  const before = enrichedWith(connection)
  const isEmpty = db.select({ id: path.id }).from(path).limit(1).get() === undefined
  const isSame = before !== null && JSON.stringify(known(before)) === JSON.stringify(known(madeWith))
  const isAll = isEmpty || (isSame && before.isAll)
  const formerly = isAll ? [] : missingEnrichers(connection, madeWith)
  const now: EnrichedWith = { ...known(madeWith), isAll, ...(formerly.length === 0 ? {} : { formerly }) }
  if (JSON.stringify(now) !== JSON.stringify(before)) db.update(meta).set({ enrichedWith: now }).run()
  return isAll
}
