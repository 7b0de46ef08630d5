/**
 * What is worked out of values that are stored, worked out once more with what is known now: agents, paths, referrers,
 * clients. The log files are not needed.
 *
 * Only rows that change are written. Rollups know the class of agents, so the days on which agents of another class were
 * met are made anew, in the caller's transaction.
 */
import { asc, eq, getTableColumns, gt, inArray, sql } from "drizzle-orm"

import { agentColumns, clientColumns, type DetailTexts, pathColumns, referrerColumns } from "./detailColumns.ts"
import type { ClientDetails, Enrichment } from "./details.ts"
import type { Connection } from "./open.ts"
import { startOfDay } from "./rollups/calendar.ts"
import { reportZone } from "./rollups/reportZone.ts"
import { rebuildDays } from "./rollups/stored.ts"
import { agent, client, path, referrer, visitorDay } from "./schema.ts"

/** How many values changed, and how many days of the rollups were made anew for it. */
export interface Enriched {
  readonly agents: number
  readonly paths: number
  readonly referrers: number
  readonly clients: number
  readonly days: number
}

/** Two to ten microseconds a value; and a microsecond for each entry of the days in question. */
export const enrichValues = (connection: Connection, enrichment: Enrichment): Enriched => {
  const ofOtherClass: Array<number> = []
  const agents = changeEach(
    connection,
    agent,
    agentColumns.names,
    (value) => agentColumns.of(enrichment.agent(value)),
    (id, [agentClass], [before]) => {
      if (agentClass !== before) ofOtherClass.push(id)
    }
  )
  const encode = makeEncoder()
  const paths = changeEach(connection, path, pathColumns.names, (value) => {
    const { bytes, end } = encode(value)
    return pathColumns.of(enrichment.path(bytes, 0, end))
  })
  const referrers = changeEach(connection, referrer, referrerColumns.names, (value) =>
    referrerColumns.of(enrichment.referrer(value))
  )
  const clientOf = enrichment.client ?? (() => nowhere)
  const clients = changeEach(connection, client, clientColumns.names, (value) => clientColumns.of(clientOf(value)))
  const days = daysOf(connection, ofOtherClass)
  rebuildDays(connection, days)
  return { agents, paths, referrers, clients, days: days.length }
}

const nowhere: ClientDetails = { country: null, city: null, network: null }

/** Writes texts as UTF-8 into memory that is used again for the next. */
const makeEncoder = () => {
  let bytes = Buffer.alloc(1024)
  return (text: string): { readonly bytes: Buffer; readonly end: number } => {
    if (bytes.length < text.length * 3) bytes = Buffer.alloc(text.length * 4)
    return { bytes, end: bytes.write(text, "utf8") }
  }
}

type ValueTable = typeof agent | typeof path | typeof referrer | typeof client

/** So that what is read of them is a few megabytes. */
const valuesAtOnce = 10_000

/**
 * Gives each row of a table the details that its value has now. Returns how many rows were changed, and tells `onChange`
 * of each. In stretches, as nothing can be written while rows are still being read.
 */
const changeEach = (
  { db, raw }: Connection,
  table: ValueTable,
  names: ReadonlyArray<string>,
  detailsOf: (value: string) => DetailTexts,
  onChange: (id: number, now: DetailTexts, before: DetailTexts) => void = () => {}
): number => {
  const columns: Record<string, unknown> = getTableColumns(table)
  const details = sql.join(
    names.map((name) => sql`${columns[name]}`),
    sql`, `
  )
  const rowsAfter = raw
    .prepare(
      db
        .select({ id: table.id, value: table.value, details })
        .from(table)
        .where(gt(table.id, sql.placeholder("after")))
        .orderBy(asc(table.id))
        .limit(sql.placeholder("limit"))
        .toSQL().sql
    )
    .raw()
  const placeholders = Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(name)}`]))
  const update = raw.prepare(
    db
      .update(table)
      .set(placeholders as object)
      .where(eq(table.id, sql.placeholder("id")))
      .toSQL().sql
  )
  let changed = 0
  for (let after = 0; ;) {
    const rows = rowsAfter.all(after, valuesAtOnce) as Array<[id: number, value: string, ...before: DetailTexts]>
    for (const [id, value, ...before] of rows) {
      const now = detailsOf(value)
      if (now.every((text, index) => text === before[index])) continue
      update.run(...now, id)
      onChange(id, now, before)
      changed++
    }
    if (rows.length < valuesAtOnce) return changed
    after = rows.at(-1)![0]
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
