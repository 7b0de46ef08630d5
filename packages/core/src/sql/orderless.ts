/**
 * Whether what a SELECT says is the same in whichever order its rows come. SQLite takes a value from some row where a
 * column is neither grouped nor summed, and numbers or joins rows as they come unless they are told how.
 */
import { type Call, callAt, hasAggregate, isWord, type Select, type Tokens } from "../analysis/select.ts"
import { closingParenthesis } from "../analysis/statement.ts"
import { someRowsColumns } from "./bareColumns.ts"

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "))

/** Functions that go by the order of rows, whatever is said in OVER: rows that are alike there have none. */
const byOrder = set(
  "group_concat string_agg json_group_array json_group_object jsonb_group_array jsonb_group_object row_number ntile lag lead first_value last_value nth_value"
)
/** Those that say the same of rows that are alike to OVER. */
const windows = set("sum total count avg min max rank dense_rank percent_rank cume_dist")
const frames = ["rows", "range", "groups", "exclude"]

export const isOrderless = (tokens: Tokens, select: Select): boolean => {
  const { from, groupBy, items, limit, orderBy, to, window } = select
  if (window !== null || (limit !== null && orderBy.length === 0)) return false
  for (let index = from; index < to; index++) {
    const call = callAt(tokens, index)
    if (call !== null && (byOrder.has(call.name) || (call.isWindow && windowEnd(tokens, call) === null))) return false
  }
  const groups = groupBy !== null || items.some((item) => hasAggregate(tokens, item))
  if (!groups) return true
  const isTold = items.every((item) =>
    tokens.slice(item.from, item.to).every((token) => !isWord(token, "over", "select"))
  )
  return isTold && someRowsColumns(tokens, select).length === 0
}

/** Where a window function ends, if it says the same of groups in any order; null: it doesn't, or is none. */
export const windowEnd = (tokens: Tokens, call: Call): number | null => {
  const open = call.to + 1
  if (!call.isWindow || call.filter !== null || !windows.has(call.name) || tokens[open]?.text !== "(") return null
  const close = closingParenthesis(tokens, open)
  return tokens.slice(open, close).some((token) => isWord(token, ...frames)) ? null : close + 1
}
