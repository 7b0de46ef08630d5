import { assert, layer } from "@effect/vitest"
import { compileClients } from "@logmill/workers/filter/client"
import { compilePatterns, type Patterns } from "@logmill/workers/filter/pattern"
import { compileStatuses } from "@logmill/workers/filter/status"
import { Effect, Schema } from "effect"

import { QueryEngine } from "../query/QueryEngine.ts"
import { noon, type TestDetails, type TestEntry, type TestSource } from "../testing/database.ts"
import { detailsOfAgent } from "../testing/enrichment.ts"
import { engineLayer } from "../testing/services.ts"
import { Bindings, entryCondition } from "./condition.ts"
import { type Filter, type FilterInput, parseFilter } from "./filter.ts"
import { type AgentDetail, agentDetails, clientDetails } from "./filterNames.ts"

const paths = [
  "/",
  "/a",
  "/A",
  "/a/b.css",
  "/a?b[1]*",
  "/ü/😀",
  "/it's",
  "'; DROP TABLE entry --",
  "\\x00\\xff",
  "-",
  "*",
  "/a,b",
  "/a\\\\,b"
]
const clients = [
  "192.0.2.1",
  "192.0.2.200",
  "2001:db8::1",
  "2001:0db8::0001",
  "::ffff:192.0.2.1",
  "host.example.com",
  "-"
]
const agents = [null, "Mozilla/5.0 (X11)", "Googlebot/2.1", "GPTBot", "curl", "", "%_'\"?*"]
const referrers = [null, "https://example.com/", "https://example.org/a,b", "", "~x"]
const methods = ["GET", "POST", "get", null, "<script>"]
const sites = [null, "example.com", "example.net"]
const statuses = [null, 0, 200, 304, 404, 500, 999]
const users = [null, "ada", "-", "", "a,b"]

/** What is told of some agents and clients; of the others nothing is. */
const details: TestDetails = {
  agents: {
    "Mozilla/5.0 (X11)": { browser: "Firefox", os: "Linux", device: "desktop" },
    "%_'\"?*": { browser: "Chrome", os: "Chrome OS", device: "it's, 'a' *" },
    curl: { bot: "curl" }
  },
  clients: {
    "192.0.2.1": { country: "NL", city: "Utrecht", network: "AS64500 Example, Net" },
    "2001:db8::1": { country: "DE", city: null, network: "AS64501 *" },
    "host.example.com": { country: "NL", city: "Den Haag" }
  }
}

const pick = <A>(list: ReadonlyArray<A>, index: number): A => list[index % list.length]!

/** Three sources in which all values meet many others. */
const sources: ReadonlyArray<TestSource> = ["/logs/a.log", "/logs/b.log", "/logs/old/a.log"].map((path, source) => ({
  path,
  details,
  entries: Array.from({ length: 60 }, (_, n): TestEntry => {
    const seed = source * 60 + n
    return {
      time: noon + source * 3_600_000 + n * 60_000,
      client: pick(clients, seed * 5),
      path: pick(paths, seed * 3),
      method: pick(methods, seed * 7 + 1),
      agent: pick(agents, seed * 11 + (seed >> 3)),
      referrer: pick(referrers, seed * 13 + (seed >> 2)),
      site: pick(sites, seed + (seed >> 4)),
      status: pick(statuses, seed * 17 + (seed >> 1)),
      user: pick(users, seed * 3 + (seed >> 3))
    }
  })
}))

const entries = sources.flatMap(({ path, entries: own }, source) =>
  own.map((entry, n) => ({ ...entry, source: path, sourceId: source + 1, id: source * 60 + n + 1 }))
)

