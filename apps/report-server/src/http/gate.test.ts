/** Which requests are let in, by their heads. */
import { assert, describe, it } from "@effect/vitest"

import { operations } from "../api/operations.ts"
import { type Gate, largestBody, refusalOfAnybody, refusalOfStranger, type RequestHead } from "./gate.ts"
import { allowedHosts } from "./hosts.ts"
import { makeTokens } from "./Tokens.ts"

const tokens = makeTokens()
const gate: Gate = {
  hosts: allowedHosts(null),
  tokens,
  methodsOf: operations().methodsOf,
  cookieName: () => "logmill-8080",
  elsewhere: () => []
}

const own = "localhost:8080"

const head = (headers: RequestHead["headers"], target = "/api/overview", method = "GET"): RequestHead => ({
  method,
  target,
  headers: { host: own, ...headers },
  hostsNamed: 1
})

const statusOf = (request: RequestHead, by: Gate = gate): number | null => refusalOfAnybody(request, by)?.status ?? null

describe("a request is let in by the name it asks for", () => {
  const allowed = ["localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080", "[::1]"]
  it.each(allowed)("%s", (host) => assert.isNull(statusOf(head({ host }))))

  const refused = [
    undefined,
    "",
    "example.com",
    "example.com:8080",
    "localhost.example.com",
    "localhost:8080@example.com",
    "127.0.0.1.example.com:8080",
    "127.0.0.2",
    "0.0.0.0:8080",
    "[::]:8080",
    "[::ffff:7f00:1]:8080",
    "2130706433",
    "localhost:port",
    "localhost:123456",
    "localhost, localhost",
    "localhost/",
    " localhost"
  ]
  it.each(refused)("not %s", (host) => {
    const { host: _, ...others } = head({}).headers
    const headers = host === undefined ? others : { ...others, host }
    assert.strictEqual(statusOf({ ...head({}), headers }), 421)
  })

  it("names of --host are allowed beside those of loopback", () => {
    const by = { ...gate, hosts: allowedHosts("192.0.2.1") }
    assert.isNull(statusOf(head({ host: "192.0.2.1:8080" }), by))
    assert.isNull(statusOf(head({ host: "localhost:8080" }), by))
    assert.strictEqual(statusOf(head({ host: "192.0.2.2:8080" }), by), 421)
    assert.isNull(statusOf(head({ host: "[2001:db8::1]" }), { ...gate, hosts: allowedHosts("2001:db8::1") }))
  })
})

describe("a request is refused that another page makes", () => {
  type Case = readonly [headers: RequestHead["headers"], target: string, status: number | null]
  const followed = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }
  const cases: ReadonlyArray<Case> = [
    [{}, "/api/overview", null],
    [{ origin: `http://${own}` }, "/api/overview", null],
    [{ origin: "http://example.com" }, "/api/overview", 403],
    [{ origin: "http://localhost:3000" }, "/api/overview", 403],
    [{ origin: "https://localhost:8080" }, "/api/overview", 403],
    [{ origin: "null" }, "/api/overview", 403],
    [{ origin: "http://example.com" }, "/", 403],
    [{ "sec-fetch-site": "same-origin" }, "/api/overview", null],
    [{ "sec-fetch-site": "none" }, "/api/overview", null],
    [{ "sec-fetch-site": "same-site" }, "/api/overview", 403],
    [{ "sec-fetch-site": "cross-site" }, "/api/overview", 403],
    [{ "sec-fetch-site": "anything" }, "/api/overview", 403],
    [{ "sec-fetch-site": "cross-site", ...followed }, "/api/overview", 403],
    [{ "sec-fetch-site": "cross-site", ...followed }, "/", null],
    [{ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" }, "/assets/a.js", 403],
    [{ "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" }, "/", 403]
  ]
  it.each(cases)("%o %s: %s", (headers, target, status) => assert.strictEqual(statusOf(head(headers, target)), status))
})

describe("a request is refused by its form", () => {
  const json = { "content-type": "application/json" }
  type Case = readonly [method: string, target: string, headers: RequestHead["headers"], status: number | null]
  const cases: ReadonlyArray<Case> = [
    ["GET", "http://localhost:8080/", {}, 400],
    ["OPTIONS", "*", {}, 400],
    ["OPTIONS", "/api/sql", {}, 405],
    ["GET", "/api/sql", {}, 405],
    ["POST", "/api/overview", {}, 405],
    ["HEAD", "/api/overview", {}, null],
    ["GET", "/api/session", {}, 405],
    ["POST", "/index.html", json, 405],
    ["TRACE", "/", {}, 405],
    ["POST", "/api/sql", json, null],
    ["POST", "/api/sql", { "content-type": "application/json; charset=utf-8" }, null],
    ["POST", "/api/sql", {}, 415],
    ["POST", "/api/sql", { "content-type": "text/plain" }, 415],
    ["PUT", "/api/queries", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["DELETE", "/api/queries?name=a", {}, null],
    ["PUT", "/api/nothing", json, null],
    ["POST", "/api/sql", { ...json, "content-length": String(largestBody) }, null],
    ["POST", "/api/sql", { ...json, "content-length": String(largestBody + 1) }, 413]
  ]
  it.each(cases)("%s %s %o: %s", (method, target, headers, status) =>
    assert.strictEqual(statusOf(head(headers, target, method)), status)
  )
})

it("a wrong method is told which ones there are", () => {
  const allowed = (method: string, target: string) => refusalOfAnybody(head({}, target, method), gate)?.allow
  assert.deepStrictEqual(allowed("GET", "/api/sql"), ["POST"])
  assert.deepStrictEqual(allowed("PATCH", "/api/views?name=a"), ["GET", "HEAD", "PUT", "DELETE"])
  assert.deepStrictEqual(allowed("DELETE", "/api/entries/1/line"), ["GET", "HEAD"])
})

describe("a stranger has neither cookie nor token", () => {
  const isStranger = (headers: RequestHead["headers"]): boolean =>
    refusalOfStranger(head(headers), gate)?.status === 401
  const session = tokens.exchange(tokens.invite())!

  it("who has one is none", () => {
    assert.isFalse(isStranger({ authorization: `Bearer ${tokens.access}` }))
    assert.isFalse(isStranger({ cookie: `logmill-8080=${session}` }))
    assert.isFalse(isStranger({ cookie: `theme=dark; logmill-8080=${session}; a=b` }))
  })

  it("everybody else is", () => {
    const headers: ReadonlyArray<RequestHead["headers"]> = [
      {},
      { authorization: "Bearer " },
      { authorization: `Bearer ${tokens.access}x` },
      { authorization: `Basic ${tokens.access}` },
      { authorization: `Bearer ${session}` },
      { authorization: `Bearer ${tokens.invite()}` },
      { cookie: `logmill-8081=${session}` },
      { cookie: `logmill-8080=${tokens.access}` },
      { cookie: `xlogmill-8080=${session}` },
      { cookie: "logmill-8080=" }
    ]
    for (const one of headers) assert.isTrue(isStranger(one), JSON.stringify(one))
  })
})
