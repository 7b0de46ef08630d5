/**
 * JSON and NDJSON. A document is `{columns, rows, complete, elapsed_ms, data_version, zone, sql}`, its rows objects
 * under the column names (of two of one name the second is `name_2`), one a line; where periods were compared also `{period, before, partly, sql_before}`. Several results
 * are an array of documents, whose first member is `analysis`; of one that failed it is `{analysis, error}`. Whole numbers beyond 2^53 keep all
 * their digits. Characters that could harm a terminal are written as `\uNNNN`, which means the same.
 */
import { type Datum, cellReader, isoIn } from "./cell.ts"
import { escapeJson } from "./escape.ts"
import type { Layout, LayoutColumns, LayoutEnd, RowList } from "./layout.ts"
import { areRows, type Compared, type NoRows, type Rows } from "./rows.ts"

/** `members`: what comes first. */
export const jsonLayout = (shape: LayoutColumns, members: ReadonlyArray<string> = []): Layout => {
  const names = memberNames(shape.columns.map(({ name }) => name))
  const columns = shape.columns.map(({ kind }, i) => `{"name": ${quote(names[i]!)}, "kind": ${quote(kind)}}`)
  const objects = objectsOf(shape, [])
  let first = true
  return {
    head: [`{\n${[...members, `"columns": [${columns.join(", ")}]`, `"rows": [`].join(",\n")}`],
    *body(rows) {
      for (const object of objects(rows)) {
        yield `${first ? "" : ","}\n${object}`
        first = false
      }
    },
    *foot(end) {
      yield first ? "],\n" : "\n],\n"
      yield [
        `"complete": ${end.complete}`,
        `"elapsed_ms": ${end.elapsedMs}`,
        `"data_version": ${end.dataVersion}`,
        `"zone": ${quote(end.zone)}`,
        `"sql": ${quote(end.sql)}`,
        ...comparedMembers(end)
      ].join(",\n")
      yield "\n}"
    }
  }
}

/** `label`: members that come first in each object. */
export const ndjsonLayout = (shape: LayoutColumns, label: ReadonlyArray<string> = []): Layout => {
  const objects = objectsOf(shape, label)
  return {
    head: [],
    *body(rows) {
      for (const object of objects(rows)) yield `${object}\n`
    },
    foot: () => []
  }
}

/** The documents in pieces; `several` puts them into an array. */
export function* formatJson(results: ReadonlyArray<Rows | NoRows>, several: boolean): Generator<string> {
  if (several) yield "[\n"
  for (const [i, rows] of results.entries()) {
    if (i > 0) yield ",\n"
    if (!areRows(rows)) {
      yield `{\n"analysis": ${quote(rows.id)},\n"error": ${quote(rows.error)}\n}`
      continue
    }
    const layout = jsonLayout(rows, several ? [`"analysis": ${quote(rows.id ?? rows.title)}`] : [])
    yield* layout.head
    yield* layout.body(rows.rows)
    yield* layout.foot(rows)
  }
  yield several ? "\n]\n" : "\n"
}

const comparedMembers = ({ compared, zone }: LayoutEnd): ReadonlyArray<string> => {
  if (compared === undefined) return []
  const iso = isoIn(zone ?? "UTC")
  const stretch = ({ from, to }: Compared["period"]) => `{"from": ${quote(iso(from))}, "to": ${quote(iso(to))}}`
  return [
    `"period": ${stretch(compared.period)}`,
    `"before": ${stretch(compared.before)}`,
    `"partly": ${compared.partly === null ? "null" : stretch(compared.partly)}`,
    `"sql_before": ${quote(compared.sqlBefore)}`
  ]
}

/** One object a line. Several results are told apart by a first member, `analysis`. */
export function* formatNdjson(results: ReadonlyArray<Rows>, several: boolean): Generator<string> {
  for (const rows of results) {
    const label = several ? [`"analysis":${quote(rows.id ?? rows.title)}`] : []
    yield* ndjsonLayout(rows, label).body(rows.rows)
  }
}

/** Names of columns as those of members, no two of which may be the same: the second `a` is `a_2`. */
export const memberNames = (names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const taken = new Set(names)
  const seen = new Set<string>()
  return names.map((name) => {
    let own = name
    for (let number = 2; own !== name ? taken.has(own) : seen.has(own); number++) own = `${name}_${number}`
    seen.add(own)
    taken.add(own)
    return own
  })
}

const objectsOf = ({ columns, zone }: LayoutColumns, label: ReadonlyArray<string>) => {
  const read = cellReader(zone)
  const keys = memberNames(columns.map(({ name }) => name)).map(quote)
  return function* (rows: RowList): Generator<string> {
    for (const row of rows) {
      const members = columns.map(({ kind }, i) => `${keys[i]}:${literal(read(row[i] ?? null, kind))}`)
      yield `{${[...label, ...members].join(",")}}`
    }
  }
}

const literal = (datum: Datum): string => (typeof datum === "bigint" ? String(datum) : quote(datum))

const quote = (value: string | number | null): string => escapeJson(JSON.stringify(value))
