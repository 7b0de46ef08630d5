/**
 * Result columns that are neither grouped nor in an aggregate. Other databases refuse them; SQLite takes each from some
 * row of the group, and beside one min() or max() from the row that has it, which is then what was meant
 * (https://sqlite.org/lang_select.html#bareagg).
 */
import type { Statement } from "../analysis/statement.ts"
import { entriesColumns, toldBy } from "../analysis/entryColumns.ts"
import {
  callAt,
  isAggregate,
  isColumn,
  isWord,
  type Item,
  relationOf,
  type Select,
  selectsOf,
  type Stretch,
  isSameAt,
  textOf,
  type Tokens
} from "../analysis/select.ts"

/** Names of the bare columns, each once; `*` for a star. The statement is one that SQLite takes. */
export const bareColumns = ({ tokens }: Statement): ReadonlyArray<string> => [
  ...new Set(selectsOf(tokens).flatMap((select) => bareIn(tokens, select)))
]

/** What is said of some. */
export const bareText = (names: ReadonlyArray<string>): string => {
  const [first] = names
  if (first === "*")
    return "* gives other columns than those in GROUP BY, too: SQLite takes them from some row of each group"
  const which = names.length === 1 ? `${first} is` : `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are`
  return `${which} neither in GROUP BY nor in an aggregate: SQLite takes the value of some row of each group; group by it, too, or write max(${first})`
}

const bareIn = (tokens: Tokens, select: Select): ReadonlyArray<string> => {
  const calls = callsOf(tokens, select)
  if (select.groupBy === null && calls.length === 0) return []
  if (calls.filter(({ name }) => name === "min" || name === "max").length === 1) return []
  return someRowsColumns(tokens, select)
}

const callsOf = (tokens: Tokens, { having, items, orderBy }: Select) =>
  [...items, ...(having === null ? [] : [having]), ...orderBy].flatMap((part) => callsIn(tokens, part))

/** Of a SELECT that groups, also where one min() or max() tells which row they are from: more than one may have it. */
export const someRowsColumns = (tokens: Tokens, { groupBy, items, source }: Select): ReadonlyArray<string> => {
  const isOfEntries = source !== null && relationOf(tokens, source)?.name === "entries"
  const columns = isOfEntries ? entriesColumns : new Set<string>()
  const grouped = (groupBy ?? []).map((term) => groupedBy(tokens, term, items, columns))
  return items.flatMap((item) => {
    const isGrouped = grouped.some(({ text, item: named }) => named === item || text === textOf(tokens, item))
    return isGrouped ? [] : bareOf(tokens, item, grouped)
  })
}

const callsIn = (tokens: Tokens, { from, to }: Stretch) => {
  const calls = []
  for (let index = from; index < to; index++) {
    const call = callAt(tokens, index)
    if (call !== null && isAggregate(call)) calls.push(call)
  }
  return calls
}

/** A term of GROUP BY: what it says, and the item that it means. */
interface Grouped {
  readonly stretch: Stretch
  readonly text: string
  readonly item: Item | null
}

const groupedBy = (
  tokens: Tokens,
  stretch: Stretch,
  items: ReadonlyArray<Item>,
  columns: ReadonlySet<string>
): Grouped => {
  const text = textOf(tokens, stretch)
  const isNumber = stretch.to - stretch.from === 1 && tokens[stretch.from]!.kind === "number"
  // A column goes before the name of an item.
  const named = columns.has(text) ? undefined : items.find(({ alias }) => alias === text)
  const item = isNumber ? items[Number(text) - 1] : named
  return { stretch, text, item: item ?? null }
}

const bareOf = (tokens: Tokens, item: Item, grouped: ReadonlyArray<Grouped>): ReadonlyArray<string> => {
  const own = tokens.slice(item.from, item.to)
  if (own.some((token) => isWord(token, "select", "over"))) return []
  if (own.at(-1)?.text === "*" && (own.length === 1 || own.at(-2)?.text === ".")) return ["*"]
  const names = grouped.flatMap(({ stretch, item: named }) => {
    const { from, to } = named ?? stretch
    const isPlain = isColumn(tokens, to - 1) && (to - from === 1 || (to - from === 3 && tokens[from + 1]!.text === "."))
    return isPlain ? [tokens[to - 1]!.value] : []
  })
  const bare: Array<string> = []
  for (let index = item.from; index < item.to;) {
    const inside = skipped(tokens, index, grouped)
    if (inside > index) {
      index = inside
      continue
    }
    const name = tokens[index]!.value
    if (isColumn(tokens, index) && !names.some((known) => tells(known, name))) bare.push(name)
    index++
  }
  return bare
}

/** Where to go on after an aggregate, any_value(), or an expression of GROUP BY; the index itself when none begins here. */
const skipped = (tokens: Tokens, index: number, grouped: ReadonlyArray<Grouped>): number => {
  const call = callAt(tokens, index)
  if (call !== null && (isAggregate(call) || call.name === "any_value")) return call.to
  const same = grouped.find(({ stretch }) => isSameAt(tokens, index, stretch))
  return same === undefined ? index : index + same.stretch.to - same.stretch.from
}

/** Columns that say what other columns are: of these each of `keys` tells all. */
const families: ReadonlyArray<{ readonly keys: ReadonlyArray<string>; readonly told: ReadonlyArray<string> }> = [
  ...Object.entries(toldBy).map(([id, [value, ...told]]) =>
    id === "request_id" ? { keys: [id], told: toldBy[id] } : { keys: [id, value], told }
  ),
  // Of the other views.
  { keys: ["source", "source_id"], told: ["format", "zone"] },
  { keys: ["time"], told: ["iso_time", "day"] },
  { keys: ["iso_time"], told: ["time", "day"] }
]

/** Whether rows that agree in one column agree in the other. */
export const tells = (known: string, name: string): boolean =>
  known === name ||
  families.some(({ keys, told }) => keys.includes(known) && (keys.includes(name) || told.includes(name)))
