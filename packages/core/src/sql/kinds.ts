/**
 * What kind of values a column of a result has, as far as its expression tells: a column of the views, bucket(), times rounded down by
 * hand, counts, and what sums, extremes and averages of these are. Names are followed through subqueries. It decides how values are shown: times as
 * ISO 8601, everything else as it is. So it must never take for a time what is none, and `time + 0` is a number.
 */
import type { ColumnKind } from "../analysis/contract.ts"
import type { Statement } from "../analysis/statement.ts"
import {
  callAt,
  isColumn,
  isWord,
  type Item,
  next,
  relationsOf,
  selectsOf,
  type Stretch,
  type Tokens
} from "../analysis/select.ts"

const kindsOfColumns: Readonly<Record<string, ColumnKind>> = {
  time: "time",
  first_time: "time",
  last_time: "time",
  started: "time",
  ended: "time",
  day: "date",
  prev_day: "date",
  client: "client",
  c_ip: "client",
  country: "country",
  path: "path",
  cs_uri_stem: "path",
  entry_path: "path",
  exit_path: "path",
  referrer: "url",
  cs_referer: "url",
  agent: "agent",
  cs_user_agent: "agent",
  status: "status",
  sc_status: "status",
  hits: "count",
  timed: "count",
  lines: "count",
  stored: "count",
  filtered: "count",
  rejected: "count",
  skipped: "count",
  bytes: "bytes",
  sc_bytes: "bytes",
  bytes_in: "bytes",
  bytes_read: "bytes",
  duration_ms: "duration_ms",
  duration_max_ms: "duration_ms",
  upstream_ms: "duration_ms"
}

/** A kind for each of the result's columns, whose names are given. */
export const kindsOf = ({ tokens }: Statement, columns: ReadonlyArray<string>): ReadonlyArray<ColumnKind> => {
  const selects = selectsOf(tokens)
  const named = namedKinds(
    tokens,
    selects.flatMap(({ items }) => items)
  )
  const items = selects.find(({ depth }) => depth === 0)?.items
  return columns.map((name, index) => {
    const item = items?.length === columns.length ? items[index] : undefined
    const isStar = item === undefined || tokens[item.to - 1]!.text === "*"
    return (isStar ? kindOfName(name.toLowerCase(), named) : kindOfExpression(tokens, item, named)) ?? "text"
  })
}

type Named = ReadonlyMap<string, ColumnKind | null>

/** Whether a stretch of the statement is a time, a number of milliseconds: a column of that kind by itself, or bucket(). */
export const timesOf = ({ tokens }: Statement): ((stretch: Stretch) => boolean) => {
  const named = kindsOfItems(tokens)
  // Where a view has the column, the name of an item is not what WHERE means.
  const own = relationsOf(tokens).some(({ name }) => name === "hits" || name === "visits") ? ["day", "prev_day"] : []
  const known: Named = new Map([...named, ...own.map((name) => [name, null] as const)])
  return (stretch) => kindOfExpression(tokens, stretch, known) === "time"
}

/** Whether a stretch of the statement is a time as a text: a day, a written time, or what is typed in quotes. */
export const textTimesOf = ({ tokens }: Statement): ((stretch: Stretch) => boolean) => {
  const named = kindsOfItems(tokens)
  return (stretch) => {
    const last = tokens[stretch.to - 1]!
    if (stretch.to - stretch.from === 1 && last.kind === "string") return true
    if (isName(stretch, tokens) && !named.has(last.value) && writtenTimes.has(last.value)) return true
    return kindOfExpression(tokens, stretch, named) === "date"
  }
}

const writtenTimes: ReadonlySet<string> = new Set(["iso_time", "log_time"])

/** Of all its SELECTs. */
const kindsOfItems = (tokens: Tokens): Named =>
  namedKinds(
    tokens,
    selectsOf(tokens).flatMap(({ items }) => items)
  )

