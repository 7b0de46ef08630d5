/** What the browser gets before it paints: little, and nothing from elsewhere or written into the page. */
import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

const folder = join(import.meta.dirname, "../dist/web")
const read = (name: string): string => readFileSync(join(folder, name), "utf8")
const zipped = (name: string): number => gzipSync(read(name), { level: 9 }).length

/** Files that a module names in a static import, which the browser gets before it runs it. */
const importsOf = (name: string): ReadonlyArray<string> => {
  const found = [...read(name).matchAll(/(?:import|from)\s*["']\.\/([^"']+\.js)["']/g)].map(
    ([, file]) => `assets/${file}`
  )
  return found.flatMap((file) => [file, ...importsOf(file)])
}

describe("the page as it is built", () => {
  const html = read("index.html")
  const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => file!)
  const first = new Set([
    ...named.filter((file) => !file.endsWith(".svg")),
    ...named.filter((file) => file.endsWith(".js")).flatMap(importsOf)
  ])

  it("paints first with 60 KB at most, all files together", () => {
    const sizes = ["index.html", ...first].map((file) => zipped(file))
    assert.isAtLeast(sizes.length, 3)
    assert.isAtMost(
      sizes.reduce((sum, size) => sum + size, 0),
      60 * 1024
    )
  })

  it("has no script and no style in its text, as its policy allows none", () => {
    assert.notMatch(html, /<script(?![^>]*\ssrc=)/)
    assert.notMatch(html, /<style|\sstyle=|\son[a-z]+=/)
  })

  it("names no other host", () => {
    for (const file of ["index.html", ...readdirSync(join(folder, "assets")).map((name) => `assets/${name}`)]) {
      const hosts = [...read(file).matchAll(/(?:https?:)?\/\/([a-z0-9.-]+\.[a-z]{2,})/gi)].map(([, host]) => host!)
      assert.deepStrictEqual(
        hosts.filter((host) => host !== "www.w3.org"),
        [],
        file
      )
    }
  })
})
