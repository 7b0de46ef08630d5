/**
 * The golden dump: all that a database says of its logs, as text that is the same whenever the same lines were read,
 * however they came to be stored.
 *
 * Sources in the order of their content, their entries and rejects by generation and line, every value as text; no ids, no
 * ranges, no file names, no times of ingests. Dictionary values that nothing uses any more are not in it.
 */
import Database from "better-sqlite3"

/** A retried range belongs to the generation of its origin. */
const ranges = `(
  SELECT r.*, ifnull(r.generation, (SELECT o.generation FROM source_range o WHERE o.id = r.origin)) AS of_generation
  FROM source_range r
) AS r`

const entriesOf = `
  SELECT r.of_generation, r.first_line + coalesce(e.range_line, e.id - r.first_entry) AS line, e.time, c.value AS client,
         hex(c.ip) AS ip, c.country, c.city, c.network, s.value AS site, u.value AS user, q.method, q.origin, p.value AS path, p.extension,
         p.kind, p.template, q.query, q.protocol, e.status, e.bytes, f.value AS referrer, f.site AS referrer_site, f.referrer_class,
         a.value AS agent, a.agent_class, a.bot, a.browser, a.browser_version, a.os, a.os_version, a.device, e.duration_us, e.upstream_us, e.bytes_in, x.value AS extra,
         (SELECT json_group_object(n.value, k.value) FROM entry_extra k JOIN extra_name n ON n.id = k.name_id
          WHERE k.entry_id = e.id GROUP BY k.entry_id) AS kept
  FROM ${ranges}
  JOIN entry e ON e.id BETWEEN r.first_entry AND r.last_entry
  LEFT JOIN client c ON c.id = e.client_id
  LEFT JOIN request q ON q.id = e.request_id
  LEFT JOIN path p ON p.id = q.path_id
  LEFT JOIN referrer f ON f.id = e.referrer_id
  LEFT JOIN agent a ON a.id = e.agent_id
  LEFT JOIN site s ON s.id = e.site_id
  LEFT JOIN user u ON u.id = e.user_id
  LEFT JOIN extra x ON x.id = e.extra_id
  WHERE r.source_id = ?
  ORDER BY r.of_generation, line`

const rejectsOf = `
  SELECT r.of_generation, r.first_line + j.range_line AS line, j.offset, j.reason, j.text
  FROM ${ranges} JOIN reject j ON j.range_id = r.id
  WHERE r.source_id = ?
  ORDER BY r.of_generation, line`

const countsOf = `
  SELECT r.of_generation, sum(r.lines) AS lines, sum(r.carried) AS carried, sum(r.stored) AS stored,
         sum(r.filtered) AS filtered, sum(r.rejected) AS rejected, sum(r.blank) AS blank, sum(r.comment) AS comment,
         min(r.min_time) AS first, max(r.max_time) AS last, max(r.end_offset) AS bytes
  FROM ${ranges} WHERE r.source_id = ? GROUP BY r.of_generation ORDER BY r.of_generation`

const filteredOf = `
  SELECT r.of_generation, d.rule, sum(d.lines) AS lines
  FROM ${ranges} JOIN range_filtered d ON d.range_id = r.id
  WHERE r.source_id = ? GROUP BY r.of_generation, d.rule ORDER BY r.of_generation, d.rule`

/** The dump, line by line. Costs about 5 µs an entry. */
export const goldenDump = (databasePath: string): ReadonlyArray<string> => {
  const database = new Database(databasePath, { readonly: true })
  try {
    const parts = [countsOf, filteredOf, entriesOf, rejectsOf].map((sql) => database.prepare(sql).raw())
    const sources = database
      .prepare("SELECT id, hex(head_digest) AS head, format, zone, site, state, detail FROM source")
      .raw()
      .all() as Array<[number, ...Array<unknown>]>
    return sources
      .map(([id, ...about]) => [
        JSON.stringify(about),
        ...parts.flatMap((part) => part.all(id).map((row) => JSON.stringify(row)))
      ])
      .toSorted((a, b) => compareTexts(a, b))
      .flat()
  } finally {
    database.close()
  }
}

const compareTexts = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number => {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    if (a[index]! !== b[index]!) return a[index]! < b[index]! ? -1 : 1
  }
  return a.length - b.length
}

/** Where two dumps part, in words; null when they are the same. */
export const dumpDifference = (found: ReadonlyArray<string>, expected: ReadonlyArray<string>): string | null => {
  const at = expected.findIndex((line, index) => line !== found[index])
  if (at >= 0) return `line ${at + 1} of ${expected.length}: expected ${expected[at]}, found ${found[at] ?? "the end"}`
  return found.length === expected.length
    ? null
    : `line ${expected.length + 1}: expected the end, found ${found[expected.length]}`
}

/** What SQLite's own check finds: `ok`, or sentences. */
export const integrityOf = (databasePath: string): string => {
  const database = new Database(databasePath, { readonly: true })
  try {
    return (database.prepare("PRAGMA integrity_check").pluck().all() as Array<string>).join("; ")
  } finally {
    database.close()
  }
}
