import { assert, describe, it, layer } from "@effect/vitest"
import { entriesAt, hour, midnight, minute, over, repeat, rowsOf, second, tableOf } from "@logmill/core/testing/answers"
import type { TestEntry } from "@logmill/core/testing/database"
import { urlDecode } from "@logmill/core/query/urlDecode"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { builtInAnalyses } from "../analyses.ts"
import { attempts, harmless } from "./attacks.cases.ts"

/** `/path?query`, or `CONNECT host`, as an entry. */
const asked = (target: string, more: TestEntry = {}): TestEntry => {
  if (target.startsWith("CONNECT ")) return { method: "CONNECT", path: target.slice(8), ...more }
  const at = target.indexOf("?")
  return at < 0 ? { path: target, ...more } : { path: target.slice(0, at), query: target.slice(at + 1), ...more }
}

/** What is asked for among the attempts is refused, as probes for pages of administrators are told by that. */
const cases: ReadonlyArray<TestEntry> = [
  ...attempts.flatMap(({ requests = [], texts = [] }) => [
    ...requests.map((target) => asked(target, { status: 404 })),
    ...texts.flatMap((text) => [{ agent: text }, { referrer: text }])
  ]),
  ...harmless.requests.map((target) => asked(target, { status: 404 })),
  ...harmless.texts.flatMap((text) => [{ agent: text }, { referrer: text }])
]

layer(over(builtInAnalyses, cases))("the rules of attacks", (it) => {
  it.effect("find what they are for, and nothing in ordinary traffic", () =>
    Effect.gen(function* () {
      const found = new Map<unknown, Array<unknown>>()
      for (const [rule, place, logged] of yield* tableOf("attack-requests", "rule found_in logged")) {
        const key = `${place === "request" ? "" : "text "}${String(logged)}`
        found.set(key, [...(found.get(key) ?? []), rule])
      }
      const missed = attempts.flatMap(({ rule, requests = [], texts = [] }) =>
        [...requests, ...texts.map((text) => `text ${text}`)].filter((text) => !found.get(text)?.includes(rule))
      )
      assert.deepStrictEqual(missed, [])
      const wrong = [...harmless.requests, ...harmless.texts.map((text) => `text ${text}`)].flatMap((text) =>
        (found.get(text) ?? []).map((rule) => `${String(rule)}: ${text}`)
      )
      assert.deepStrictEqual(wrong, [])
    })
  )
})

const [eve, mallory] = ["198.51.100.1", "198.51.100.2"]
const injection = "id=1'%20UNION%20SELECT%20password%20FROM%20users--"

const struck: ReadonlyArray<TestEntry> = [
  { time: midnight, path: "/item", query: injection, client: eve, status: 500 },
  { time: midnight + second, path: "/item", query: injection, client: mallory },
  // One entry, whose request and agent match the same rule.
  { time: midnight + minute, path: "/", query: "x=${jndi:ldap://a}", agent: "${jndi:ldap://b}", client: eve },
  { time: midnight + hour, path: "/.env", client: eve, status: 403, agent: null },
  { time: midnight + hour, path: "/wp-login.php", client: eve, status: 404, agent: null },
  // Somebody who may.
  { time: midnight + hour, path: "/wp-login.php", client: "192.0.2.1", status: 200 },
  { time: midnight + hour, path: "/about", client: "192.0.2.1" }
]

/** Pages of administrators, answered to who tried something else, to programs, and to those who may. */
const answered: ReadonlyArray<TestEntry> = [
  { time: midnight, path: "/item", query: injection, client: mallory, status: 500 },
  { time: midnight + second, path: "/phpmyadmin/index.php", client: mallory, status: 200 },
  { time: midnight, path: "/phpmyadmin/index.php", client: eve, agent: "zgrab/0.x", status: 200 },
  { time: midnight, path: "/admin/", client: "192.0.2.1", status: 200 },
  { time: midnight, path: "/wp-login.php", client: "192.0.2.2", agent: "Googlebot/2.1", status: 200 }
]

