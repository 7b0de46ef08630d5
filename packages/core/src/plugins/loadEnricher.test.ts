/** Modules as they may come; Node itself loads those that must run, as tests have a loader of their own. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"

import { afterAll, assert, describe, it } from "@effect/vitest"

const folder = mkdtempSync(join(tmpdir(), "logmill-enricher-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Loads the file in a process of its own: the kinds it has functions for, or why it is none. */
const load = (name: string, patience = 10_000): string => {
  const moduleOf = (file: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href)
  const script = `const { loadEnricher } = await import(${moduleOf("loadEnricher.ts")})
    const { Guard } = await import(${moduleOf("Guard.ts")})
    const guard = new Guard({ status: 5, patience: ${patience} })
    const read = await loadEnricher({ name: "shop", file: ${JSON.stringify(join(folder, name))}, remedy: "" }, guard)
    console.log(typeof read === "string" ? read : Object.keys(read.enricher).join())`
  return execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" }).trimEnd()
}

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

const loadText = (name: string, text: string): string => {
  write(name, text)
  return load(name)
}

describe("a module that is no enricher says why", () => {
  it.each([
    ["empty.js", "export {}", "exports nothing, but none of the functions agent, path, referrer, client"],
    [
      "typo.ts",
      "export const agents = (text: string) => null",
      "exports agents, but none of the functions agent, path, referrer, client; did you mean agent?"
    ],
    [
      "default.js",
      "export default { agent: () => null }",
      "exports default, but none of the functions agent, path, referrer, client"
    ],
    [
      "referer.js",
      "export const agent = () => null\nexport const referer = () => null",
      "exports referer, which is none of the functions agent, path, referrer, client; did you mean referrer? What is only its own it must not export"
    ],
    ["value.js", "export const path = () => null\nexport const agent = {}", "exports agent, which must be a function"],
    ["throws.ts", "const a: number = 1\n\nthrow new TypeError('no ' + a)", "can't be loaded: TypeError: no 1 (line 3)"],
    [
      "enum.ts",
      "enum A { b }\nexport const agent = () => A.b",
      "can't be loaded: SyntaxError: TypeScript enum is not supported in strip-only mode (line 1); Node only takes types out, so that enum, namespace and the like can't be used"
    ],
    [
      "node_modules/shop/e.ts",
      "export const agent = () => null",
      "is TypeScript within node_modules, where Node does not run it; a package must ship JavaScript (.js)"
    ]
  ])("%s", (name, text, reason) => {
    assert.strictEqual(loadText(name, text), reason)
  })

  it("one that Node takes for CommonJS", () => {
    write("common/package.json", '{ "type": "commonjs" }')
    assert.strictEqual(
      loadText("common/e.ts", "export const agent = () => null"),
      "can't be loaded: SyntaxError: Unexpected token 'export' (line 1); its package.json makes Node take it for CommonJS: call it .mts or .mjs"
    )
  })

  it("one that is no program, and one that needs what is not there", () => {
    assert.match(loadText("syntax.js", "export const = 1"), /^can't be loaded: SyntaxError: /)
    assert.match(loadText("import.js", 'import "./nowhere.js"'), /^can't be loaded: Error: Cannot find module /)
  })

  it("one that replaces what all others use, and not one that adds to it", () => {
    const text = "Array.prototype.map = () => { throw 1 }\nJSON.parse = 1\nexport const agent = () => null"
    const reason = "which all of logmill uses; it must leave what JavaScript has as it is"
    assert.strictEqual(loadText("replaces.js", text), `replaces Array.prototype.map, ${reason}`)
    assert.strictEqual(
      loadText("deletes.js", "delete Promise.prototype.then\nexport const agent = 1"),
      `replaces Promise.prototype.then, ${reason}`
    )
    const ofGlobal = "globalThis.Map = class {}\nglobalThis.Array = null\nexport const agent = () => null"
    assert.strictEqual(loadText("globals.js", ofGlobal), `replaces Array, ${reason}`)
    const ofNode = "globalThis.Buffer = null\nprocess.nextTick = queueMicrotask\nexport const agent = () => null"
    assert.strictEqual(loadText("buffer.js", ofNode), `replaces Buffer, ${reason}`)
    assert.strictEqual(new Map([[1, Array.of(2)]]).size, 1)
    assert.strictEqual(loadText("adds.js", "Array.prototype.mine = 1\nexport const agent = () => null"), "agent")
  })

  it("one that waits for what never comes", () => {
    write("waits.js", "await new Promise(() => {})\nexport const agent = () => null")
    assert.strictEqual(load("waits.js", 500), "can't be loaded: Error: it is not done after 0.5 s")
  })
})

describe("a module that is one", () => {
  it.each([
    ["typed.ts", "export const agent = (text: string): null => null\nexport const help: number = 1", "agent"],
    ["typed.mts", "export function client(text: string) {}\nexport const path = () => {}", "path,client"],
    ["common.cjs", "exports.referrer = () => null", "referrer"],
    ["node_modules/shop/e.js", "export const agent = () => null", "agent"]
  ])("%s is used as it is", (name, text, kinds) => {
    assert.strictEqual(loadText(name, text), kinds)
  })

  it("may import what is beside it, and be linked into node_modules", () => {
    write("linked/names.ts", "export const name: string = 'x'")
    write("linked/e.ts", "import { name } from './names.ts'\nexport const agent = () => ({ bot: name })")
    mkdirSync(join(folder, "node_modules"), { recursive: true })
    symlinkSync("../linked", join(folder, "node_modules/linked"))
    assert.strictEqual(load("node_modules/linked/e.ts"), "agent")
  })
})
