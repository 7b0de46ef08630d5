/** The views are the public API of the database: their columns, and that they work without anything of ours. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"

import { makeLab } from "../testing/lab.ts"
import { logLines } from "../testing/logs.ts"

const columns: Readonly<Record<string, string>> = {
  entries:
    "time iso_time client country city network site user method path query extension kind template protocol status bytes duration_ms " +
    "upstream_ms bytes_in referrer referrer_site referrer_class agent browser browser_version os os_version device agent_class bot tls cipher cache mime scheme " +
    "port upstream_address forwarded_for remote_address extra source line origin entry_id path_id client_id agent_id request_id referrer_id site_id user_id source_id",
  hits:
    "time day site site_id path path_id extension kind template method status agent_class hits bytes duration_ms " +
    "duration_max_ms timed",
  visits:
    "day site site_id client client_id agent agent_id agent_class bot browser browser_version os os_version device " +
    "country city network hits bytes prev_day",
  sources:
    "source_id path format compression zone site state detail lines stored filtered rejected rejected_by skipped blank comment " +
    "nul_bytes bytes_read first_time last_time generations files",
  rejects: "source source_id line offset reason text",
  access_log:
    "log_time c_ip cs_username cs_method cs_uri_stem cs_uri_query cs_version sc_status sc_bytes cs_referer " +
    "cs_user_agent cs_host cs_uri_scheme cs_bytes time_taken s_port x_forwarded_for log_line log_path",
  extras: "entry_id name value"
}

const ofKept = { logFormat: '$remote_addr [$time_local] "$request" $request_id', keepExtra: ["request_id"] }
const keptLine = '192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 7f3a\n'

describe("the views", () => {
  it.live("have all their columns, and a row for what was read", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", `${logLines("a", 1, 3)}no log line\n`)
      lab.write("b.log", keptLine)
      yield* lab.ingest(["a.log"])
      yield* lab.ingest(["b.log"], ofKept)
      for (const [view, names] of Object.entries(columns)) {
        const found = lab.query<{ name: string }>(`SELECT name FROM pragma_table_info('${view}')`)
        assert.strictEqual(found.map(({ name }) => name).join(" "), names, view)
        assert.isAbove(lab.query(`SELECT * FROM ${view}`).length, 0, view)
      }
    })
  )

  it.live("can be read by the sqlite3 of the system, where there is one", (context) =>
    Effect.gen(function* () {
      const version = systemSqlite()
      if (version === null) context.skip("no sqlite3 on this machine: not tried with another program")
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      lab.write("b.log", keptLine)
      yield* lab.ingest(["a.log"])
      yield* lab.ingest(["b.log"], ofKept)
      for (const view of Object.keys(columns)) {
        const output = execFileSync("sqlite3", ["-readonly", lab.databasePath, `SELECT * FROM ${view}`])
        if (view !== "rejects") assert.isAbove(output.length, 0, `${view} in sqlite3 ${version}`)
      }
    })
  )

  it.live("count a visitor's days", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const line = (day: string, path: string): string =>
        `192.0.2.7 - - [${day}/Nov/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" 200 10 "-" "Mozilla/5.0"\n`
      lab.write("a.log", line("02", "/a") + line("02", "/b") + line("04", "/a"))
      yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(lab.query("SELECT day, hits, bytes, prev_day FROM visits ORDER BY day"), [
        { day: "2026-11-02", hits: 2, bytes: 20, prev_day: null },
        { day: "2026-11-04", hits: 1, bytes: 10, prev_day: "2026-11-02" }
      ])
    })
  )
})

const systemSqlite = (): string | null => {
  try {
    return execFileSync("sqlite3", ["--version"], { encoding: "utf8" }).split(" ")[0] ?? null
  } catch {
    return null
  }
}
