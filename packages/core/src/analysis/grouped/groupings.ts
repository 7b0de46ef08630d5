/**
 * What of a statement a query child can group beforehand: those of its SELECTs that only group entries are written anew
 * over relations of their own, which stand for tables that the child makes of the entries a filter lets
 * through (query/selected).
 */
import type { Grouping } from "../../query/protocol.ts"
import { constantOf, type MacroContext, timeoutOf } from "../macros.ts"
import type { RelationContext } from "../relations.ts"
import { isWord, selectsOf } from "../select.ts"
import { preparedSessions } from "../sessions.ts"
import { applyEdits, type Edit, type Token, tokenize } from "../tokenizer.ts"
import { groupColumns } from "./columns.ts"
import { entrySelection } from "./entrySelection.ts"
import { groupsName, hitsName, sumName } from "./names.ts"
import { regroup, type Regrouped } from "./regroup.ts"

export interface GroupedStatement {
  /** With its macros. */
  readonly sql: string
  /** `name AS (...)` of the relations. */
  readonly ctes: ReadonlyArray<string>
  readonly groupings: ReadonlyArray<Grouping>
}

/** What is written anew, over one table. */
interface Prepared {
  readonly edits: ReadonlyArray<Edit>
  readonly cte: (index: number) => string
  readonly grouping: Omit<Grouping, "entries">
  readonly admitted: Regrouped["admitted"]
}

/** Null: there is nothing to group. `zone`: that of the answer. */
export const groupEntries = (
  sql: string,
  macros: MacroContext,
  context: Pick<RelationContext, "filter" | "zone">
): GroupedStatement | null => {
  const tokens = tokenize(sql)
  const found = [...groupsIn(sql, tokens, macros)]
  found.push(...sessionsIn(tokens, macros, found.length))
  if (found.length === 0) return null
  const entries = entrySelection(context)
  return {
    sql: applyEdits(
      sql,
      found.flatMap(({ edits }) => edits)
    ),
    ctes: found.map(({ cte }, index) => cte(index)),
    groupings: found.map(({ admitted, grouping }) => ({
      entries: { ...entries, admitted: [...entries.admitted, ...admitted] },
      ...grouping
    }))
  }
}

const groupsIn = (
  sql: string,
  tokens: ReadonlyArray<Token>,
  { zone, ...context }: MacroContext
): ReadonlyArray<Prepared> => {
  const slotMs = slotOf(zone, context.span.to)
  const found: Array<Prepared> = []
  for (const select of selectsOf(tokens)) {
    const one = regroup({ sql, tokens }, select, groupsName(found.length), { ...context, slotMs })
    if (one === null) continue
    const { admitted, edits, parts, summed } = one
    const grouping = { parts, slotMs: one.slotMs, summed, sessionMs: null }
    found.push({ edits, cte: (index) => cteOf(one, index), grouping, admitted })
  }
  return found
}

/** Hours where the zone's begin with those of UTC, as far as there are entries, else quarters of an hour; 0: neither. */
const slotOf = (zone: MacroContext["zone"], lastTime: number): number =>
  [3_600_000, 900_000].find((slot) => zone.every(([change, offset]) => change > lastTime || offset % slot === 0)) ?? 0

/** `sessions('30m')` in place of a relation. `before`: tables there are already. */
const sessionsIn = (tokens: ReadonlyArray<Token>, macros: MacroContext, before: number): ReadonlyArray<Prepared> =>
  tokens
    .flatMap((_, at) => (isRelation(tokens, at) ? [at] : []))
    .map((at, index) => {
      const [token, , timeout, close] = tokens.slice(at, at + 4)
      const sessionMs = timeoutOf(close?.text === ")" ? constantOf(timeout!, macros) : null, token!.start)
      return {
        edits: [{ start: token!.start, end: close!.end, text: groupsName(before + index) }],
        cte: (number) => `${groupsName(number)} AS NOT MATERIALIZED (\n  ${preparedSessions(tableOf(number))}\n)`,
        grouping: { parts: sessionParts, slotMs: 1, summed: [], sessionMs },
        admitted: []
      }
    })

const isRelation = (tokens: ReadonlyArray<Token>, at: number): boolean => {
  const isPlace = isWord(tokens[at - 1], "from", "join") || tokens[at - 1]?.text === ","
  return isPlace && tokens[at]!.value === "sessions" && tokens[at + 1]?.text === "("
}

const sessionParts: Grouping["parts"] = [
  { by: "client_id", alike: null },
  { by: "agent_id", alike: null }
]

const tableOf = (index: number): string => `groups_${index + 1}.grouped`

const cteOf = ({ columns, slotMs, summed }: Regrouped, index: number): string => {
  const told = groupColumns(columns)
  const selected = [
    ...[...columns].map((name) => `${name === "time" ? `g.by_time * ${slotMs}` : told[name]!.sql} AS ${name}`),
    `g.hits AS ${hitsName}`,
    ...summed.flatMap((column) => [
      `g.${column}_count AS ${sumName(column, "count")}`,
      ...(["sum", "min", "max"] as const).map(
        (kind) => `iif(g.${column}_count, g.${column}_${kind}, NULL) AS ${sumName(column, kind)}`
      )
    ])
  ]
  return `${groupsName(index)} AS NOT MATERIALIZED (\n  SELECT ${selected.join(",\n    ")}\n  FROM ${tableOf(index)} AS g\n)`
}
