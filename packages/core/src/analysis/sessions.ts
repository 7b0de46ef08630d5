/**
 * `sessions('30m')`: what stands for a relation with a row for each session, that is for the entries of a visitor (a client
 * and an agent) between which there was no longer break. As SQL over `entries`, which sorts all of them, and over what a
 * query child has put in order beforehand (query/selected), a tenth of the time.
 *
 * Columns: client, client_id, country, agent, agent_id, agent_class, bot, browser, os, device; started and ended (ms UTC),
 * duration_ms (from the first request to the last: what came after that, no log tells); hits, pages (entries of kind
 * `page`), bytes; entry_path and exit_path, the first and the last page, null without one.
 */

const ofVisitor = ["client", "country", "agent", "agent_class", "bot", "browser", "os", "device"]

/** An entry's columns cost something only where they are asked for, once a session. */
export const sessionsSql = (timeoutMs: number): string => {
  const ofEntry = (column: string, entry: string): string =>
    `(SELECT ${column} FROM entries WHERE entry_id = s.${entry})`
  const visitor = "PARTITION BY client_id, agent_id"
  const order = "ORDER BY time, entry_id"
  return `(SELECT s.client_id, s.agent_id, ${ofVisitor.map((name) => `${ofEntry(name, "first_entry")} AS ${name}`).join(", ")},
    s.started, s.ended, s.ended - s.started AS duration_ms, s.hits, s.pages, s.bytes,
    ${ofEntry("path", "first_page")} AS entry_path, ${ofEntry("path", "last_page")} AS exit_path
  FROM (
    SELECT client_id, agent_id, min(time) AS started, max(time) AS ended, count(*) AS hits, sum(is_page) AS pages,
      coalesce(sum(bytes), 0) AS bytes, min(entry_id) AS first_entry,
      max(CASE WHEN is_page = 1 AND page = 1 THEN entry_id END) AS first_page,
      max(CASE WHEN is_page = 1 AND page = pages_in_all THEN entry_id END) AS last_page
    FROM (
      SELECT *, sum(is_page) OVER (${visitor}, number ${order}) AS page,
        sum(is_page) OVER (${visitor}, number) AS pages_in_all
      FROM (
        SELECT *, sum(is_first) OVER (${visitor} ${order}) AS number
        FROM (
          SELECT client_id, agent_id, time, entry_id, bytes, kind = 'page' AS is_page,
            CASE WHEN time - lag(time) OVER (${visitor} ${order}) <= ${timeoutMs} THEN 0 ELSE 1 END AS is_first
          FROM entries
        )
      )
    )
    GROUP BY client_id, agent_id, number
  ) AS s)`
}

/** The body of a relation over the table that a query child makes of entries, as `sessionColumns` of the child. */
export const preparedSessions = (table: string): string => {
  const ofClient = ["client", "country"].map((name) => {
    const column = name === "client" ? "value" : name
    return `(SELECT ${column} FROM main.client WHERE id = g.by_client_id) AS ${name}`
  })
  const ofAgent = ["agent", "bot", "browser", "os", "device"].map((name) => {
    const column = name === "agent" ? "value" : name
    return `(SELECT ${column} FROM main.agent WHERE id = g.by_agent_id) AS ${name}`
  })
  const path = (name: string): string => `(SELECT value FROM main.path WHERE id = g.${name}_id) AS ${name}`
  return `SELECT g.by_client_id AS client_id, nullif(g.by_agent_id, 0) AS agent_id, ${[...ofClient, ...ofAgent].join(", ")},
    coalesce((SELECT agent_class FROM main.agent WHERE id = g.by_agent_id), 'unknown') AS agent_class,
    g.started, g.ended, g.ended - g.started AS duration_ms, g.hits, g.pages, g.bytes, ${path("entry_path")}, ${path("exit_path")}
  FROM ${table} AS g`
}