layer(over(builtInAnalyses, struck))("attacks", (it) => {
  it.effect("are counted by rule, each entry once", () =>
    Effect.gen(function* () {
      const names = "rule hits clients hits_2xx paths first_time last_time sample"
      assert.deepStrictEqual(yield* tableOf("attacks", names), [
        ["sql-injection", 2, 2, 1, 1, midnight, midnight + second, `/item?${injection}`],
        ["admin-page", 1, 1, 0, 1, midnight + hour, midnight + hour, "/wp-login.php"],
        ["log4shell", 1, 1, 1, 1, midnight + minute, midnight + minute, "${jndi:ldap://b}"],
        ["secret-file", 1, 1, 0, 1, midnight + hour, midnight + hour, "/.env"]
      ])
    })
  )

  it.effect("are listed with the text that matches", () =>
    Effect.gen(function* () {
      const names = "rule found_in logged hits clients hits_2xx hits_3xx hits_4xx hits_5xx hits_other path"
      assert.deepStrictEqual(yield* tableOf("attack-requests", names), [
        ["sql-injection", "request", `/item?${injection}`, 2, 2, 1, 0, 0, 1, 0, "/item"],
        ["admin-page", "request", "/wp-login.php", 1, 1, 0, 0, 1, 0, 0, "/wp-login.php"],
        ["log4shell", "agent", "${jndi:ldap://b}", 1, 1, 1, 0, 0, 0, 0, null],
        ["log4shell", "request", "/?x=${jndi:ldap://a}", 1, 1, 1, 0, 0, 0, 0, "/"],
        ["secret-file", "request", "/.env", 1, 1, 0, 0, 1, 0, 0, "/.env"]
      ])
    })
  )

  it.effect("have attackers", () =>
    Effect.gen(function* () {
      const names = "client hits rules hits_2xx paths agents first_time last_time rule_names"
      assert.deepStrictEqual(yield* tableOf("attackers", names), [
        [eve, 4, 4, 1, 4, 3, midnight, midnight + hour, "admin-page, log4shell, secret-file, sql-injection"],
        [mallory, 1, 1, 1, 1, 1, midnight + second, midnight + second, "sql-injection"]
      ])
      assert.deepStrictEqual(yield* tableOf("attackers", "client hits", { status: ["5xx"] }), [[eve, 1]])
    })
  )
})

layer(over(builtInAnalyses, answered, { details: { agents: { "zgrab/0.x": { agentClass: "scanner" } } } }))(
  "pages of administrators",
  (it) => {
    it.effect("are told where they are answered to strangers", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* tableOf("attacks", "rule hits clients hits_2xx sample"), [
          ["admin-page", 2, 2, 2, "/phpmyadmin/index.php"],
          ["sql-injection", 1, 1, 0, `/item?${injection}`]
        ])
        assert.deepStrictEqual(yield* tableOf("attack-requests", "rule logged hits"), [
          ["admin-page", "/phpmyadmin/index.php", 2],
          ["sql-injection", `/item?${injection}`, 1]
        ])
        assert.deepStrictEqual(yield* tableOf("attackers", "client hits rule_names"), [
          [mallory, 2, "admin-page, sql-injection"],
          [eve, 1, "admin-page"]
        ])
      })
    )
  }
)

describe("the analyses of attacks", () => {
  const rulesOf = (id: string): string => {
    const text = readFileSync(join(builtInAnalyses.path, `${id}.sql`), "utf8")
    return text.slice(text.indexOf("WITH rules"), text.indexOf("\nstruck AS"))
  }

  it("have no rule without a case that it finds", () => {
    const rows = [...rulesOf("attacks").matchAll(/^ {4}\('([a-z-]+)', '(any|request)', '(.*)'\),?$/gm)]
    assert.isAbove(rows.length, 50)
    const idle = rows.flatMap(([, rule, , written]) => {
      const pattern = new RegExp(written!.replaceAll("''", "'"))
      const texts = attempts
        .filter((one) => one.rule === rule)
        .flatMap((one) => [...(one.requests ?? []), ...(one.texts ?? [])])
      const plain = (text: string) =>
        urlDecode(urlDecode(text.replaceAll("+", " ")))
          .toLowerCase()
          .replaceAll("\\\\", "\\")
      return texts.some((text) => pattern.test(plain(text))) ? [] : [`${rule}: ${written}`]
    })
    assert.deepStrictEqual(idle, [])
  })

  it("have the same rules", () => {
    assert.include(rulesOf("attacks"), "'sql-injection'")
    assert.strictEqual(rulesOf("attack-requests"), rulesOf("attacks"))
    assert.strictEqual(rulesOf("attackers"), rulesOf("attacks"))
  })
})

/** A scanner; somebody whose site lacks two things; somebody with an old bookmark; and the owner, who follows many links. */
const scan: ReadonlyArray<TestEntry> = [
  ...Array.from({ length: 25 }, (_, n) => ({ time: midnight + n * second, client: eve, path: `/x${n}`, status: 404 })),
  { time: midnight + minute, client: eve, path: "/x0", status: 410, agent: null },
  { time: midnight + minute, client: eve, path: "/" },
  ...repeat(30, { time: midnight, client: "192.0.2.1", path: "/apple-touch-icon.png", status: 404 }),
  ...Array.from({ length: 20 }, (_, n) => ({ time: midnight, client: "192.0.2.2", path: `/x${n}`, status: 404 })),
  ...repeat(21, { time: midnight, client: "192.0.2.2", path: "/" })
]

layer(over(builtInAnalyses, scan, { details: { clients: { [eve]: { country: "XX", network: "AS1 A" } } } }))(
  "scanners",
  (it) => {
    it.effect("ask for many things that are not there, and for little else", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* rowsOf("scanners"), [
          {
            client: eve,
            not_found: 26,
            not_found_paths: 25,
            hits: 27,
            not_found_share: 26 / 27,
            agents: 2,
            first_time: midnight,
            last_time: midnight + minute,
            paths_per_minute: 25,
            country: "XX",
            network: "AS1 A",
            sample: "/x0"
          }
        ])
        const params = { min_share: "0", min_not_found: "20" }
        assert.deepStrictEqual(yield* tableOf("scanners", "client paths_per_minute", {}, params), [
          [eve, 25],
          ["192.0.2.2", null]
        ])
      })
    )
  }
)

