/** Rows of `hits` and `visits` that a statement counts as if each were a request: a row stands for many. */
import { ownRelations, type Statement } from "../analysis/statement.ts"
import {
  type Call,
  callAt,
  isAggregate,
  isColumn,
  isWord,
  next,
  relationOf,
  type Select,
  selectsOf,
  type Stretch,
  type Tokens,
  writtenAs
} from "../analysis/select.ts"

/** One sentence for each way of it, of its first place. */
export const rowsOfSums = (statement: Statement): ReadonlyArray<string> => {
  const { tokens } = statement
  const said = new Map<string, string>()
  for (const select of selectsOf(tokens)) {
    const view = select.source === null ? null : relationOf(tokens, select.source)?.name
    if ((view !== "hits" && view !== "visits") || ownRelations(statement, [view]).length > 0) continue
    for (const call of callsOf(tokens, select)) {
      const found = view === "hits" ? ofHits(statement, call) : ofVisits(tokens, select, call)
      if (found !== null && !said.has(found.kind)) said.set(found.kind, `${writtenAs(statement, call)} ${found.text}`)
    }
  }
  return [...said.values()]
}

interface Found {
  readonly kind: string
  readonly text: string
}

/** Of the SELECT itself, without those inside it. */
const callsOf = (tokens: Tokens, { having, items, orderBy }: Select): ReadonlyArray<Call> =>
  [...items, ...(having === null ? [] : [having]), ...orderBy].flatMap(({ from, to }) => {
    const calls: Array<Call> = []
    for (let index = from; index < to;) {
      const call = callAt(tokens, index)
      if (call !== null && isAggregate(call)) calls.push(call)
      index = isWord(tokens[index + 1], "select") ? next(tokens, index) : index + 1
    }
    return calls
  })

const sums = ["hits", "bytes", "duration_ms", "duration_max_ms", "timed"]

const ofHits = (statement: Statement, call: Call): Found | null => {
  const { tokens } = statement
  const { args, filter, isDistinct, name } = call
  const [arg] = args
  if (isDistinct || arg === undefined) return null
  const column = lastOf(tokens, arg)
  const condition = filter === null ? "" : ` FILTER (WHERE ${writtenAs(statement, filter)})`
  if (name === "count") return counted(`sum(hits)${condition}`)
  const hasSum = tokens
    .slice(arg.from, arg.to)
    .some(({ value }, offset) => sums.includes(value) && isColumn(tokens, arg.from + offset))
  if ((name === "sum" || name === "total") && !hasSum)
    return counted(`${name}((${writtenAs(statement, arg)}) * hits)${condition}`)
  const isMean = name === "avg"
  if (isMean && column === "bytes") return averaged(`sum(bytes)${condition} * 1.0 / sum(hits)${condition}`)
  if (isMean && column === "duration_ms") return averaged(`sum(duration_ms)${condition} / sum(timed)${condition}`)
  const isRank = name === "median" || name.startsWith("percentile")
  if ((isMean || isRank) && (column === "bytes" || column === "duration_ms")) {
    return {
      kind: "rank",
      text: "goes by rows of hits, each of which stands for many requests; entries has them one by one"
    }
  }
  return null
}

const counted = (instead: string): Found => ({
  kind: "count",
  text: `counts rows of hits, each of which stands for many requests; write ${instead} for requests`
})

const averaged = (instead: string): Found => ({
  kind: "average",
  text: `is the average of rows of hits, each of which stands for many requests; write ${instead} for that of a request`
})

/** Visitors of a day, and days of a visitor, are rows; only where neither is asked for it may be requests that are meant. */
const ofVisits = (
  tokens: Tokens,
  { groupBy, items, where }: Select,
  { args, isDistinct, name }: Call
): Found | null => {
  const isCount = name === "count" && !isDistinct && args.length === 1 && tokens[args[0]!.from]!.text === "*"
  const parts = [...items, ...(groupBy ?? []), ...(where === null ? [] : [where])]
  const tells = parts.some(({ from, to }) =>
    tokens.slice(from, to).some(({ value }) => ["day", "prev_day", "hits"].includes(value))
  )
  if (!isCount || tells) return null
  return {
    kind: "visits",
    text: "counts rows of visits, one for each day of a visitor; write sum(hits) for requests, count(DISTINCT client) for clients"
  }
}

/** The column that an argument is by itself. */
const lastOf = (tokens: Tokens, { from, to }: Stretch): string | null =>
  to - from === 1 || (to - from === 3 && tokens[from + 1]!.text === ".") ? tokens[to - 1]!.value : null
