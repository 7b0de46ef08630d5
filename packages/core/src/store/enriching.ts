/**
 * What is worked out of values that are stored, worked out once more: the class of an agent, the kind of a path, the site
 * of a referrer. For databases made when less was known; the log files are not needed.
 *
 * Only rows that change are written. Rollups know the class of agents, so the days on which agents of another class were
 * met are made anew, in the caller's transaction.
 */
import { asc, eq, gt, inArray, sql } from "drizzle-orm"

import { type Enrichment, makePathDetails, siteOfReferrer } from "./details.ts"
import type { Connection } from "./open.ts"
import { startOfDay } from "./rollups/calendar.ts"
import { reportZone } from "./rollups/reportZone.ts"
import { rebuildDays } from "./rollups/stored.ts"
import { agent, path, referrer, visitorDay } from "./schema.ts"

/** How many values changed. */
export interface Enriched {
  readonly agents: number
  readonly paths: number
  readonly referrers: number
}

/** A pass over the dictionaries, a microsecond or two a value; and a microsecond for each entry of the days in question. */
export const enrichValues = (connection: Connection, enrichment: Enrichment): Enriched => {
  const agents = enrichAgents(connection, enrichment)
  const changed = {
    agents: agents.changed,
    paths: enrichPaths(connection, enrichment),
    referrers: enrichReferrers(connection)
  }
  rebuildDays(connection, daysOf(connection, agents.ofOtherClass))
  return changed
}

const enrichAgents = ({ db }: Connection, { classifyAgent }: Enrichment) => {
  const ofOtherClass: Array<number> = []
  const changed = changeEach(
    (after) => db.select().from(agent).where(gt(agent.id, after)).orderBy(asc(agent.id)).limit(valuesAtOnce).all(),
    ({ id, value, ...stored }) => {
      const { agentClass, bot } = classifyAgent(value)
      if (agentClass === stored.agentClass && bot === stored.bot) return false
      db.update(agent).set({ agentClass, bot }).where(eq(agent.id, id)).run()
      if (agentClass !== stored.agentClass) ofOtherClass.push(id)
      return true
    }
  )
  return { changed, ofOtherClass }
}

const enrichPaths = ({ db }: Connection, { assetExtensions }: Enrichment): number => {
  const detailsOf = makePathDetails(assetExtensions)
  return changeEach(
    (after) => db.select().from(path).where(gt(path.id, after)).orderBy(asc(path.id)).limit(valuesAtOnce).all(),
    ({ id, value, ...stored }) => {
      const bytes = Buffer.from(value)
      const { extension, kind } = detailsOf(bytes, 0, bytes.length)
      if (extension === stored.extension && kind === stored.kind) return false
      db.update(path).set({ extension, kind }).where(eq(path.id, id)).run()
      return true
    }
  )
}

const enrichReferrers = ({ db }: Connection): number =>
  changeEach(
    (after) =>
      db.select().from(referrer).where(gt(referrer.id, after)).orderBy(asc(referrer.id)).limit(valuesAtOnce).all(),
    ({ id, value, ...stored }) => {
      const site = siteOfReferrer(value)
      if (site === stored.site) return false
      db.update(referrer).set({ site }).where(eq(referrer.id, id)).run()
      return true
    }
  )

const valuesAtOnce = 10_000

/** In stretches, as nothing can be written while rows are still being read. Returns how many rows were changed. */
const changeEach = <Row extends { readonly id: number }>(
  readAfter: (id: number) => ReadonlyArray<Row>,
  change: (row: Row) => boolean
): number => {
  let changed = 0
  for (let after = 0; ;) {
    const rows = readAfter(after)
    for (const row of rows) if (change(row)) changed++
    if (rows.length < valuesAtOnce) return changed
    after = rows.at(-1)!.id
  }
}

/** The days on which these agents were met. */
const daysOf = (connection: Connection, agents: ReadonlyArray<number>) => {
  if (agents.length === 0) return []
  const zone = reportZone(connection)
  const ids = sql`(select value from json_each(${JSON.stringify(agents)}))`
  const days = connection.db
    .selectDistinct({ day: visitorDay.day })
    .from(visitorDay)
    .where(inArray(visitorDay.agentId, ids))
    .all()
  return days.map(({ day }) => ({ from: startOfDay(zone, day), to: startOfDay(zone, day + 1) }))
}
