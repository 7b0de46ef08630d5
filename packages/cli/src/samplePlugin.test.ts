/**
 * The contract of plugins, held by one that lives outside of all packages (samples/plugin): copied as anybody would copy it,
 * and used by the installed command, in which Node itself loads its TypeScript.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"
import { vi } from "vitest"

const root = join(import.meta.dirname, "../../..")
const sample = join(root, "samples/plugin")

beforeAll(() => {
  vi.setConfig({ testTimeout: 120_000 })
  execFileSync(process.execPath, ["scripts/build.ts", "--if-stale"], { cwd: root })
})

let folder = ""
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "logmill-sample-")))
  writeFileSync(join(folder, "access.log"), log)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

/** Two requests of people, one each of a library and of the shop's own check, and two that the preset leaves out. */
const log = [
  `2026-11-10T13:55:36Z 192.0.2.1:4711 GET /cart?id=7 200 512 12 "${firefox}" shop-1`,
  '2026-11-10T13:55:37Z 192.0.2.2:4711 GET /cart 502 0 40 "ShopApp/7 okhttp/4.9" shop-2',
  '2026-11-10T13:55:38Z 192.0.2.3:4711 GET / 200 99 8 "curl/8.5" shop-1',
  '2026-11-10T13:55:39Z 192.0.2.4:4711 GET / 200 99 4 "ShopCheck/2.1" shop-1',
  '2026-11-10T13:55:40Z 192.0.2.4:4711 GET /ready 200 2 1 "ShopCheck/2.1" shop-1',
  `2026-11-10T13:55:41Z 192.0.2.250:4711 GET / 200 99 1 "${firefox}" shop-2`,
  ""
].join("\n")

const logmill = (words: string) => {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:LOGMILL|npm|NODE)_/.test(name))
  const env = { ...Object.fromEntries(own), HOME: join(folder, "home"), XDG_CONFIG_HOME: "" }
  const ended = spawnSync(join(root, "node_modules/.bin/logmill"), words.split(" "), {
    cwd: folder,
    env,
    encoding: "utf8"
  })
  return { code: ended.status, out: ended.stdout, err: ended.stderr.replaceAll(folder, "") }
}
const csv = (words: string): ReadonlyArray<string> => logmill(`${words} --csv -q`).out.trim().split("\n")

const classes = `/* logmill\nid = "classes"\ntitle = "c"\n[columns.class]\nkind = "text"\n*/\nSELECT agent_class AS class, sum(hits) AS hits FROM hits GROUP BY class ORDER BY class`

describe("the sample plugin", () => {
  it("works as a whole, from a folder, after its code is trusted", () => {
    cpSync(sample, join(folder, "shop"), { recursive: true })
    writeFileSync(join(folder, "logmill.toml"), 'drop = "shop-checks"\n[plugins]\npaths = ["shop"]\n')
    writeFileSync(join(folder, "classes.sql"), classes)

    const before = logmill("ingest access.log")
    assert.strictEqual(before.code, 0)
    assert.include(before.err, "the enricher of the plugin shop (logmill.toml:3) is not run: its code is not trusted")
    assert.include(before.err, "6 lines = 4 stored + 2 filtered + 0 rejected + 0 skipped\nfiltered: 2 shop-checks\n")
    assert.deepStrictEqual(csv("analyze classes --plugins ."), ["class,hits", "human,1", "library,2", "other-bot,1"])

    assert.strictEqual(logmill("plugins trust shop").out, "shop/enricher.ts\n")
    assert.strictEqual(
      logmill("enrich").err,
      "changed: 2 agents, 0 paths, 0 referrers, 0 clients\ncounts by agent class made anew for 1 day\n"
    )
    assert.deepStrictEqual(csv("analyze classes --plugins ."), ["class,hits", "human,2", "library,1", "monitor,1"])
    assert.deepStrictEqual(csv("analyze shop-backends"), [
      "backend,hits,errors,p95_ms",
      "shop-1,3,0,11.6",
      "shop-2,1,1,40"
    ])
    assert.deepStrictEqual(csv("analyze shop-backends --class human --param min_hits=1"), [
      "backend,hits,errors,p95_ms",
      "shop-1,1,0,12",
      "shop-2,1,1,40"
    ])
    assert.deepStrictEqual(
      csv("plugins shop").map((row) => row.split(",").slice(0, 2).join(" ")),
      ["kind name", "analysis shop-backends", "format shop-proxy", "preset shop-checks", "enricher agent"]
    )
    assert.strictEqual(logmill("plugins").code, 0)
  })

  it("can neither end the run nor spoil its data, and what it leaves behind does not end it without a word", () => {
    cpSync(sample, join(folder, "shop"), { recursive: true })
    const runWith = (code: string) => {
      writeFileSync(join(folder, "shop/enricher.ts"), code)
      logmill("plugins trust shop")
      return logmill("access.log --plugins shop --json")
    }
    const asked = runWith('export const agent = () => {\n  console.log("{bad")\n  process.exit(0)\n}')
    assert.strictEqual((JSON.parse(asked.out) as ReadonlyArray<unknown>).length, 2)
    assert.include(asked.err, "{bad\n")
    assert.include(
      asked.err,
      "/shop/enricher.ts: it called process.exit(0), but a plugin must not end logmill (line 3) (first at"
    )

    rmSync(join(folder, "logmill.db"))
    const left = runWith("setTimeout(() => process.exit(0))\nexport const agent = () => null")
    assert.deepStrictEqual([left.code, left.out], [70, ""])
    assert.match(
      left.err,
      /^logmill: it ended before it was done, by process\.exit at .*\/shop\/enricher\.ts:1:\d+\)$/m
    )
  })

  it("works as an npm package, with its code as JavaScript", () => {
    const installed = join(folder, "home/.config/logmill/node_modules/logmill-plugin-shop")
    mkdirSync(installed, { recursive: true })
    cpSync(sample, installed, { recursive: true })
    writeFileSync(
      join(installed, "package.json"),
      '{ "name": "logmill-plugin-shop", "version": "1.0.0", "type": "module" }'
    )
    writeFileSync(join(folder, "home/.config/logmill/config.toml"), '[plugins]\npaths = ["logmill-plugin-shop"]\n')
    const typed = logmill("ingest access.log")
    assert.include(typed.err, "enricher.ts is TypeScript within node_modules, where Node does not run it")

    const manifest = readFileSync(join(installed, "logmill-plugin.toml"), "utf8")
    writeFileSync(join(installed, "logmill-plugin.toml"), manifest.replace("enricher.ts", "enricher.js"))
    const code = readFileSync(join(installed, "enricher.ts"), "utf8")
    writeFileSync(join(installed, "enricher.js"), stripTypeScriptTypes(code))
    assert.strictEqual(
      logmill("enrich").err,
      "changed: 2 agents, 0 paths, 0 referrers, 0 clients\ncounts by agent class made anew for 1 day\n"
    )
    assert.strictEqual(
      csv("plugins")
        .at(-1)!
        .split(",")
        .filter((_, i) => i !== 2)
        .slice(0, 3)
        .join(" "),
      "shop 1.0.0 own"
    )
  })
})
