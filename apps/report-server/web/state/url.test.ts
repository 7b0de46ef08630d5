import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { metrics, noState, type PageState, readState, setParam, toggled, writeState } from "./url.ts"

const text = Schema.NonEmptyString
const name = Schema.Literals(["paths", "latency-paths", "min_hits", "a"])
const texts = Schema.Array(text)
const list = Schema.optionalKey(texts)

const State = Schema.Struct({
  times: Schema.Struct({ from: Schema.optionalKey(text), to: Schema.optionalKey(text), tz: Schema.optionalKey(text) }),
  lists: Schema.Struct({
    site: list,
    path: list,
    status: list,
    method: list,
    class: list,
    client: list,
    agent: list,
    browser: list,
    user: list
  }),
  compare: Schema.NullOr(text),
  metric: Schema.Literals(metrics),
  view: Schema.NullOr(text),
  expand: Schema.NullOr(text),
  sort: Schema.NullOr(Schema.Struct({ column: name, descending: Schema.Boolean })),
  find: Schema.String,
  hide: texts,
  show: texts,
  twin: texts,
  params: Schema.Record(name, Schema.Struct({ min_hits: text })),
  rest: Schema.Array(Schema.Tuple([Schema.Literals(["sql", "tab"]), text]))
})

/** What a URL can hold: texts without halves of letters, lists of something. */
const stateOf = ({ lists, times, ...others }: typeof State.Type): PageState => {
  const filter = { ...times, ...Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0)) }
  const wellFormed = (_: string, value: unknown): unknown => (typeof value === "string" ? value.toWellFormed() : value)
  return JSON.parse(JSON.stringify({ ...others, filter }, wellFormed)) as PageState
}

describe("the state in the URL", () => {
  it.prop("reads back as it was written, whatever is in it", [State], ([given]) => {
    const state = stateOf(given)
    const written = writeState(state)
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
    assert.deepStrictEqual(plain(readState(`?${written}`)), plain(state))
    assert.strictEqual(writeState(readState(written)), written)
  })

  it("is empty for the page as it opens, and has the names of the command line", () => {
    assert.strictEqual(writeState(noState), "")
    assert.strictEqual(
      writeState({
        ...noState,
        filter: { from: "2026-11-10T14:00", path: ["/v1/*", "!/v1/a,b"], status: ["5xx"] },
        compare: "previous",
        params: { "latency-paths": { min_hits: "5" } }
      }),
      "from=2026-11-10T14:00&path=/v1/*&path=!/v1/a,b&status=5xx&compare=previous&param=latency-paths.min_hits%3D5"
    )
  })

  it("takes no harm from what is none", () => {
    const odd = readState("?metric=teeth&sort=&path=&compare=&param=x&param=.=&hide=&__proto__=1&param=__proto__.a=1")
    assert.strictEqual(odd.metric, "hits")
    assert.isNull(odd.sort)
    assert.deepStrictEqual(odd.filter, {})
    assert.strictEqual(({} as Record<string, unknown>)["a"], undefined)
  })
})

describe("parameters", () => {
  it("that are as usual leave no trace", () => {
    const set = setParam(noState, "paths", "visitors", "true")
    assert.deepStrictEqual(set.params, { paths: { visitors: "true" } })
    assert.deepStrictEqual(setParam(set, "paths", "visitors", null).params, {})
  })
})

describe("lists", () => {
  it("hold one or don't", () => {
    assert.deepStrictEqual(toggled(["a"], "b"), ["a", "b"])
    assert.deepStrictEqual(toggled(["a", "b"], "a"), ["b"])
  })
})
