import { assert, describe, it } from "@effect/vitest"

import { type AgentDetails, type Enrichment, makePathDetails, noBrowser, siteOfReferrer } from "../store/details.ts"
import { Enrichers } from "./Enrichers.ts"
import type { LoadedEnricher } from "./loadEnricher.ts"

const base: Enrichment = {
  agent: (agent) =>
    agent.startsWith("Mozilla")
      ? { agentClass: "human", bot: null, ...noBrowser }
      : { agentClass: "library", bot: agent, ...noBrowser },
  path: makePathDetails(new Set(["css"])),
  referrer: (value) => ({ site: siteOfReferrer(value), referrerClass: "other" }),
  client: null,
  madeWith: { geoip: [], rules: null },
  problems: []
}

const loaded = (enricher: object, name = "shop"): LoadedEnricher => ({
  name,
  file: `/${name}/enricher.ts`,
  enricher,
  guarded: { importing: (load) => load(), enter: () => {}, leave: () => {} }
})
const asking = (...agents: ReadonlyArray<(value: string, before: AgentDetails) => unknown>) => {
  const enrichers = new Enrichers(agents.map((agent, index) => loaded({ agent }, `p${index}`)))
  return { enrichers, classify: enrichers.around(base).agent }
}

describe("an answer that is none is counted, and the value stays as it was", () => {
  const throwing = (what: unknown) => () => {
    throw what
  }
  const cases: ReadonlyArray<readonly [answer: () => unknown, reason: string]> = [
    [throwing(new TypeError("x is undefined\nand more")), "TypeError: x is undefined"],
    [throwing("no"), "it threw no"],
    [throwing(null), "it threw null"],
    [throwing(Object.create(null)), "it threw what can't be shown"],
    [throwing(new Error("a".repeat(500))), `Error: ${"a".repeat(193)}`],
    [() => "monitor", 'it answered "monitor", no object'],
    [() => 7, "it answered 7, no object"],
    [() => [], "it answered a list, no object"],
    [() => Promise.resolve({ bot: "x" }), "it answered a promise; it must answer at once"],
    [() => ({ agentClas: "monitor" }), "it answered a field agentClas; did you mean agentClass?"],
    [
      () => ({ constructor: "x" }),
      "it answered a field constructor; there are agentClass, bot, browser, browserVersion, os, osVersion, device"
    ],
    [
      () => ({ agentClass: "robot" }),
      'it answered agentClass "robot", which is none of human, search, ai-crawler, monitor, feed, scanner, library, other-bot, unknown'
    ],
    [
      () => ({ agentClass: null }),
      "it answered agentClass null, which is none of human, search, ai-crawler, monitor, feed, scanner, library, other-bot, unknown"
    ],
    [() => ({ bot: 7 }), "it answered bot 7, which must be a text or null"],
    [() => ({ bot: {} }), "it answered bot an object, which must be a text or null"],
    [() => ({ bot: "x".repeat(1001) }), "it answered a bot of more than 1000 characters"],
    [
      () => ({
        get bot(): string {
          throw new Error("got")
        }
      }),
      "Error: got"
    ]
  ]
  it.each(cases)("%s", (answer, reason) => {
    const { classify, enrichers } = asking((value) => (value === "fine" ? { agentClass: "monitor" } : answer()))
    assert.deepStrictEqual(classify("curl/8"), { ...noBrowser, agentClass: "library", bot: "curl/8" })
    assert.deepStrictEqual(classify("fine"), { ...noBrowser, agentClass: "monitor", bot: "fine" })
    classify("wget/1")
    assert.deepStrictEqual(enrichers.failures, [
      { name: "p0", file: "/p0/enricher.ts", kind: "agent", values: 2, reason, example: "curl/8" }
    ])
  })

  it("a person has no robot's name", () => {
    const { classify, enrichers } = asking(() => ({ bot: "ShopCheck" }))
    assert.deepStrictEqual(classify("Mozilla/5.0"), { ...noBrowser, agentClass: "human", bot: null })
    assert.deepStrictEqual(
      enrichers.failures.map(({ reason }) => reason),
      ["it answered a bot, but the agent's class is human; answer an agentClass, too"]
    )
  })

  it("nor has one that is called a person", () => {
    const { classify, enrichers } = asking(() => ({ agentClass: "human", bot: "ShopCheck" }))
    classify("curl/8")
    assert.match(enrichers.failures[0]!.reason, /^it answered a bot and the agentClass human, of which none has/)
  })

  it("counted for each plugin and each kind of value, with the first value cut", () => {
    const fail = () => {
      throw new Error("no")
    }
    const enrichers = new Enrichers([loaded({ agent: fail, path: fail }, "a"), loaded({ agent: fail }, "b")])
    const { agent } = enrichers.around(base)
    agent("x".repeat(100))
    enrichers.refiner("path")!("/a", { template: null })
    assert.deepStrictEqual(
      enrichers.failures.map(({ example, kind, name, values }) => [name, kind, values, example.length]),
      [
        ["a", "agent", 1, 60],
        ["b", "agent", 1, 60],
        ["a", "path", 1, 2]
      ]
    )
  })

  it("what it does to what it is given does nothing to others", () => {
    const { classify } = asking((_, before) => {
      ;(before as { agentClass: string }).agentClass = "nonsense"
      return undefined
    })
    assert.deepStrictEqual(classify("Mozilla/5.0"), { ...noBrowser, agentClass: "human", bot: null })
  })
})

