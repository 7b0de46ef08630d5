/**
 * `sessions('30m')`: what stands for a relation with a row for each visit. A visit is a run of pages (entries of kind
 * `page` that were answered with 2xx or 304) that a visitor, a client and an agent, saw with no longer break between them.
 * As SQL over `entries`, which sorts them all, and over what a query child has put in order beforehand (query/selected), in a
 * tenth of the time.
 *
 * Columns: client, client_id, country, agent, agent_id, agent_class, bot, browser, os, device, site; started and ended (ms
 * UTC), duration_ms (from the first page to the last: how long that was looked at, no log tells); pages, bytes; entry_path,
 * entry_path_id, exit_path, exit_path_id, the first and the last page; referrer, referrer_site, referrer_class of the first;
 * first_entry and last_entry, their entry_id.
 */

/** Columns of `entries` by those of a session, of its first or last entry: only what is asked for is looked up. */
const ofEntries: ReadonlyArray<readonly [name: string, column: string, entry: "first_entry" | "last_entry"]> = [
  ...["client", "country", "agent", "agent_class", "bot", "browser", "os", "device", "site"].map(
    (name) => [name, name, "first_entry"] as const
  ),
  ...["referrer", "referrer_site", "referrer_class"].map((name) => [name, name, "first_entry"] as const),
  ["entry_path", "path", "first_entry"],
  ["entry_path_id", "path_id", "first_entry"],
  ["exit_path", "path", "last_entry"],
  ["exit_path_id", "path_id", "last_entry"]
]

const body = (sessions: string, entries: string): string => {
  const lookedUp = ofEntries.map(
    ([name, column, entry]) => `(SELECT ${column} FROM ${entries} WHERE entry_id = s.${entry}) AS ${name}`
  )
  return `SELECT s.client_id, s.agent_id, s.started, s.ended, s.ended - s.started AS duration_ms, s.pages, s.bytes,
    s.first_entry, s.last_entry, ${lookedUp.join(",\n    ")}
  FROM ${sessions} AS s`
}

export const sessionsSql = (timeoutMs: number): string => {
  const inOrder = "(PARTITION BY client_id, agent_id ORDER BY time, entry_id)"
  const ends = (gap: string): string => `CASE WHEN ${gap} <= ${timeoutMs} THEN 0 ELSE 1 END`
  const sessions = `(
    SELECT client_id, agent_id, min(time) AS started, max(time) AS ended, count(*) AS pages, coalesce(sum(bytes), 0) AS bytes,
      max(CASE WHEN is_first = 1 THEN entry_id END) AS first_entry, max(CASE WHEN is_last = 1 THEN entry_id END) AS last_entry
    FROM (
      SELECT *, sum(is_first) OVER ${inOrder} AS number
      FROM (
        SELECT client_id, agent_id, time, entry_id, bytes,
          ${ends(`time - lag(time) OVER ${inOrder}`)} AS is_first, ${ends(`lead(time) OVER ${inOrder} - time`)} AS is_last
        FROM entries
        WHERE kind = 'page' AND (status BETWEEN 200 AND 299 OR status = 304)
      )
    )
    GROUP BY client_id, agent_id, number
  )`
  return `(${body(sessions, "entries")})`
}

/** The same over the table that a query child makes of entries. */
export const preparedSessions = (table: string): string => {
  const sessions = `(
    SELECT by_client_id AS client_id, nullif(by_agent_id, 0) AS agent_id, started, ended, pages, bytes, first_entry, last_entry
    FROM ${table}
  )`
  return body(sessions, "main.entries")
}
