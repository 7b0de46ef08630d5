/**
 * Deleting dictionary values that no entry uses any more: what `forget` takes back is gone, names and addresses too.
 * Costs a pass over the entries for each dictionary: about a second each on ten million.
 */
import { isNotNull, notInArray } from "drizzle-orm"
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core"

import type { Connection } from "./open.ts"
import { agent, client, entry, entryExtra, extra, extraName, path, referrer, request, site, user } from "./schema.ts"

type Dictionary = SQLiteTable & { readonly id: SQLiteColumn }

export const deleteUnusedValues = ({ db }: Connection): void => {
  const deleteUnused = (dictionary: Dictionary, users: SQLiteTable, column: SQLiteColumn): void => {
    const used = db.selectDistinct({ id: column }).from(users).where(isNotNull(column))
    db.delete(dictionary).where(notInArray(dictionary.id, used)).run()
  }
  deleteUnused(request, entry, entry.requestId)
  deleteUnused(path, request, request.pathId)
  deleteUnused(client, entry, entry.clientId)
  deleteUnused(agent, entry, entry.agentId)
  deleteUnused(referrer, entry, entry.referrerId)
  deleteUnused(site, entry, entry.siteId)
  deleteUnused(user, entry, entry.userId)
  deleteUnused(extra, entry, entry.extraId)
  deleteUnused(extraName, entryExtra, entryExtra.nameId)
}