/** What the filter means, without SQL. */
const selects = (filter: Filter, entry: (typeof entries)[number]): boolean => {
  const text = (patterns: Patterns | null, value: string | null | undefined): boolean =>
    patterns === null || compilePatterns(patterns)(value ?? null)
  const { from, to, sourceIds, status, client } = filter
  const ofAgent = (name: AgentDetail): string | null =>
    entry.agent === null ? null : (details.agents?.[entry.agent!]?.[name] ?? detailsOfAgent(entry.agent!)[name])
  return (
    (from === null || entry.time! >= from) &&
    (to === null || entry.time! < to) &&
    (sourceIds === null || sourceIds.includes(entry.sourceId)) &&
    (status === null || compileStatuses(status)(entry.status ?? null)) &&
    (client === null || compileClients(client)(entry.client!)) &&
    text(filter.source, entry.source) &&
    text(filter.site, entry.site) &&
    text(filter.path, entry.path) &&
    text(filter.method, entry.method) &&
    text(filter.referrer, entry.referrer) &&
    text(filter.agent, entry.agent) &&
    text(filter.user, entry.user) &&
    agentDetails.every((name) => text(filter[name], ofAgent(name))) &&
    clientDetails.every((name) => text(filter[name], details.clients?.[entry.client!]?.[name])) &&
    text(filter.class, entry.agent === null ? "unknown" : detailsOfAgent(entry.agent!).agentClass)
  )
}

const idsBySql = (filter: Filter) =>
  Effect.gen(function* () {
    const engine = yield* QueryEngine
    const bindings = new Bindings()
    const condition = entryCondition(filter, bindings) ?? "1"
    const sql = `SELECT entry_id FROM main.entries WHERE ${condition} ORDER BY entry_id`
    return (yield* engine.run({ sql, params: bindings.values })).rows.map(([id]) => Number(id))
  })

const agrees = (input: FilterInput) =>
  Effect.gen(function* () {
    const filter = yield* parseFilter(input, { now: noon + 7_200_000, zone: "UTC" })
    const expected = entries.filter((entry) => selects(filter, entry)).map(({ id }) => id)
    assert.deepStrictEqual(yield* idsBySql(filter), expected, JSON.stringify(input))
    return expected.length
  })

const flag = (...texts: ReadonlyArray<string>) => Schema.optionalKey(Schema.Array(Schema.Literals(texts)))

const inputs = Schema.Struct({
  from: Schema.optionalKey(Schema.Literals(["2026", "2026-11-05T12:30", "-30m", "2026-11-05T13:59:59.999Z"])),
  site: flag("example.com", "-", "!-", "!example.*"),
  path: flag(
    "/a",
    "/a*",
    "!/a*",
    "*.css,/",
    "~^/[aü]",
    "!~'|\\[",
    "/a?b[1]*",
    "-",
    "~^.$,!x",
    "'; DROP TABLE entry --",
    "/a\\,b,\\*",
    "!*\\,b",
    "*b[1]\\*",
    "/a* & !*.css",
    "!( /a* | ~^/[aü] ),!/",
    "!/a | !/A",
    "( *\\,b,!/a* ) | - | ~^-$",
    "!- & !( /a & !/A )"
  ),
  status: flag("404", "2xx,3xx", "!404", "-", "!-", "0", "!5xx,!9xx"),
  method: flag("GET", "!GET", "-", "~^[a-z]+$", "!-,!POST", "<*>", "- | POST", "!( - | POST ),!get", "!- & !G*"),
  class: flag("search", "!human", "unknown", "-", "!-", "ai-crawler,human", "!( - | human )", "s* | - & !human"),
  client: flag(
    "192.0.2.0/24",
    "!192.0.2.1",
    "2001:db8::1",
    "*.example.com",
    "-",
    "::/0",
    "!::/0",
    "~^2001",
    "192.0.2.0/24 & !192.0.2.1",
    "!( ::/0 & !192.0.2.0/24 ),!-"
  ),
  referrer: flag("-", "!-", "https://*", "!*example.com*", "~a,b$", "!( - | https://* )", "- | !*a*"),
  agent: flag("-", "!*bot*", "*Bot*,curl", "~^$", "%_'\"?\\*", "!-", "*Bot* & !G* | -", "!- & !( curl | ~^$ )"),
  browser: flag("Firefox", "-", "!Firefox", "!-", "!( - | Chrome )", "C*,-", "firefox"),
  os: flag("Linux", "Chrome OS", "!Linux & !-", "~^(Linux|Chrome)"),
  device: flag("desktop", "it's\\, 'a' \\*", "-", "!desktop"),
  bot: flag("Googlebot", "!-", "-", "*bot*,curl", "!Googlebot", "- | GPTBot"),
  country: flag("NL", "-", "!-", "!NL", "NL,DE", "!( - | DE )", "nl"),
  city: flag("Den Haag", "-", "!-", "*e*", "!Utrecht"),
  network: flag("AS64500 *", "AS64501 \\*", "AS64500 Example\\, Net", "!-", "-"),
  user: flag("ada", "-", "!-", "\\-", "a\\,b,ada", "~^$", "!ada", "!( - | ada )"),
  source: flag("/logs/a.log", "*a.log", "!*old*", "~[ab]\\.log$", "nothing", "*a.log & !*old*"),
  sourceIds: Schema.optionalKey(Schema.Array(Schema.Literals([1, 2, 3, 9])))
})