describe("answers", () => {
  const known: ReadonlyArray<readonly [answer: unknown, value: string, after: Partial<AgentDetails>]> = [
    [undefined, "curl/8", { agentClass: "library", bot: "curl/8" }],
    [null, "curl/8", { agentClass: "library", bot: "curl/8" }],
    [{}, "curl/8", { agentClass: "library", bot: "curl/8" }],
    [{ bot: undefined }, "curl/8", { agentClass: "library", bot: "curl/8" }],
    [{ bot: null }, "curl/8", { agentClass: "library", bot: null }],
    [{ bot: "" }, "curl/8", { agentClass: "library", bot: null }],
    [{ bot: "a\uD800b" }, "curl/8", { agentClass: "library", bot: "a\uFFFDb" }],
    [{ agentClass: "monitor" }, "curl/8", { agentClass: "monitor", bot: "curl/8" }],
    [{ agentClass: "human" }, "curl/8", { agentClass: "human", bot: null }],
    [{ agentClass: "monitor", bot: "Check" }, "Mozilla/5.0", { agentClass: "monitor", bot: "Check" }],
    [{ device: "till" }, "Mozilla/5.0", { agentClass: "human", bot: null, device: "till" }]
  ]
  it.each(known)("%j of %s", (answer, value, after) => {
    const { classify, enrichers } = asking(() => answer)
    assert.deepStrictEqual<object>(classify(value), { ...noBrowser, ...after })
    assert.deepStrictEqual(enrichers.failures, [])
  })

  it("each is told what those before it made of the value", () => {
    const seen: Array<unknown> = []
    const { classify } = asking(
      () => ({ agentClass: "monitor", bot: "One" }),
      (_, before) => {
        seen.push(before)
        return { bot: "Two" }
      }
    )
    assert.deepStrictEqual(classify("curl/8"), { ...noBrowser, agentClass: "monitor", bot: "Two" })
    assert.deepStrictEqual(seen, [{ ...noBrowser, agentClass: "monitor", bot: "One" }])
  })

  it("of paths, referrers and clients have fields of their own", () => {
    const enrichers = new Enrichers([
      loaded({
        path: (value: string) => ({ template: value.replace(/\d+/, ":id") }),
        referrer: () => ({ class: "partner" }),
        client: (value: string, before: object) => ({ country: value === "192.0.2.1" ? "DE" : null, ...before })
      })
    ])
    assert.deepStrictEqual(enrichers.refiner("path")!("/user/17", { template: null }), { template: "/user/:id" })
    assert.deepStrictEqual(enrichers.refiner("referrer")!("https://a.example/", { class: null }), { class: "partner" })
    const nowhere = { city: null, country: "SE", network: null }
    assert.deepStrictEqual(enrichers.refiner("client")!("192.0.2.1", nowhere), nowhere)
    assert.isNull(enrichers.refiner("agent"))
  })

  it("of paths, referrers and clients take the place of logmill's own", () => {
    const enrichers = new Enrichers([
      loaded({
        path: (value: string) => ({ template: value.replace(/\d+/, ":id") }),
        referrer: (value: string) => (value.includes("partner") ? { class: "partner" } : null),
        client: (value: string) => ({ country: value === "192.0.2.1" ? "DE" : null })
      })
    ])
    const { client, path, referrer } = enrichers.around(base)
    const pathOf = (text: string) => path(Buffer.from(text), 0, Buffer.byteLength(text))
    assert.deepStrictEqual(pathOf("/user/17"), { extension: null, kind: "page", template: "/user/:id" })
    assert.deepStrictEqual(pathOf("17"), { extension: null, kind: "other", template: null })
    assert.deepStrictEqual(referrer("https://partner.example/a"), { site: "partner.example", referrerClass: "partner" })
    assert.deepStrictEqual(referrer("https://a.example/"), { site: "a.example", referrerClass: "other" })
    assert.deepStrictEqual(client!("192.0.2.1"), { country: "DE", city: null, network: null })
    assert.deepStrictEqual(enrichers.failures, [])
  })

  it("nobody's cost nothing: what logmill knows stays what it is", () => {
    const around = new Enrichers([]).around(base)
    for (const kind of ["agent", "path", "referrer", "client"] as const) assert.strictEqual(around[kind], base[kind])
  })
})
