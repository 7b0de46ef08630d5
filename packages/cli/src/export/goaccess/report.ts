/**
 * A report in the shape of GoAccess' JSON, from whose scripts and dashboards it can be read; the figures are logmill's own,
 * exact, of all rows there are and under any filter (docs/from-goaccess.md). Panels of long lists go through a temporary
 * file, as their sums stand before their rows.
 */
import { Clock, Effect, Stream } from "effect"

import { Snapshot } from "@logmill/core/export/Snapshot"

import type { Target } from "../../output/target.ts"
import { generalObject, readGeneral } from "./general.ts"
import { Metadata, type Totals } from "./measures.ts"
import { PanelRows, quote } from "./PanelRows.ts"
import { columnAt, optionalPanels, type PanelName, panelNames, panelStatements } from "./panels.ts"
import { makeSpool, type Spool } from "./Spool.ts"

/** Returns how many requests it is about. */
export const writeReport = Effect.fnUntraced(function* (target: Target) {
  const { now, zone } = yield* Snapshot
  const spool = yield* makeSpool
  const general = yield* readGeneral
  const { known, totals } = general
  const panels = new Map<PanelName, Panel>()
  for (const sql of panelStatements(known)) yield* readPanels(sql, { panels, spool, totals })

  const seconds = Math.ceil(((yield* Clock.currentTimeMillis) - now) / 1000)
  const rowsOf = (name: PanelName): number => panels.get(name)?.metadata.rows ?? 0
  yield* target.write(`{"general":${quote(generalObject(general, rowsOf, { zone, now, seconds }))}`)
  for (const name of panelNames) {
    if (optionalPanels.has(name) && rowsOf(name) === 0) continue
    const { from, metadata, to } = panels.get(name) ?? noRows()
    yield* target.write(`,\n"${name}":{"metadata":${metadata.json(totals.timed)},"data":[`)
    yield* spool.copy(target, from, to)
    yield* target.write("]}")
  }
  yield* target.write("}\n")
  return Number(totals.hits)
}, Effect.scoped)

/** Its rows are in the spool between two places. */
interface Panel {
  readonly metadata: Metadata
  readonly from: number
  readonly to: number
}

const noRows = (): Panel => ({ metadata: new Metadata(), from: 0, to: 0 })

interface Reading {
  readonly panels: Map<PanelName, Panel>
  readonly spool: Spool
  readonly totals: Totals
}

/** Reads the rows of one statement into the spool, panel by panel. */
const readPanels = Effect.fnUntraced(function* (sql: string, { panels, spool, totals }: Reading) {
  const { stream } = yield* Snapshot
  const { rows } = yield* stream(sql)
  let current: { readonly rows: PanelRows; readonly from: number } | null = null
  let objects: Array<string> = []

  const flush = Effect.suspend(() => {
    if (current === null || objects.length === 0) return Effect.void
    const text = `${spool.size() > current.from ? "," : ""}\n${objects.join(",\n")}`
    objects = []
    return spool.write(text)
  })
  const close = Effect.gen(function* () {
    if (current === null) return
    objects.push(...current.rows.families())
    yield* flush
    panels.set(current.rows.name, { metadata: current.rows.metadata, from: current.from, to: spool.size() })
  })

  yield* Stream.runForEach(
    rows,
    Effect.fnUntraced(function* (chunk) {
      for (const row of chunk) {
        const name = panelNames[row[columnAt.panel] as number]!
        if (name !== current?.rows.name) {
          yield* close
          current = { rows: new PanelRows(name, totals), from: spool.size() }
        }
        const object = current.rows.add(row)
        if (object !== null) objects.push(object)
      }
      yield* flush
    })
  )
  yield* close
}, Effect.scoped)