const every = (count: number, pause: number, from = midnight): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, n) => from + n * pause)

const guesses: ReadonlyArray<TestEntry> = [
  ...entriesAt(every(20, second), { client: eve, path: "/login", method: "POST", status: 401 }),
  { time: midnight + 20 * second, client: eve, path: "/login", query: "next", method: "POST", status: 302 },
  ...entriesAt(every(25, second), { client: mallory, path: "/files/a", status: 403 }),
  // A client that gets its token every hour; one that forgot it five times; a form that is no login.
  ...entriesAt(every(48, hour), { client: "192.0.2.1", path: "/v1/token", method: "POST" }),
  // Twelve before the full hour and twelve behind it.
  ...entriesAt(every(24, minute, midnight + 48 * minute), { client: "192.0.2.5", path: "/files/b", status: 401 }),
  ...entriesAt(every(5, second), { client: "192.0.2.2", path: "/login", method: "POST", status: 401 }),
  ...entriesAt(every(50, second), { client: "192.0.2.3", path: "/comment", method: "POST" }),
  ...entriesAt(every(50, second), { client: "192.0.2.4", path: "/login" }),
  // Refused everywhere; the same, but slowly; at two logins; and by the way at a path beside the one that tells.
  ...every(24, second).map((time, n) => ({
    time,
    client: "203.0.113.1",
    path: `/private/${n}`,
    status: 401 + 2 * (n % 2)
  })),
  ...every(21, 2 * hour).map((time, n) => ({ time, client: "203.0.113.2", path: `/private/${n}`, status: 403 })),
  ...entriesAt(every(15, second), { client: "203.0.113.3", path: "/login", method: "POST", status: 401 }),
  ...entriesAt(every(7, second), { client: "203.0.113.3", path: "/signin", method: "POST", status: 401 }),
  { time: midnight, client: "203.0.113.3", path: "/signin", method: "POST", status: 302 },
  // WordPress answers 200 to a wrong password.
  ...entriesAt(every(22, second), { client: "203.0.113.4", path: "/wp-login.php", method: "POST", status: 200 }),
  { time: midnight + 30 * second, client: "203.0.113.4", path: "/wp-login.php", method: "POST", status: 302 },
  { time: midnight + 29 * second, client: "203.0.113.4", path: "/wp-login.php", method: "POST", status: 302 },
  { time: midnight + 28 * second, client: "203.0.113.4", path: "/wp-login.php", method: "POST", status: 500 },
  { time: midnight + 27 * second, client: "203.0.113.4", path: "/wp-login.php", method: "GET", status: 304 },
  ...entriesAt(every(3, second), { client: mallory, path: "/files/c", status: 403 })
]

layer(over(builtInAnalyses, guesses))("brute force", (it) => {
  it.effect("is many attempts within an hour", () =>
    Effect.gen(function* () {
      const names = "client path rule attempts busiest refused posts posts_answered first_time last_time"
      assert.deepStrictEqual(yield* tableOf("brute-force", names), [
        [mallory, "/files/a", "refused", 25, 25, 25, 0, 0, midnight, midnight + 24 * second],
        ["203.0.113.4", "/wp-login.php", "login", 25, 25, 0, 25, 24, midnight, midnight + 30 * second],
        ["192.0.2.5", "/files/b", "refused", 24, 24, 24, 0, 0, midnight + 48 * minute, midnight + 71 * minute],
        ["203.0.113.1", null, "refused-paths", 24, 24, 24, 0, 0, midnight, midnight + 23 * second],
        ["203.0.113.3", null, "refused-paths", 22, 22, 22, 22, 0, midnight, midnight + 14 * second],
        [eve, "/login", "both", 21, 21, 20, 21, 1, midnight, midnight + 20 * second]
      ])
      assert.deepStrictEqual(yield* tableOf("brute-force", "client other_status other_time"), [
        [mallory, null, null],
        ["203.0.113.4", 302, midnight + 29 * second],
        ["192.0.2.5", null, null],
        ["203.0.113.1", null, null],
        ["203.0.113.3", null, null],
        [eve, 302, midnight + 20 * second]
      ])
      assert.deepStrictEqual(yield* tableOf("brute-force", "client rule busiest", {}, { within: "2d" }), [
        ["192.0.2.1", "login", 48],
        [mallory, "refused", 25],
        ["203.0.113.4", "login", 25],
        ["192.0.2.5", "refused", 24],
        ["203.0.113.1", "refused-paths", 24],
        ["203.0.113.3", "refused-paths", 22],
        [eve, "both", 21],
        ["203.0.113.2", "refused-paths", 21]
      ])
      const comments = { login: "/comment" }
      assert.deepStrictEqual(yield* tableOf("brute-force", "client rule", { path: ["/comment"] }, comments), [
        ["192.0.2.3", "login"]
      ])
    })
  )
})
