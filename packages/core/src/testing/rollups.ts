/**
 * The law of the rollups: up to the watermark they hold what the entries add up to, those of unfinished last lines aside.
 * Checked with SQL of its own, which shares nothing with the code that fills them or the views that read them.
 */
import { assert } from "@effect/vitest"
import Database from "better-sqlite3"

const held = `
  SELECT e.*, q.path_id, ifnull(q.method, '') AS method, ifnull(a.agent_class, 'unknown') AS agent_class,
    z.offset_ms, z.from_time, e.time + z.offset_ms AS local
  FROM entry e
  JOIN request q ON q.id = e.request_id
  LEFT JOIN agent a ON a.id = e.agent_id
  JOIN zone_offset z ON z.from_time = (SELECT max(from_time) FROM zone_offset WHERE from_time <= e.time)
  WHERE e.id <= (SELECT watermark FROM meta)
    AND NOT EXISTS (SELECT 1 FROM source_range r WHERE r.tail AND e.id BETWEEN r.first_entry AND r.last_entry)`

const key = "ifnull(site_id, 0), method, ifnull(status, -1), agent_class"
const sums =
  "count(*), sum(ifnull(bytes, 0)), sum(ifnull(duration_us, 0)), max(ifnull(duration_us, 0)), count(duration_us)"
const stored =
  "k.site_id, k.method, k.status, k.agent_class, r.hits, r.bytes, r.duration_us, r.duration_max_us, r.timed"
const day = "CAST(floor(local / 86400000.0) AS INTEGER)"
const hour = "max(from_time, local - ((local % 3600000) + 3600000) % 3600000 - offset_ms) / 60000"

const laws: ReadonlyArray<readonly [table: string, found: string, expected: string]> = [
  [
    "hits_day",
    `SELECT r.day, r.path_id, ${stored} FROM hits_day r JOIN hit_key k ON k.id = r.key_id`,
    `SELECT ${day}, path_id, ${key}, ${sums} FROM held GROUP BY 1, 2, 3, 4, 5, 6`
  ],
  [
    "hits_path",
    `SELECT r.path_id, ${stored} FROM hits_path r JOIN hit_key k ON k.id = r.key_id WHERE (SELECT paths_follow FROM meta)`,
    `SELECT path_id, ${key}, ${sums} FROM held WHERE (SELECT paths_follow FROM meta) GROUP BY 1, 2, 3, 4, 5`
  ],
  [
    "hits_hour",
    `SELECT r.hour, ${stored} FROM hits_hour r JOIN hit_key k ON k.id = r.key_id`,
    `SELECT ${hour}, ${key}, ${sums} FROM held GROUP BY 1, 2, 3, 4, 5`
  ],
  [
    "visitor_day",
    "SELECT client_id, agent_id, site_id, day, hits, bytes FROM visitor_day",
    `SELECT client_id, ifnull(agent_id, 0), ifnull(site_id, 0), ${day}, count(*), sum(ifnull(bytes, 0)) FROM held GROUP BY 1, 2, 3, 4`
  ]
]

/** `isFinished`: no ingest died since the last that ended. Costs some 10 µs an entry. */
export const checkRollups = (databasePath: string, isFinished = true): void => {
  const database = new Database(databasePath, { readonly: true })
  try {
    database.pragma("temp_store = MEMORY")
    database.exec(`CREATE TEMP TABLE held AS ${held}`)
    const rowsOf = (from: string) => database.prepare(`SELECT count(*) FROM ${from}`).pluck().get() as number
    const difference = (one: string, other: string): ReadonlyArray<unknown> =>
      database.prepare(`SELECT * FROM ${one} EXCEPT SELECT * FROM ${other} LIMIT 5`).all()
    for (const [table, found, expected] of laws) {
      database.exec(`CREATE TEMP TABLE expected AS ${expected}`)
      assert.deepStrictEqual(difference("expected", `(${found})`), [], `sums of entries that ${table} has not`)
      // Those that are expected are there, each once: of as many there are no others.
      if (rowsOf(`(${found})`) !== rowsOf("expected")) {
        assert.fail(
          `${table} has rows that no entries add up to: ${JSON.stringify(difference(`(${found})`, "expected"))}`
        )
      }
      database.exec("DROP TABLE expected")
    }
    if (isFinished) {
      assert.strictEqual(
        database.prepare("SELECT paths_follow FROM meta").pluck().get(),
        1,
        "hits_path was left behind"
      )
    }
    const beyond = database.prepare("SELECT watermark > ifnull((SELECT max(id) FROM entry), 0) FROM meta").pluck().get()
    assert.strictEqual(beyond, 0, "the watermark is beyond the last entry")
  } finally {
    database.close()
  }
}
