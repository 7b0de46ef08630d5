/** Tables of the database's inside that a statement reads, which it may without a filter: their shape is promised to nobody. */
import { relationsOf } from "../analysis/select.ts"
import { ownRelations, type Statement } from "../analysis/statement.ts"
import { viewsOfTables } from "../query/viewNames.ts"

/** A sentence for each. */
export const privateTables = (statement: Statement): ReadonlyArray<string> =>
  [...new Set(relationsOf(statement.tokens).map(({ name }) => name))].flatMap((name) => {
    if (!Object.hasOwn(viewsOfTables, name) || ownRelations(statement, [name]).length > 0) return []
    return [
      `${name} is a table of the database's inside, which the next release may have otherwise; write ${viewsOfTables[name]}`
    ]
  })
