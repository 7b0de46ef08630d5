/** The rows of one panel as JSON objects, and what is said of all of them. */
import type { SqlRow, SqlValue } from "@logmill/core/query/QueryEngine"

import { escapeJson } from "@logmill/core/output/escape"
import { labelOf } from "./labels.ts"
import { measuresJson, measuresOf, Metadata, type Totals } from "./measures.ts"
import { columnAt, type PanelName, requestPanels } from "./panels.ts"

/** A row and those that stand below it. */
interface Family {
  parent: string
  readonly items: Array<string>
}

export class PanelRows {
  readonly name: PanelName
  readonly metadata = new Metadata()
  readonly #totals: Totals
  /** Of panels that have rows below rows; these are few. */
  readonly #families = new Map<SqlValue, Family>()

  constructor(name: PanelName, totals: Totals) {
    this.name = name
    this.#totals = name === "visitors" ? { ...totals, visitors: totals.visitorsByDay } : totals
  }

  /** The row's object; null when it belongs to a family. */
  add(row: SqlRow): string | null {
    const measures = measuresOf(row)
    const figures = measuresJson(measures, this.#totals)
    const parent = row[columnAt.parent]!
    const data = row[columnAt.data]!
    if (parent === null) {
      this.metadata.add(measures)
      return `{${figures},${this.#texts(row)}}`
    }
    const family = this.#families.get(parent) ?? { parent: "", items: [] }
    this.#families.set(parent, family)
    if (data === null) {
      family.parent = `${figures},"data":${quote(labelOf(this.name, parent, "parent"))}`
    } else {
      this.metadata.add(measures)
      family.items.push(`{${figures},${this.#texts(row)}}`)
    }
    return null
  }

  /** The objects of the families, when all rows have been added. */
  families(): ReadonlyArray<string> {
    return [...this.#families.values()].map(({ items, parent }) => `{${parent},"items":[${items.join(",")}]}`)
  }

  #texts(row: SqlRow): string {
    const text = (key: string, value: SqlValue): string => `"${key}":${quote(String(value))}`
    const known = ["country", "city", "network"] as const
    return [
      ...(requestPanels.has(this.name)
        ? [text("method", row[columnAt.method] ?? "---"), text("protocol", row[columnAt.protocol] ?? "---")]
        : []),
      `"data":${quote(labelOf(this.name, row[columnAt.data]!, "row"))}`,
      // Where a host is, under GoAccess' names.
      ...known.flatMap((name) =>
        row[columnAt[name]] === null ? [] : [text(name === "network" ? "asn" : name, row[columnAt[name]]!)]
      )
    ].join(",")
  }
}

export const quote = (value: unknown): string => escapeJson(JSON.stringify(value))
