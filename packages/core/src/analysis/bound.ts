/** SQL with those values that it names: SQLite refuses others. */
import type { BoundSql, SqlValue } from "../query/protocol.ts"
import { tokenize } from "./tokenizer.ts"

/**
 * A parameter that chose the statement, or went into a macro, is not in the SQL; nor is a value that a rollup did without,
 * or that belongs to another part of a filter.
 */
export const bound = (sql: string, values: Readonly<Record<string, SqlValue>>): BoundSql => {
  const used = new Set(tokenize(sql).map((token) => token.text))
  return { sql, params: Object.fromEntries(Object.entries(values).filter(([name]) => used.has(`:${name}`))) }
}
