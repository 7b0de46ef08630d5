/**
 * Which columns of a result are beginnings of days, hours and the like, as far as their expressions tell: bucket(), and times
 * rounded down by hand. As kinds are (kinds.ts) they are followed through subqueries. It is about the statement only: whoever
 * shows a cell as a day looks whether it begins one, as another arm of a UNION may give anything.
 */
import type { BucketUnit } from "../analysis/bucket.ts"
import { callAt, isColumn, type Item, selectsOf, type Stretch, type Tokens } from "../analysis/select.ts"
import type { Statement } from "../analysis/statement.ts"
import type { Token } from "../analysis/tokenizer.ts"

/** Of the argument that names bucket()'s unit; null: it is none. */
export type UnitOf = (token: Token) => BucketUnit | null

/** One for each of the result's columns, whose names are given; null: no beginnings of anything. */
export const unitsOf = (
  { tokens }: Statement,
  columns: ReadonlyArray<string>,
  unitOf: UnitOf
): ReadonlyArray<BucketUnit | null> => {
  const selects = selectsOf(tokens)
  const read = { tokens, unitOf, named: new Map<string, BucketUnit | null>() }
  // From the innermost out: what a name stands for is known before it is used.
  for (const item of selects.flatMap(({ items }) => items).toReversed()) {
    if (item.alias === null) continue
    const unit = unitOfExpression(item, read)
    read.named.set(item.alias, read.named.has(item.alias) && read.named.get(item.alias) !== unit ? null : unit)
  }
  const items = selects.find(({ depth }) => depth === 0)?.items
  return columns.map((name, index) => {
    const item = items?.length === columns.length ? items[index] : undefined
    const isStar = item === undefined || tokens[item.to - 1]!.text === "*"
    return isStar ? (read.named.get(name.toLowerCase()) ?? null) : unitOfExpression(item, read)
  })
}

interface Read {
  readonly tokens: Tokens
  readonly unitOf: UnitOf
  readonly named: ReadonlyMap<string, BucketUnit | null>
}

const unitOfExpression = (stretch: Stretch | Item, read: Read): BucketUnit | null => {
  const { from, to } = stretch
  const { named, tokens, unitOf } = read
  const isName = to - from === 1 || (to - from === 3 && tokens[from + 1]!.text === ".")
  if (isName && isColumn(tokens, to - 1)) return named.get(tokens[to - 1]!.value) ?? null
  const call = callAt(tokens, from)
  if (call === null) return roundedTo(tokens, stretch)
  if (call.to !== to || call.isWindow) return null
  const [first, second] = call.args
  if (call.name === "bucket") return second === undefined ? null : unitOf(tokens[second.from]!)
  const isOne = call.name === "any_value" || ((call.name === "min" || call.name === "max") && call.args.length === 1)
  return isOne && first !== undefined ? unitOfExpression(first, read) : null
}

const sizes: ReadonlyMap<string, BucketUnit> = new Map([
  ["86400000", "day"],
  ["3600000", "hour"],
  ["60000", "minute"]
])

/** `time - time % 3600000`, `time / 3600000 * 3600000`: whether it is of a time is the kind's to say. */
const roundedTo = (tokens: Tokens, { from, to }: Stretch): BucketUnit | null => {
  const last = tokens[to - 1]!.text === ")" && tokens[from]!.text !== "(" ? to - 2 : to - 1
  const operator = tokens[last - 1]?.text
  return last > from && (operator === "%" || operator === "*") ? (sizes.get(tokens[last]!.text) ?? null) : null
}
