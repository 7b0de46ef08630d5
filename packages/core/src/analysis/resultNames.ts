/**
 * Names of a result's columns, where SQLite would take them from a text that nobody wrote: it calls a column by its
 * expression, and macros and groups put others in that place. Such columns get what was written as a name of their own.
 */
import { callAt, isWord, type Item, selectsOf, type Tokens, writtenAs } from "./select.ts"
import type { Statement } from "./statement.ts"
import { applyEdits, type Edit, tokenize } from "./tokenizer.ts"

/**
 * Gives the statement with these names; the same text if there are none. `isChanged`: whether calls of this name get another
 * text, or a "select" in an expression does.
 */
export const resultNames = (sql: string): ((isChanged: (name: string) => boolean) => string) => {
  const tokens = tokenize(sql)
  const items = selectsOf(tokens).find(({ depth }) => depth === 0)?.items ?? []
  const unnamed = items.filter(({ alias }) => alias === null)
  return (isChanged) => {
    const edits = unnamed.filter((item) => has(tokens, item, isChanged)).map((item) => named({ sql, tokens }, item))
    return applyEdits(sql, edits)
  }
}

/** With names for those of a SELECT's columns that these edits change, as whoever selects from it may name them, too. */
export const keepNames = (
  written: Statement,
  items: ReadonlyArray<Item>,
  edits: ReadonlyArray<Edit>
): ReadonlyArray<Edit> => {
  const isChanged = ({ from, to }: Item): boolean => {
    const [start, end] = [written.tokens[from]!.start, written.tokens[to - 1]!.end]
    return edits.some((edit) => edit.start >= start && edit.end <= end)
  }
  const unnamed = items.filter((item) => item.alias === null && isChanged(item))
  return [...edits, ...unnamed.map((item) => named(written, item))]
}

const named = (written: Statement, item: Item): Edit => {
  const { end } = written.tokens[item.to - 1]!
  return { start: end, end, text: ` AS "${writtenAs(written, item).replaceAll('"', '""')}"` }
}

const has = (tokens: Tokens, { from, to }: Item, isChanged: (name: string) => boolean): boolean => {
  for (let index = from; index < to; index++) {
    const word = isWord(tokens[index], "select") ? "select" : callAt(tokens, index)?.name
    if (word !== undefined && isChanged(word)) return true
  }
  return false
}
