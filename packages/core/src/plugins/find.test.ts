/** Which plugins there are, and why some are none. */
import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"

import { findPlugins } from "./find.ts"
import type { PluginReference } from "./locate.ts"

let root = ""
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "logmill-plugins-")))
  write("built-in/logmill-plugin.toml", 'contract = 1\nname = "logmill"\nversion = "9"')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (name: string, text = ""): void => {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

const named = (name: string, more: Partial<PluginReference> = {}): PluginReference => ({
  name,
  base: join(root, "here"),
  from: "logmill.toml:3",
  origin: "configured",
  isOwn: false,
  ...more
})

const find = (...references: ReadonlyArray<string | PluginReference>) =>
  findPlugins({
    builtIn: join(root, "built-in"),
    configFolder: join(root, "config"),
    references: references.map((reference) => (typeof reference === "string" ? named(reference) : reference))
  })
const bare = (text: string): string => text.replaceAll(root, "")
const namesOf = (...references: ReadonlyArray<string | PluginReference>): ReadonlyArray<string> =>
  find(...references).plugins.map(({ name }) => name)
/** Why the only one named is refused. */
const refusal = (name: string): string => {
  const { plugins, refused } = find(name)
  assert.deepStrictEqual([plugins.length, refused.length], [1, 1])
  return bare(refused[0]!.reason)
}

describe("a plugin is refused, and the others are not", () => {
  it.each([
    ["nothing", "there is no folder /here/nothing, nor a package nothing in node_modules of /here or above"],
    ["./nothing", "there is no folder /here/nothing"],
    ["~/shop", "there is no folder /here/~/shop; write it in full, as ~ means nothing here"],
    ["./shpo", 'there is no folder /here/shpo; did you mean "shop"?'],
    ["slow.sql", "/here/slow.sql is a file; name the folder it is in: /here"],
    ["slow.sql/x", "there is no folder /here/slow.sql/x"],
    [
      "empty",
      "nothing in /here/empty is a plugin's: it has no logmill-plugin.toml, no analyses (*.sql) and no folder formats"
    ]
  ])("%s", (name, reason) => {
    write("here/slow.sql")
    write("here/shop/a.sql")
    write("here/empty/README.md")
    assert.strictEqual(refusal(name), reason)
  })

  it.each([
    ["", "/here/shop/logmill-plugin.toml:1: contract is missing; write contract = 1"],
    [
      "contract = 1\nenricher = '../evil.ts'",
      `/here/shop/logmill-plugin.toml: enricher = "../evil.ts" leads out of the plugin's folder`
    ],
    [
      "contract = 1\nenricher = 'link.ts'",
      `/here/shop/logmill-plugin.toml: enricher = "link.ts" leads out of the plugin's folder`
    ],
    ["contract = 1\nenricher = 'gone.ts'", `/here/shop/logmill-plugin.toml: enricher = "gone.ts" is not there`],
    [
      "contract = 1\nenricher = 'notes.txt'",
      `/here/shop/logmill-plugin.toml: enricher = "notes.txt" must end in one of .ts, .mts, .js, .mjs, .cjs, .cts`
    ],
    ["contract = 1\nenricher = 'folder.js'", `/here/shop/logmill-plugin.toml: enricher = "folder.js" is a folder`]
  ])("for its manifest: %j", (manifest, reason) => {
    write("here/evil.ts")
    write("here/shop/logmill-plugin.toml", manifest)
    write("here/shop/notes.txt")
    write("here/shop/folder.js/index.js")
    symlinkSync("../evil.ts", join(root, "here/shop/link.ts"))
    assert.strictEqual(refusal("shop"), reason)
  })

  it("whatever stands where the manifest should", () => {
    mkdirSync(join(root, "here/shop"), { recursive: true })
    execFileSync("mkfifo", [join(root, "here/shop/logmill-plugin.toml")])
    assert.strictEqual(refusal("shop"), "/here/shop/logmill-plugin.toml is no ordinary file")
    mkdirSync(join(root, "here/large"))
    writeFileSync(join(root, "here/large/logmill-plugin.toml"), Buffer.alloc(1024 * 1024 + 1, "#"))
    assert.strictEqual(refusal("large"), "/here/large/logmill-plugin.toml is larger than 1 MiB")
    mkdirSync(join(root, "here/zero"))
    symlinkSync("/dev/zero", join(root, "here/zero/logmill-plugin.toml"))
    assert.strictEqual(refusal("zero"), "/here/zero/logmill-plugin.toml is no ordinary file")
  })

  it.skipIf(process.getuid?.() === 0)("a folder that may not be read", () => {
    write("here/shop/a.sql")
    chmodSync(join(root, "here/shop"), 0o000)
    assert.match(refusal("shop"), /^\/here\/shop can't be read: EACCES/)
    chmodSync(join(root, "here/shop"), 0o755)
  })
})

describe("what a folder contributes", () => {
  it("is told by its files: a folder of analyses is a plugin", () => {
    write("here/sql/a.sql")
    write("here/sql/.draft.sql")
    const [, plugin] = find("sql").plugins
    assert.deepStrictEqual(plugin, {
      name: "sql",
      version: null,
      description: null,
      folder: join(root, "here/sql"),
      from: "logmill.toml:3",
      origin: "configured",
      isOwn: false,
      analyses: [join(root, "here/sql")],
      formats: null,
      presets: {},
      enricher: null
    })
  })

  it("is all of it", () => {
    write(
      "here/shop/logmill-plugin.toml",
      'contract = 1\nname = "shop"\ndescription = "d"\nenricher = "src/e.ts"\n[presets]\nmine = "ext:js"'
    )
    write("here/shop/package.json", '{ "name": "not-this", "version": "1.2.3" }')
    write("here/shop/a.sql")
    write("here/shop/analyses/b.sql")
    write("here/shop/formats/c.json")
    write("here/shop/src/e.ts")
    const folder = join(root, "here/shop")
    const { analyses, description, enricher, formats, name, presets, version } = find("shop").plugins[1]!
    assert.deepStrictEqual(
      { analyses, description, enricher, formats, name, presets, version },
      {
        analyses: [folder, join(folder, "analyses")],
        description: "d",
        enricher: join(folder, "src/e.ts"),
        formats: join(folder, "formats"),
        name: "shop",
        presets: { mine: ["ext:js"] },
        version: "1.2.3"
      }
    )
  })

  it("a package.json that is none says nothing, and keeps nothing from being used", () => {
    for (const [index, text] of ["{", "null", '{ "name": 7, "version": "" }'].entries()) {
      write(`here/p${index}/package.json`, text)
      write(`here/p${index}/a.sql`)
      const { name, version } = find(`p${index}`).plugins[1]!
      assert.deepStrictEqual([name, version], [`p${index}`, null])
    }
  })
})

describe("where plugins are looked for", () => {
  it("does without a configuration folder", () => {
    assert.deepStrictEqual(namesOf(), ["logmill"])
  })

  it("does not take the settings for a plugin", () => {
    write("config/config.toml")
    assert.deepStrictEqual(namesOf(), ["logmill"])
    write("config/logmill-plugin.toml", "contract = 2")
    assert.deepStrictEqual(
      find().refused.map(({ name }) => name),
      ["user"]
    )
  })

  it("in the user's plugins by name, then in his folder itself, then as settings and flags say", () => {
    write("config/config.toml")
    write("config/analyses/a.sql")
    write("config/plugins/zoo/a.sql")
    write("config/plugins/bar/a.sql")
    write("config/plugins/README.md")
    write("config/plugins/.git/a.sql")
    write("here/one/a.sql")
    write("here/two/a.sql")
    const found = find("two", named("one", { from: "--plugins", origin: "flag" }))
    assert.deepStrictEqual(
      found.plugins.map(({ from, isOwn, name, origin }) => [name, from, origin, isOwn]),
      [
        ["logmill", "built-in", "built-in", true],
        ["bar", "user", "user", true],
        ["zoo", "user", "user", true],
        ["user", "user", "user", true],
        ["two", "logmill.toml:3", "configured", false],
        ["one", "--plugins", "flag", false]
      ]
    )
    assert.deepStrictEqual(found.refused, [])
  })

  it("an analysis that was put among the plugins is told where it belongs", () => {
    write("config/plugins/mine.sql")
    assert.deepStrictEqual(
      find().refused.map(({ from, name, reason }) => [name, from, bare(reason)]),
      [
        [
          "mine.sql",
          "user",
          "/config/plugins/mine.sql is a file, and a plugin is a folder; an analysis of your own is found in /config/analyses"
        ]
      ]
    )
  })

  it("in node_modules of the folder that names it and those above, for what is no folder there", () => {
    write("here/node_modules/near/a.sql")
    write("node_modules/far/a.sql")
    write("node_modules/near/a.sql")
    write("node_modules/@acme/shop/a.sql")
    write("node_modules/folder/a.sql")
    write("here/folder/a.sql")
    const found = find("near", "far", "@acme/shop", "folder")
    assert.deepStrictEqual(
      found.plugins.slice(1).map(({ folder, name }) => [name, bare(folder)]),
      [
        ["near", "/here/node_modules/near"],
        ["far", "/node_modules/far"],
        ["@acme/shop", "/node_modules/@acme/shop"],
        ["folder", "/here/folder"]
      ]
    )
  })

  it.each(["./far", "../far", "@acme", "far/a", "a b", ".far", "far/../far"])(
    "not for %s, which is no package",
    (name) => {
      write("node_modules/far/a/a.sql")
      write("here/x")
      assert.strictEqual(find(name).refused.length, 1)
    }
  )

  it("once, however often a folder is named, and by whichever link", () => {
    write("here/shop/a.sql")
    symlinkSync("shop", join(root, "here/link"))
    assert.deepStrictEqual(namesOf("shop", "./shop/", "link", named("../built-in")), ["logmill", "shop"])
  })

  it("a link in the user's plugins is his own word", () => {
    write("elsewhere/shop/a.sql")
    write("config/plugins/.keep")
    symlinkSync("../../elsewhere/shop", join(root, "config/plugins/shop"))
    const [, shop] = find(named("../elsewhere/shop")).plugins
    assert.deepStrictEqual([shop?.name, shop?.isOwn], ["shop", true])
  })
})
