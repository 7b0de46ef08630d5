/**
 * Whether a database holds clients as they were logged, or without what tells them apart (anonymize.ts).
 *
 * Digests of what was read would tell it: who has the database knows all the rest of a line, and could try the 256
 * addresses that a client may have had. So they are made under a key that is not in the database but in a file beside it,
 * and whoever is given the database alone can try nothing.
 */
import { randomBytes } from "node:crypto"
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs"

import { digestKeyBytes } from "@logmill/workers/digest"

import { inMemory, keyFile } from "./filesBeside.ts"
import type { Connection } from "./open.ts"
import { meta, run } from "./schema.ts"

/** Whether it is anonymized: then whatever is stored in it must be, too. */
export const isAnonymized = ({ db }: Connection): boolean =>
  db.select({ anonymized: meta.anonymized }).from(meta).get()!.anonymized

/** From the first ingest on, or not at all: returns false for a database that has read something as it was logged. */
export const beginAnonymous = (connection: Connection): boolean => {
  const { db, path } = connection
  if (isAnonymized(connection)) return true
  if (db.select({ id: run.id }).from(run).limit(1).get() !== undefined) return false
  if (path === inMemory) db.update(meta).set({ anonymized: true }).run()
  else {
    writeKey(keyFile(path))
    db.update(meta)
      .set({ anonymized: true, digestKey: Buffer.alloc(0) })
      .run()
  }
  return true
}

/** For its owner only, and on disk before anything is made under it. */
const writeKey = (file: string): void => {
  const fd = openSync(file, "w", 0o600)
  try {
    writeSync(fd, randomBytes(digestKeyBytes))
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
