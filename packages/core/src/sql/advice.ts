/** What is said of a statement that ran, because its answer is likely another one than was meant. */
import type { Statement } from "../analysis/statement.ts"
import type { SqlValue } from "../query/protocol.ts"
import { bareColumns, bareText } from "./bareColumns.ts"
import { closedColumns } from "./closedColumns.ts"
import { otherValues } from "./otherValues.ts"
import { privateTables } from "./privateTables.ts"
import { rowsOfSums } from "./rowsOfSums.ts"
import { timeTexts } from "./timeTexts.ts"

/** Sentences, the weightiest first; by the statement's text alone. `params` are the values it ran with. */
export const adviceOn = (
  statement: Statement,
  params: Readonly<Record<string, SqlValue>> = {}
): ReadonlyArray<string> => {
  const bare = bareColumns(statement)
  return [
    ...privateTables(statement),
    ...timeTexts(statement, params),
    ...closedColumns(statement, params),
    ...otherValues(statement, params),
    ...rowsOfSums(statement),
    ...(bare.length > 0 ? [bareText(bare)] : [])
  ]
}
