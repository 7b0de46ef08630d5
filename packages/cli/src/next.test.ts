import { assert, it } from "@effect/vitest"
import { Result } from "effect"

import { nextCommand } from "./next.ts"
import { resolveSettings } from "./settings.ts"
import { testShell } from "./testShell.ts"

const cases: ReadonlyArray<readonly [db: string | undefined, env: Record<string, string>, command: string]> = [
  [undefined, {}, "logmill status"],
  ["logmill.db", {}, "logmill status"],
  ["site.db", {}, "logmill status --db site.db"],
  ["/data/site.db", {}, "logmill status --db /data/site.db"],
  ["my site's.db", {}, "logmill status --db 'my site'\\''s.db'"],
  [undefined, { LOGMILL_DB: "env.db" }, "logmill status"],
  [undefined, { npm_lifecycle_event: "start" }, "npx logmill status"],
  ["site.db", { npm_execpath: "/usr/lib/npm-cli.js" }, "npx logmill status --db site.db"]
]
it.each(cases)("--db %s with %j", (db, env, command) => {
  const { shell } = testShell({ cwd: "/srv", env })
  const { values } = Result.getOrThrow(resolveSettings({ given: { db }, env, cwd: "/srv", files: [] }))
  assert.strictEqual(nextCommand(shell, values, "status"), command)
})

it("has the plugins that were typed, and not those of settings", () => {
  const { shell } = testShell({ cwd: "/srv", env: {} })
  const given = { plugins: ["./my shop", "@acme/proxy"], db: "site.db" }
  const { values } = Result.getOrThrow(
    resolveSettings({ given, env: { LOGMILL_PLUGINS: "/srv/others" }, cwd: "/srv", files: [] })
  )
  const plugins = "--plugins './my shop' --plugins @acme/proxy"
  assert.strictEqual(nextCommand(shell, values, "analyze"), `logmill analyze ${plugins} --db site.db`)
  assert.strictEqual(nextCommand(shell, values, "enrich --plugins X"), "logmill enrich --plugins X --db site.db")
})
