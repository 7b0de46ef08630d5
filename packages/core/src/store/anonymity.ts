/** Whether a database holds clients as they were logged, or without what tells them apart (anonymize.ts). */
import type { Connection } from "./open.ts"
import { meta, run } from "./schema.ts"

/** Whether it is anonymized: then whatever is stored in it must be, too. */
export const isAnonymized = ({ db }: Connection): boolean =>
  db.select({ anonymized: meta.anonymized }).from(meta).get()!.anonymized

/** From the first ingest on, or not at all: returns false for a database that has read something as it was logged. */
export const beginAnonymous = (connection: Connection): boolean => {
  const { db } = connection
  if (isAnonymized(connection)) return true
  if (db.select({ id: run.id }).from(run).limit(1).get() !== undefined) return false
  db.update(meta).set({ anonymized: true }).run()
  return true
}
