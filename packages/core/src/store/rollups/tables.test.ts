/** What drizzle-kit can't say of the rollup tables, and a new migration would lose. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { makeLab } from "../../testing/lab.ts"
import { logLines } from "../../testing/logs.ts"

describe("the rollup tables", () => {
  it.live("are kept in the order of their keys", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(
        lab.query("SELECT name FROM pragma_table_list WHERE wr ORDER BY name"),
        [
          { name: "entry_extra" },
          { name: "hits_day" },
          { name: "hits_hour" },
          { name: "hits_path" },
          { name: "visitor_day" }
        ],
        "write WITHOUT ROWID behind each of these tables in the migration"
      )
    })
  )
})