/** Kinds of the names that are given in the statement; null for one that stands for different kinds. */
const namedKinds = (tokens: Tokens, items: ReadonlyArray<Item>): Named => {
  const named = new Map<string, ColumnKind | null>(listedNames(tokens).map((name) => [name, null]))
  // From the innermost out: what a name stands for is known before it is used.
  for (const item of items.toReversed()) {
    if (item.alias === null) continue
    const kind = kindOfExpression(tokens, item, named)
    named.set(item.alias, named.has(item.alias) && named.get(item.alias) !== kind ? null : kind)
  }
  return named
}

/** Those that a WITH list gives by themselves: `WITH t(a, b) AS (...)`. */
const listedNames = (tokens: Tokens): ReadonlyArray<string> =>
  tokens.flatMap((token, index) => {
    const after = next(tokens, index)
    const defines = tokens[after + 1]?.text === "(" || isWord(tokens[after + 1], "not", "materialized")
    if (token.text !== "(" || !isWord(tokens[after], "as") || !defines) return []
    const isInList = isWord(tokens[index - 2], "with", "recursive") || tokens[index - 2]?.text === ","
    return isInList ? tokens.slice(index + 1, after - 1).map(({ value }) => value) : []
  })

const kindOfName = (name: string, named: Named): ColumnKind | null => {
  const known = named.get(name)
  return known === undefined ? (kindsOfColumns[name] ?? null) : known
}

/** A column, with its relation in front of it or without. */
const isName = ({ from, to }: Stretch, tokens: Tokens): boolean =>
  (to - from === 1 || (to - from === 3 && tokens[from + 1]!.text === ".")) && isColumn(tokens, to - 1)

const kindOfExpression = (tokens: Tokens, { from, to }: Stretch, named: Named): ColumnKind | null => {
  if (isName({ from, to }, tokens)) return kindOfName(tokens[to - 1]!.value, named)
  if (isRoundedTime(tokens, { from, to }, named)) return "time"
  const call = callAt(tokens, from)
  if (call === null || call.to !== to || call.isWindow) return null
  const [first] = call.args
  const inner = first === undefined ? null : kindOfExpression(tokens, first, named)
  switch (call.name) {
    case "bucket":
      return "time"
    case "count":
      return "count"
    case "approx_distinct":
      return "approx_count"
    case "min":
    case "max":
      return call.args.length === 1 ? inner : null
    case "any_value":
      return inner
    case "sum":
    case "total":
      return inner === "count" || inner === "bytes" || inner === "duration_ms" ? inner : null
    case "avg":
    case "percentile":
    case "median":
      return inner === "bytes" || inner === "duration_ms" ? inner : null
    default:
      return null
  }
}

const column = "((?:\\S+ \\. )?\\S+)"
const byRest = new RegExp(`^${column} - (?:\\1 % \\d+|\\( \\1 % \\d+ \\))$`)
const byQuotient = new RegExp(`^(\\( )?${column} / (\\d+)( \\))? \\* (\\d+)$`)

/** `time - time % 3600000`, `time / 3600000 * 3600000`: what bucket() makes of UTC. */
const isRoundedTime = (tokens: Tokens, { from, to }: Stretch, named: Named): boolean => {
  // From `a - a % 1` to `e.a - (e.a % 1)`.
  if (to - from < 5 || to - from > 11) return false
  const text = tokens
    .slice(from, to)
    .map((token) => token.text.toLowerCase())
    .join(" ")
  const quotient = byQuotient.exec(text)
  const isQuotient =
    quotient !== null && quotient[3] === quotient[5] && (quotient[1] === undefined) === (quotient[4] === undefined)
  const name = byRest.exec(text)?.[1] ?? (isQuotient ? quotient[2] : undefined)
  if (name === undefined) return false
  const start = from + (tokens[from]!.text === "(" ? 1 : 0)
  return kindOfExpression(tokens, { from: start, to: start + name.split(" ").length }, named) === "time"
}