layer(engineLayer(sources))("the filter as SQL", (it) => {
  it.effect.each<readonly [FilterInput, number]>([
    [{}, 180],
    [{ path: ["/nothing"] }, 0],
    [{ sourceIds: [] }, 0],
    [{ path: ["!/nothing"] }, 180],
    [{ from: "2026-11-05T13:00Z", to: "2026-11-05T14:00Z" }, 60],
    [{ source: ["*/a.log"] }, 120],
    [{ client: ["-"] }, 26],
    [{ client: ["!-"] }, 154],
    [{ country: ["NL"], browser: ["firefox"] }, 0],
    [{ country: ["nowhere", "!-"] }, 0],
    [{ bot: ["!nothing"], user: ["!nobody"], city: ["!nowhere"] }, 180]
  ])("%j selects %d of 180", ([input, count]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* agrees(input), count)
    })
  )

  it.effect("takes lists longer than a statement could be, and finds what is in them", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 9000 }, (_, n) => `/nothing/${n}`).join(",")
      const globs = Array.from({ length: 900 }, (_, n) => `*/nothing/${n}/*`).join(",")
      const addresses = Array.from({ length: 5000 }, (_, n) => `198.51.${n >> 8}.${n & 255}`).join(",")
      const networks = Array.from({ length: 900 }, (_, n) => `198.${n >> 8}.${n & 255}.0/24`).join(",")
      const nothing = { path: [many, globs], client: [addresses, networks], agent: [many], referrer: [many] }
      assert.strictEqual(yield* agrees(nothing), 0)
      assert.strictEqual(
        yield* agrees({ path: [`${many},/a*`], client: [`${addresses},192.0.2.1,-`, networks] }),
        yield* agrees({ path: ["/a*"], client: ["192.0.2.1,-"] })
      )
      const negated = (list: string) => `!( ${list} )`
      const others = { path: [negated(many), negated(globs)], client: [negated(addresses)], agent: [negated(many)] }
      assert.strictEqual(yield* agrees(others), 180)
      assert.strictEqual(
        yield* agrees({ path: [`( ${many.replaceAll(",", " | ")} | /a ) & /a*`] }),
        yield* agrees({ path: ["/a"] })
      )
    })
  )

  it.effect("takes expressions as deep as they are read", () =>
    Effect.gen(function* () {
      // Each level turns the meaning round twice, so that the whole selects what the innermost does.
      const deep = (inner: string, level: number): string =>
        level === 10 ? inner : deep(`!( ~x${level} | !( ${inner} | *yyy ) & ( !w,!v ) )`, level + 2)
      const inner = { path: "/a*", method: "G*", client: "192.0.2.0/24", agent: "-" }
      for (const [name, pattern] of Object.entries(inner)) {
        const count = yield* agrees({ [name]: [deep(pattern, 0)] })
        assert.strictEqual(count, yield* agrees({ [name]: [pattern] }))
        assert.isTrue(count > 0 && count < 180, `${name}: ${count}`)
      }
    })
  )

  it.effect.prop("selects what the predicate selects", { input: inputs }, ({ input }) => Effect.asVoid(agrees(input)), {
    timeout: 60_000,
    arbitrary: { runs: 500 }
  })
})
