/**
 * JSON and NDJSON. A document is `{columns, rows, complete, elapsed_ms, data_version, zone, sql}`, its rows objects
 * under the column names, one a line; where periods were compared also `{period, before, sql_before}`. Several results
 * are an array of documents. Whole numbers beyond 2^53 keep all
 * their digits. Characters that could harm a terminal are written as `\uNNNN`, which means the same.
 */
import { type Datum, cellReader, isoIn } from "./cell.ts"
import { escapeJson } from "./escape.ts"
import type { Compared, Rows } from "./rows.ts"

/** The documents in pieces; `several` puts them into an array. */
export function* formatJson(results: ReadonlyArray<Rows>, several: boolean): Generator<string> {
  if (several) yield "[\n"
  for (const [i, rows] of results.entries()) {
    if (i > 0) yield ",\n"
    yield* document(rows)
  }
  yield several ? "\n]\n" : "\n"
}

function* document(rows: Rows): Generator<string> {
  const columns = rows.columns.map(({ kind, name }) => `{"name": ${quote(name)}, "kind": ${quote(kind)}}`)
  yield `{\n"columns": [${columns.join(", ")}],\n"rows": [`
  let first = true
  for (const object of objects(rows, [])) {
    yield `${first ? "" : ","}\n${object}`
    first = false
  }
  yield first ? "],\n" : "\n],\n"
  yield [
    `"complete": ${rows.complete}`,
    `"elapsed_ms": ${rows.elapsedMs}`,
    `"data_version": ${rows.dataVersion}`,
    `"zone": ${quote(rows.zone)}`,
    `"sql": ${quote(rows.sql)}`,
    ...comparedMembers(rows)
  ].join(",\n")
  yield "\n}"
}

const comparedMembers = ({ compared, zone }: Rows): ReadonlyArray<string> => {
  if (compared === undefined) return []
  const iso = isoIn(zone ?? "UTC")
  const stretch = ({ from, to }: Compared["period"]) => `{"from": ${quote(iso(from))}, "to": ${quote(iso(to))}}`
  return [
    `"period": ${stretch(compared.period)}`,
    `"before": ${stretch(compared.before)}`,
    `"sql_before": ${quote(compared.sqlBefore)}`
  ]
}

/** One object a line. Several results are told apart by a first member, `analysis`. */
export function* formatNdjson(results: ReadonlyArray<Rows>, several: boolean): Generator<string> {
  for (const rows of results) {
    const label = several ? [`"analysis":${quote(rows.title)}`] : []
    for (const object of objects(rows, label)) yield `${object}\n`
  }
}

function* objects(rows: Rows, label: ReadonlyArray<string>): Generator<string> {
  const read = cellReader(rows.zone)
  const keys = rows.columns.map(({ name }) => quote(name))
  for (const row of rows.rows) {
    const members = rows.columns.map(({ kind }, i) => `${keys[i]}:${literal(read(row[i] ?? null, kind))}`)
    yield `{${[...label, ...members].join(",")}}`
  }
}

const literal = (datum: Datum): string => (typeof datum === "bigint" ? String(datum) : quote(datum))

const quote = (value: string | number | null): string => escapeJson(JSON.stringify(value))
