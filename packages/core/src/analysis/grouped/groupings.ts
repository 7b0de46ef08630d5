/**
 * What of a statement a query child can group beforehand: those of its SELECTs that only group entries are written anew
 * over relations `_grouped_1`, `_grouped_2` ..., which stand for tables that the child makes of the entries a filter lets
 * through (query/selected).
 */
import type { Grouping } from "../../query/protocol.ts"
import type { MacroContext } from "../macros.ts"
import type { RelationContext } from "../relations.ts"
import { tokenize } from "../tokenizer.ts"
import { groupColumns } from "./columns.ts"
import { entrySelection } from "./entrySelection.ts"
import { quarterMs, regroup, type Regrouped, regrouped } from "./regroup.ts"
import { entryScopes } from "./scopes.ts"

export interface GroupedStatement {
  /** With its macros. */
  readonly sql: string
  /** `name AS (...)` of the relations. */
  readonly ctes: ReadonlyArray<string>
  readonly groupings: ReadonlyArray<Grouping>
}

/** Null: there is nothing to group. `zone`: that of the answer. */
export const groupEntries = (
  sql: string,
  { params, span, zone }: MacroContext,
  context: Pick<RelationContext, "filter" | "zone">
): GroupedStatement | null => {
  const tokens = tokenize(sql)
  const isQuarterly = zone.every(([change, offset]) => change > span.to || offset % quarterMs === 0)
  const found: Array<Regrouped> = []
  for (const scope of entryScopes(tokens)) {
    const one = regroup(sql, tokens, scope, nameOf(found.length), { params, span, isQuarterly })
    if (one !== null) found.push(one)
  }
  if (found.length === 0) return null
  const entries = entrySelection(context)
  return {
    sql: regrouped(sql, found),
    ctes: found.map(cteOf),
    groupings: found.map(({ parts, slotMs, summed }) => ({ entries, parts, slotMs, summed }))
  }
}

const nameOf = (index: number): string => `_grouped_${index + 1}`

const cteOf = ({ columns, slotMs, summed }: Regrouped, index: number): string => {
  const told = groupColumns(columns)
  const selected = [
    ...[...columns].map((name) => `${name === "time" ? `g.by_time * ${slotMs}` : told[name]!.sql} AS ${name}`),
    "g.hits AS _hits",
    ...summed.flatMap((column) => [
      `g.${column}_count AS _${column}_count`,
      ...["sum", "min", "max"].map((kind) => `iif(g.${column}_count, g.${column}_${kind}, NULL) AS _${column}_${kind}`)
    ])
  ]
  return `${nameOf(index)} AS NOT MATERIALIZED (\n  SELECT ${selected.join(",\n    ")}\n  FROM groups_${index + 1}.grouped AS g\n)`
}
