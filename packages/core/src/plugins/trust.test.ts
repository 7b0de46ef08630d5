import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"

import type { Plugin } from "./Plugin.ts"
import { codeOf, readTrusted, realFolder, TrustError, trustFile, trustOf, writeTrusted } from "./trust.ts"

let root = ""
let folder = ""
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "logmill-trust-"))
  folder = join(root, "shop")
  write("enricher.ts", "export const agent = () => null")
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

const plugin = (more: Partial<Plugin> = {}): Plugin => ({
  name: "shop",
  version: null,
  description: null,
  folder,
  from: "logmill.toml:3",
  origin: "configured",
  isOwn: false,
  analyses: [],
  formats: null,
  presets: {},
  enricher: join(folder, "enricher.ts"),
  ...more
})
const now = () => ({ [realFolder(folder)]: codeOf(folder).digest })

describe("the list of trusted folders", () => {
  it("is empty without a file, and holds what was written, for the user alone", () => {
    const config = join(root, "config/logmill")
    assert.deepStrictEqual(readTrusted(config), {})
    writeTrusted(config, { "/a": "sha256:1" })
    writeTrusted(config, { "/a": "sha256:1", "/b c": "sha256:2" })
    assert.deepStrictEqual(readTrusted(config), { "/a": "sha256:1", "/b c": "sha256:2" })
    assert.strictEqual(statSync(trustFile(config)).mode & 0o777, 0o600)
  })

  it.each(["", "{", "[]", "null", '{ "/a": true }'])("trusts nobody when it is damaged: %j", (text) => {
    writeFileSync(trustFile(root), text)
    assert.throws(() => readTrusted(root), TrustError, "is damaged, so that no code is trusted; remove it")
  })
})

describe("trust", () => {
  it("is not given by others, nor by a name that any object has", () => {
    assert.strictEqual(trustOf(plugin(), {}), "untrusted")
    assert.strictEqual(trustOf(plugin(), { [join(root, "other")]: codeOf(folder).digest }), "untrusted")
    assert.strictEqual(trustOf(plugin({ folder: "constructor" }), {}), "untrusted")
  })

  it("is not asked where there is no code, and needed by none of the user's own", () => {
    assert.strictEqual(trustOf(plugin({ enricher: null }), {}), null)
    assert.strictEqual(trustOf(plugin({ isOwn: true }), {}), "own")
    assert.strictEqual(trustOf(plugin({ origin: "built-in", enricher: null, isOwn: true }), {}), "built-in")
  })

  it("is in the folder as it is, by whichever link it is reached", () => {
    symlinkSync("shop", join(root, "link"))
    assert.strictEqual(trustOf(plugin(), now()), "trusted")
    assert.strictEqual(trustOf(plugin({ folder: join(root, "link") }), now()), "trusted")
  })

  const changes: ReadonlyArray<readonly [what: string, change: () => void]> = [
    ["its code", () => write("enricher.ts", "export const agent = () => undefined")],
    ["code beside it", () => write("lib/names.js", "")],
    ["how code is loaded", () => write("package.json", '{ "type": "module" }')],
    ["a package within", () => write("node_modules/x/index.cjs", "")],
    ["a binary", () => write("x.node", "")],
    ["the name of a file", () => write("enricher2.ts", "export const agent = () => null")],
    [
      "code behind a link",
      () => {
        writeFileSync(join(root, "outside.js"), "")
        symlinkSync("../outside.js", join(folder, "inside.js"))
      }
    ],
    [
      "a linked folder",
      () => {
        mkdirSync(join(root, "lib"))
        writeFileSync(join(root, "lib/a.js"), "")
        symlinkSync("../lib", join(folder, "lib"))
      }
    ]
  ]
  it.each(changes)("is over when %s changes", (_, change) => {
    const before = now()
    change()
    assert.strictEqual(trustOf(plugin(), before), "changed")
  })

  it("stays when data changes", () => {
    const before = now()
    write("formats/a.json", "{}")
    write("analyses/a.sql", "")
    write("README.md", "")
    write(".git/hooks/x.js", "")
    assert.strictEqual(trustOf(plugin(), before), "trusted")
  })
})

describe("code", () => {
  it("is named from the folder, and links that lead in circles are followed once", () => {
    write("b.js", "1")
    write("lib/a.mts", "2")
    symlinkSync("..", join(folder, "lib/up"))
    symlinkSync("nowhere.js", join(folder, "dangling.js"))
    assert.deepStrictEqual(codeOf(folder).files, ["b.js", "enricher.ts", "lib/a.mts"])
  })

  it("does not depend on where the folder is", () => {
    const { digest } = codeOf(folder)
    const other = join(root, "other")
    mkdirSync(other)
    writeFileSync(join(other, "enricher.ts"), readFileSync(join(folder, "enricher.ts")))
    assert.strictEqual(codeOf(other).digest, digest)
  })

  it("is refused where everything lies in one folder", () => {
    const many = join(folder, "many")
    mkdirSync(many)
    for (let i = 0; i < 10_001; i++) writeFileSync(join(many, `${i}.log`), "")
    assert.throws(
      () => codeOf(folder),
      TrustError,
      "has more than 10000 files; put the plugin into a folder of its own"
    )
  })

  it("a film is none", () => {
    writeFileSync(join(folder, "film.ts"), Buffer.alloc(16 * 1024 * 1024 + 1))
    assert.throws(() => codeOf(folder), TrustError, "film.ts is too large to be code")
  })

  it.skipIf(process.getuid?.() === 0)("that can't be read is not trusted", () => {
    chmodSync(join(folder, "enricher.ts"), 0o000)
    assert.throws(() => codeOf(folder), TrustError, "can't be read: EACCES")
  })
})
