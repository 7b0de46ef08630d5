/** What an ingest should tell of, beyond its counts: settings that do not do what one may think. */
import type { Connection } from "../store/open.ts"
import { meta } from "../store/schema.ts"
import type { IngestOptions } from "./options.ts"
import { rulesNoLongerGiven } from "./runs.ts"

export const beginNotices = (
  connection: Connection,
  options: IngestOptions,
  ruleNames: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const notices: Array<string> = []
  const { zone } = connection.db.select({ zone: meta.zone }).from(meta).get()!
  if (options.reportZone !== null && options.reportZone !== zone) {
    notices.push(
      `the days of this database are days in ${zone}, chosen when it was made; --tz ${options.reportZone} would need a new one (--db PATH)`
    )
  }
  for (const { rule, lines } of rulesNoLongerGiven(connection, ruleNames)) {
    notices.push(
      `${lines} ${lines === 1 ? "line" : "lines"} dropped by an earlier ingest (${rule}) stay dropped; to have them, logmill forget SOURCE and ingest the file again`
    )
  }
  return notices
}
