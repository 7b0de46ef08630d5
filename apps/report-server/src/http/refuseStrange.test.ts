/** What the API does not know is refused, whichever request says it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { askJson, bodyOf } from "../testing/labServer.ts"
import { sharedServer } from "../testing/sharedServer.ts"

const shared = sharedServer()

const sql = "SELECT 1"
const query = { name: "a", sql }

describe("a request that says what there is not", () => {
  it.live.each<readonly [path: string, init: RequestInit, told: RegExp]>([
    ["/api/analyses/summary?stauts=404", {}, /"stauts" is no parameter.*mean status\?/],
    ["/api/analyses/summary?from=-7d&Status=404", {}, /"Status".*mean status\?/],
    ["/api/export?form=csv&Status=404", {}, /mean status\?/],
    ["/api/archive?zone=UTC", {}, /"zone" is no parameter.*there are from/],
    ["/api/overview?x", {}, /"x".*there is none/],
    ["/api/entries/1/line?stauts=404", {}, /there is none/],
    ["/api/analyses/paths/rows?sort=zzz", {}, /no column "zzz"/],
    ["/api/analyses/paths/rows?sort=-hit", {}, /mean hits\?/],
    ["/api/sql", bodyOf({ sql, filter: { stauts: ["404"] } }), /"filter.stauts" is no key.*mean status\?/],
    ["/api/sql/plan", bodyOf({ sql, parms: {} }), /mean params\?/],
    ["/api/queries", bodyOf({ ...query, sqll: "" }, "PUT"), /mean sql\?/],
    ["/api/sql", bodyOf({ sql, timeout: -1 }), /timeout is a whole number from 100 to 600000/],
    ["/api/sql", bodyOf({ sql, timeout: 99_999_999_999 }), /timeout/],
    ["/api/sql", bodyOf({ sql, max_rows: 1e9 }), /max_rows is a whole number from 1 to 100000/],
    ["/api/sql", bodyOf({ sql, max_rows: 1.5 }), /max_rows/],
    ["/api/sql", bodyOf({ sql, max_rows: 0 }), /max_rows/]
  ])("%s %o is told so", ([path, init, told]) =>
    Effect.gen(function* () {
      const { message } = yield* askJson<{ message: string }>(yield* shared, path, init, 400)
      assert.match(message, told)
    })
  )

  it.live("and values of parameters may have any name", () =>
    Effect.gen(function* () {
      const asked = { sql: "SELECT :stauts AS one", params: { stauts: "404" }, filter: { status: ["404"] } }
      const { rows } = yield* askJson<{ rows: unknown }>(yield* shared, "/api/sql", bodyOf(asked))
      assert.deepStrictEqual(rows, [[404]])
    })
  )
})
