import { assert, describe, it } from "@effect/vitest"
import { manifestName, readManifest } from "@logmill/core/plugins/manifest"
import { type RulePresets, Rules } from "@logmill/workers/filter/rules"
import { extensionOf } from "@logmill/workers/parse/request"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { builtInFolder } from "./builtIn.ts"
import { assetExtensionsOf } from "./filters.ts"

const presets = readManifest(readFileSync(join(builtInFolder, manifestName), "utf8")).presets as RulePresets
const assetExtensions = assetExtensionsOf(presets)

const drops = (preset: string): ((path: string) => boolean) => {
  const rules = new Rules([preset], [], presets)
  return (path) => rules.verdictOfRequest({ method: "GET", origin: null, path, query: null, protocol: null }).drop === 0
}

describe("assetExtensions", () => {
  it("are what the store calls an extension", () => {
    assert.isAbove(assetExtensions.size, 30)
    for (const extension of assetExtensions) assert.strictEqual(extensionOf(`/file.${extension}`), extension)
  })
})

describe("static", () => {
  const cases: ReadonlyArray<readonly [path: string, dropped: boolean]> = [
    ["/", false],
    ["/css", false],
    ["/js/", false],
    ["/style.css/about", false],
    ["/.css", false],
    ["/price-list.pdf", false],
    ["/data.json", false],
    ["/feed.xml", false],
    ["/robots.txt", false],
    ["/release.tar.gz", false],
    ["/index.html", false],
    ["/index.php", false],
    ["/assets/site.4f1c.css", true],
    ["/assets/app.JS", true],
    ["/assets/app.js.map", true],
    ["/img/logo.svg", true],
    ["/img/photo.avif", true],
    ["/fonts/text.woff2", true],
    ["/film/seeds.webm", true],
    ["/favicon.ico", true]
  ]
  it.each(cases)("%s: %s", (path, dropped) => {
    assert.strictEqual(drops("static")(path), dropped)
  })

  it("drops exactly the assets", () => {
    const dropped = drops("static")
    for (const extension of [...assetExtensions, "html", "php", "pdf", "zip", "xml", "json", "txt", "csv"]) {
      assert.strictEqual(dropped(`/a/b.${extension}`), assetExtensions.has(extension), extension)
    }
  })
})

describe("wellknown", () => {
  const cases: ReadonlyArray<readonly [path: string, dropped: boolean]> = [
    ["/", false],
    ["/docs/robots.txt", false],
    ["/robots", false],
    ["/sitemap", false],
    ["/sitemap/", false],
    ["/favicon-for-your-garden", false],
    ["/manifest", false],
    ["/humans", false],
    ["/well-known/", false],
    ["/feed.xml", false],
    ["/robots.txt", true],
    ["/favicon.ico", true],
    ["/favicon-32x32.png", true],
    ["/apple-touch-icon-120x120-precomposed.png", true],
    ["/sitemap.xml", true],
    ["/sitemap_index.xml", true],
    ["/sitemap-posts-1.xml.gz", true],
    ["/ads.txt", true],
    ["/humans.txt", true],
    ["/browserconfig.xml", true],
    ["/manifest.json", true],
    ["/site.webmanifest", true],
    ["/llms-full.txt", true],
    ["/.well-known/acme-challenge/token", true],
    ["/.well-known/security.txt", true]
  ]
  it.each(cases)("%s: %s", (path, dropped) => {
    assert.strictEqual(drops("wellknown")(path), dropped)
  })
})
