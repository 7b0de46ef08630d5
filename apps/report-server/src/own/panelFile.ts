/** A statement as an analysis file: its header from what the statement and its result tell. */
import type { Chart, Cost } from "@logmill/core/plugin"
import type { SqlValue } from "@logmill/core/query/QueryEngine"

import type { Column } from "../api/values.ts"

export interface PanelText {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly chart: Chart
  readonly cost: Cost
  readonly params: ReadonlyArray<readonly [name: string, value: SqlValue]>
  readonly columns: ReadonlyArray<Column>
  readonly sql: string
}

export const panelText = ({ chart, columns, cost, description, id, params, sql, title }: PanelText): string =>
  [
    "/* logmill",
    `id = ${quoted(id)}`,
    `title = ${quoted(title)}`,
    ...(description === "" ? [] : [`description = ${quoted(description)}`]),
    `cost = ${quoted(cost)}`,
    `chart = ${quoted(chart)}`,
    ...params.flatMap(([name, value]) => ["", `[params.${name}]`, ...paramLines(value)]),
    ...columns.flatMap((column) => columnLines(column)),
    "*/",
    sql.trim(),
    ""
  ].join("\n")

/** A bigint is an integer of SQL, a number a real. */
const paramLines = (value: SqlValue): ReadonlyArray<string> => {
  if (typeof value === "bigint") return [`type = "int"`, `default = ${value}`]
  if (typeof value === "number")
    return [`type = "float"`, `default = ${Number.isInteger(value) ? value.toFixed(1) : value}`]
  return [`type = "text"`, ...(value === null ? [] : [`default = ${quoted(String(value))}`])]
}

const columnLines = ({ filter, kind, name }: Column): ReadonlyArray<string> =>
  kind === "text" && filter === null
    ? []
    : ["", `[columns.${quoted(name)}]`, `kind = "${kind}"`, ...(filter === null ? [] : [`filter = "${filter}"`])]

/** A text of TOML that ends no comment of SQL. */
const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll("\u007f", "\\u007f").replaceAll("*/", "*\\u002f")
