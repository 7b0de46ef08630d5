import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"

import { type GivenSettings, resolveSettings } from "./settings.ts"
import type { Settings } from "./settingTable.ts"

const resolve = (sources: {
  readonly given?: GivenSettings
  readonly env?: Record<string, string>
  readonly here?: string
  readonly own?: string
}) =>
  resolveSettings({
    given: sources.given ?? {},
    env: sources.env ?? {},
    cwd: "/srv",
    files: [
      ...(sources.here === undefined
        ? []
        : [{ path: "/srv/logmill.toml", name: "logmill.toml", text: sources.here, isOwn: false }]),
      ...(sources.own === undefined
        ? []
        : [{ path: "/home/ada/logmill/config.toml", name: "own", text: sources.own, isOwn: true }])
    ]
  })

describe("faulty settings are refused with the place and the remedy", () => {
  const cases: ReadonlyArray<readonly [sources: Parameters<typeof resolve>[0], sentence: string]> = [
    [{ here: "jbos = 2" }, "logmill.toml:1: there is no setting jbos; did you mean jobs?"],
    [
      { here: "\n[plugins]\npath = []" },
      "logmill.toml:3: there is no setting plugins.path; did you mean plugins.paths?"
    ],
    [{ here: "[jobs]\nn = 1" }, `logmill.toml:2: there is no setting jobs.n; did you mean jobs?`],
    [{ here: "plugins = ['a']" }, "logmill.toml:1: there is no setting plugins; did you mean plugins.paths?"],
    [{ here: "xyzzy_quux = 2" }, `logmill.toml:1: there is no setting xyzzy_quux; "logmill config" lists the settings`],
    [{ here: "db = 'a'\njobs = 0" }, `logmill.toml:2: jobs is "0"; it must be a whole number from 1 on`],
    [{ here: "jobs = [1, 2]" }, "logmill.toml:1: jobs must be a text or a number"],
    [{ here: "drop = true" }, "logmill.toml:1: drop must be a text or a list of texts"],
    [{ here: "anonymize = 'yes'" }, `logmill.toml:1: anonymize is "yes"; it must be true or false`],
    [{ here: "anonymize = [true]" }, "logmill.toml:1: anonymize must be true or false"],
    [{ here: "jobs = true" }, "logmill.toml:1: jobs must be a text or a number"],
    [{ own: "wait = 30" }, `own:1: wait is "30"; it must be a duration such as 500ms, 30s or 2m`],
    [{ env: { LOGMILL_LIMIT: "all" } }, `LOGMILL_LIMIT: limit is "all"; it must be a whole number, 0 for all`],
    [
      { here: "tz = 'Mars'" },
      `logmill.toml:1: tz is "Mars"; it must be a time zone such as Europe/Berlin, UTC or +02:00`
    ],
    [
      { env: { LOGMILL_TRUSTED_PROXY: "private proxy1" } },
      'LOGMILL_TRUSTED_PROXY: trusted_proxy is "private proxy1"; it must be networks such as 10.0.0.0/8 or 2001:db8::/32, addresses, private or unix:, with commas between them'
    ],
    [
      { here: '[plugins]\npaths = ["a", ""]' },
      'logmill.toml:2: plugins.paths is "a "; it must be folders, or names of npm packages'
    ],
    [
      { here: 'keep_extra = ["request id"]' },
      'logmill.toml:1: keep_extra is "request id"; it must be names such as request_id,trace_id, or * for all'
    ]
  ]
  it.each(cases)("%j", (sources, sentence) => {
    const result = resolve(sources)
    assert.strictEqual(Result.isFailure(result) ? result.failure.message : "accepted", sentence)
  })

  it("says in which line a file is no TOML", () => {
    const result = resolve({ here: "db = 'a'\njobs = = 2" })
    assert.match(Result.isFailure(result) ? result.failure.message : "accepted", /^logmill\.toml:2: \w/)
  })
})

describe("the nearest source wins", () => {
  const here = `jobs = 3`
  const own = `jobs = 4`
  const env = { LOGMILL_JOBS: "2" }
  const cases: ReadonlyArray<readonly [sources: Parameters<typeof resolve>[0], jobs: number, origin: string]> = [
    [{ given: { jobs: 1 }, env, here, own }, 1, "--jobs"],
    [{ env, here, own }, 2, "LOGMILL_JOBS"],
    [{ env: { LOGMILL_JOBS: "" }, here, own }, 3, "logmill.toml:1"],
    [{ here, own }, 3, "logmill.toml:1"],
    [{ own: "# mine\n\njobs = 4" }, 4, "own:3"]
  ]
  it.each(cases)("%j", (sources, jobs, origin) => {
    const { origins, values } = Result.getOrThrow(resolve(sources))
    assert.deepStrictEqual([values.jobs, origins.jobs], [jobs, origin])
  })

  it("falls back to defaults that need no file", () => {
    const { origins, values } = Result.getOrThrow(resolve({}))
    const { jobs, ...rest } = values
    assert.isAtLeast(jobs, 1)
    assert.deepStrictEqual(rest, {
      db: "/srv/logmill.db",
      wait: 30_000,
      timeout: 300_000,
      limit: 20,
      logFormat: "auto",
      keep: [],
      drop: [],
      site: null,
      siteFrom: null,
      trustedProxy: [],
      keepExtra: [],
      geoip: [],
      rules: [],
      anonymize: false,
      tz: null,
      logTz: "UTC",
      durability: "normal",
      maxRejects: { share: 0.01 },
      plugins: []
    } satisfies Omit<Settings, "jobs">)
    assert.deepStrictEqual(new Set(Object.values(origins)), new Set(["default"]))
  })
})

