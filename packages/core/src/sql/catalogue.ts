/** What a statement may name, for "did you mean" and completion: asked of the database, so that it can't be outdated. */
import { Effect } from "effect"

import { type QueryEngine, type QueryError } from "../query/QueryEngine.ts"
import { publicViews } from "../query/protocol.ts"
import { macroNames } from "../analysis/macros.ts"

export interface Catalogue {
  /** Columns of each view, and of each table. */
  readonly columns: ReadonlyMap<string, ReadonlyArray<string>>
  /** SQLite's functions and the macros. */
  readonly functions: ReadonlyArray<string>
}

export const readCatalogue = (engine: typeof QueryEngine.Service): Effect.Effect<Catalogue, QueryError> =>
  Effect.gen(function* () {
    const { rows } = yield* engine.run({ sql: columnsSql, brief: true })
    const functions = yield* engine.run({ sql: functionsSql, brief: true })
    const columns = new Map<string, Array<string>>(publicViews.map((view) => [view, []]))
    for (const [relation, column] of rows) {
      const known = columns.get(String(relation))
      if (known === undefined) columns.set(String(relation), [String(column)])
      else known.push(String(column))
    }
    return { columns, functions: [...macroNames, ...functions.rows.map(([name]) => String(name))] }
  })

const columnsSql = `SELECT s.name, c.name FROM sqlite_schema AS s CROSS JOIN pragma_table_info(s.name) AS c
WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite!_%' ESCAPE '!'`

/** Not those of modules that nothing here uses, nor the operators that are functions, too. */
const functionsSql = `SELECT DISTINCT name FROM pragma_function_list
WHERE name GLOB '[a-z]*' AND name NOT GLOB '*fts[35]*' AND name NOT GLOB 'rtree*' AND name NOT GLOB 'geopoly*'
  AND name NOT GLOB 'sqlite_*' AND name NOT IN ('like', 'glob', 'match', 'matchinfo', 'offsets', 'optimize', 'snippet',
  'highlight', 'bm25', 'load_extension', 'regexp') ORDER BY name`
