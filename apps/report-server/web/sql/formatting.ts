/** Statements laid out, one clause a line: words, names and comments stay as they are. Loaded when it is first asked for. */
import { formatDialect, sqlite } from "sql-formatter"

/** Longer statements would keep the page waiting. */
const longest = 100_000

/** `functions`: those that are called without a blank before the parenthesis, beside SQLite's. Null: it can't be read. */
export const formatted = (sql: string, functions: ReadonlyArray<string>): string | null => {
  if (sql.length > longest) return null
  const { reservedFunctionNames } = sqlite.tokenizerOptions
  const known = [...new Set([...reservedFunctionNames, ...functions.map((name) => name.toUpperCase())])]
  const dialect = { ...sqlite, tokenizerOptions: { ...sqlite.tokenizerOptions, reservedFunctionNames: known } }
  try {
    return formatDialect(sql, { dialect, tabWidth: 2, expressionWidth: 80, keywordCase: "preserve" })
  } catch {
    return null
  }
}
