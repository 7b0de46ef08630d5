/** Where in the file of an analysis the statement is wrong that SQLite refused, and what was probably meant. */
import { Effect, type FileSystem } from "effect"

import type { QueryEngine, QueryError } from "../query/QueryEngine.ts"
import { mistakeOf } from "../sql/mistakes.ts"
import type { Analysis } from "./contract.ts"
import { readStatement } from "./statement.ts"
import { lineAt } from "./tokenizer.ts"

/** `FILE:LINE: what is wrong`; without the line where it can't be told. */
export const mistakeIn = Effect.fnUntraced(function* (
  { file, sql, variants }: Analysis,
  error: QueryError,
  services: { readonly engine: typeof QueryEngine.Service; readonly fs: FileSystem.FileSystem }
) {
  const text = yield* Effect.orElseSucceed(services.fs.readFileString(file), () => "")
  for (const written of [sql, ...variants.map((variant) => variant.sql)]) {
    const mistake = yield* mistakeOf(error, readStatement(written), services.engine)
    if (mistake._tag !== "StatementError" || mistake.at === null) continue
    return `${file}:${lineAt(text, text.indexOf(written) + mistake.at)}: ${mistake.message}`
  }
  return `${file}: ${error.message}`
})