describe("values of settings", () => {
  const value = <K extends keyof Settings>(name: K, sources: Parameters<typeof resolve>[0]) =>
    Result.getOrThrow(resolve(sources)).values[name]

  it("a path in a file counts from the file's folder, elsewhere from where the user stands", () => {
    assert.strictEqual(value("db", { own: "db = 'logs.db'" }), "/home/ada/logmill/logs.db")
    assert.strictEqual(value("db", { env: { LOGMILL_DB: "logs.db" } }), "/srv/logs.db")
    assert.strictEqual(value("db", { given: { db: "../logs.db" } }), "/logs.db")
    assert.deepStrictEqual(
      value("plugins", { own: "[plugins]\npaths = ['a', '/b']" }).map(({ base, name }) => [name, base]),
      [
        ["a", "/home/ada/logmill"],
        ["/b", "/home/ada/logmill"]
      ]
    )
  })

  it("a list is a list in a file, and separated in a variable", () => {
    assert.deepStrictEqual(value("drop", { here: "drop = ['static', 'path:/a b']" }), ["static", "path:/a b"])
    assert.deepStrictEqual(value("drop", { here: "drop = 'static'" }), ["static"])
    assert.deepStrictEqual(value("drop", { env: { LOGMILL_DROP: " static  ext:js " } }), ["static", "ext:js"])
    assert.deepStrictEqual(value("trustedProxy", { here: "trusted_proxy = ['private', '2001:db8::/32,::1']" }), [
      "private",
      "2001:db8::/32,::1"
    ])
    assert.deepStrictEqual(value("keepExtra", { env: { LOGMILL_KEEP_EXTRA: "trace_id request_id" } }), [
      "trace_id",
      "request_id"
    ])
    assert.deepStrictEqual(
      value("plugins", { env: { LOGMILL_PLUGINS: "a:/b" } }).map(({ base, name }) => [name, base]),
      [
        ["a", "/srv"],
        ["/b", "/srv"]
      ]
    )
  })

  it("a switch is true or false", () => {
    assert.strictEqual(value("anonymize", { here: "anonymize = true" }), true)
    assert.strictEqual(value("anonymize", { env: { LOGMILL_ANONYMIZE: "false" }, here: "anonymize = true" }), false)
  })

  it("a list of paths may say that there is none", () => {
    assert.deepStrictEqual(value("geoip", { here: "geoip = ['city.mmdb', '/asn.mmdb']" }), [
      "/srv/city.mmdb",
      "/asn.mmdb"
    ])
    assert.deepStrictEqual(value("geoip", { given: { geoip: ["none"] }, here: "geoip = 'city.mmdb'" }), ["none"])
    assert.deepStrictEqual(value("rules", { own: "rules = './none'" }), ["/home/ada/logmill/none"])
  })

  it("a nearer list replaces one that is further away", () => {
    assert.deepStrictEqual(value("drop", { given: { drop: ["ext:js"] }, here: "drop = ['static']" }), ["ext:js"])
  })

  it("variables that are no setting are named", () => {
    const { strangers } = Result.getOrThrow(resolve({ env: { LOGMILL_JOB: "2", LOGMILL_DB: "x", PATH: "/bin" } }))
    assert.deepStrictEqual(strangers, [{ variable: "LOGMILL_JOB", meant: "LOGMILL_JOBS" }])
  })

  it("plugins say who names them, and only the user's own file is his own word", () => {
    const sources = { here: "[plugins]\npaths = 'a'", own: "\n[plugins]\npaths = ['b']", given: { plugins: ["c"] } }
    const said = (more: Parameters<typeof resolve>[0]) =>
      value("plugins", { given: sources.given, ...more }).map(({ from, isOwn, name, origin }) =>
        [name, from, origin, isOwn].join(" ")
      )
    const flag = "c --plugins flag false"
    assert.deepStrictEqual(said(sources), ["a logmill.toml:2 configured false", flag])
    assert.deepStrictEqual(said({ own: sources.own }), ["b own:3 configured true", flag])
    assert.deepStrictEqual(said({ env: { LOGMILL_PLUGINS: "d" } }), ["d LOGMILL_PLUGINS configured false", flag])
    assert.deepStrictEqual(said({}), [flag])
  })
})
