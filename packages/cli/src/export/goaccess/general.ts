/** What stands above the panels: GoAccess' `general`, and what of it the panels need. */
import { Effect } from "effect"

import { Snapshot } from "@logmill/core/export/Snapshot"
import type { SqlValue } from "@logmill/core/query/QueryEngine"

import { isoIn } from "@logmill/core/output/cell"
import type { Totals } from "./measures.ts"
import { type Known, type PanelName, totalsStatement } from "./panels.ts"

export interface General {
  readonly totals: Totals
  readonly known: Known
  /** ms UTC; null without an entry. */
  readonly first: number | null
  readonly last: number | null
  /** Of whole sources; 0 under a filter that tells entries apart, of which no such thing can be said. */
  readonly rejected: number
  readonly filtered: number
  readonly logSize: number
  readonly logs: ReadonlyArray<string>
}

export const readGeneral = Effect.gen(function* () {
  const { ofAll, run } = yield* Snapshot
  const [row] = (yield* run(totalsStatement)).rows
  const [hits, bytes, timed, visitors, visitorsByDay, filtered, rejected, bytesRead, first, last] = row!
  const logs = (yield* run("SELECT path FROM sources ORDER BY source_id")).rows
  const [has] = yield* ofAll(
    "SELECT EXISTS (SELECT 1 FROM main.user), EXISTS (SELECT 1 FROM main.extra), EXISTS (SELECT 1 FROM main.referrer)"
  )
  const isTimed = Number(timed) > 0
  return {
    totals: {
      hits: amount(hits),
      bytes: amount(bytes),
      visitors: amount(visitors),
      visitorsByDay: amount(visitorsByDay),
      timed: isTimed
    },
    known: {
      timed: isTimed,
      users: has![0] === 1,
      extras: has![1] === 1,
      referrers: has![2] === 1
    },
    first: first as number | null,
    last: last as number | null,
    rejected: Number(rejected ?? 0),
    filtered: Number(filtered ?? 0),
    logSize: Number(bytesRead ?? 0),
    logs: logs.map(([path]) => String(path))
  } satisfies General
})

const amount = (value: SqlValue | undefined): number | bigint =>
  typeof value === "bigint" ? value : Number(value ?? 0)

export interface ReportTime {
  readonly zone: string
  /** ms UTC, when it was begun. */
  readonly now: number
  readonly seconds: number
}

/** Its members in GoAccess' order. `rowsOf`: how many rows a panel has. */
export const generalObject = (general: General, rowsOf: (name: PanelName) => number, time: ReportTime) => {
  const { filtered, first, last, logSize, logs, rejected, totals } = general
  const iso = isoIn(time.zone)
  const valid = Number(totals.hits)
  return {
    start_date: dateText(first, iso),
    end_date: dateText(last, iso),
    date_time: iso(time.now - (time.now % 1000)).replace(/^(.*)T(.*)([+-]\d\d):(\d\d)$/, "$1 $2 $3$4"),
    total_requests: valid + rejected + filtered,
    valid_requests: valid,
    failed_requests: rejected,
    generation_time: time.seconds,
    unique_visitors: Number(totals.visitors),
    unique_files: rowsOf("requests"),
    excluded_hits: filtered,
    unique_referrers: rowsOf("referrers"),
    unique_not_found: rowsOf("not_found"),
    unique_static_files: rowsOf("static_requests"),
    log_size: logSize,
    bandwidth: Number(totals.bytes),
    log_path: logs
  }
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** `05/Nov/2026` */
const dateText = (time: number | null, iso: (ms: number) => string): string => {
  if (time === null) return ""
  const [year, month, day] = iso(time).slice(0, 10).split("-")
  return `${day}/${months[Number(month) - 1]}/${year}`
}
