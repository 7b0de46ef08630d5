import { assert, describe, it } from "@effect/vitest"

import { makeReferrerDetails } from "./referrers.ts"
import { referrerApps, referrerSites } from "./referrerSites.ts"

const detailsOf = makeReferrerDetails([])
const classOf = (referrer: string) => detailsOf(referrer).referrerClass

describe("makeReferrerDetails", () => {
  it.each([["-"], [""], ["garbage"], ["android-app://com.example.shop/"], ["file:///etc/passwd"], ["https://"]])(
    "%j has no class",
    (referrer) => assert.deepStrictEqual(detailsOf(referrer), { site: null, referrerClass: null })
  )

  const cases: ReadonlyArray<readonly [referrer: string, referrerClass: string]> = [
    ["https://www.google.com/", "search"],
    ["http://google.co.uk/search?q=x", "search"],
    ["https://images.google.com.br/", "search"],
    ["HTTPS://WWW.GOOGLE.DE./", "search"],
    ["https://docs.google.com/document", "other"],
    ["https://mail.google.com/mail/u/0", "mail"],
    ["https://news.google.com/", "news"],
    ["https://gemini.google.com/", "ai"],
    ["https://google.evil.example.com/", "other"],
    ["https://evilgoogle.com/", "other"],
    ["https://google.com.evil.example/", "other"],
    ["https://cn.bing.com/search", "search"],
    ["https://edgeservices.bing.com/edgesvc", "ai"],
    ["https://html.duckduckgo.com/html", "search"],
    ["https://yandex.ru/clck", "search"],
    ["https://yandex.com.tr/", "search"],
    ["https://l.facebook.com/l.php?u=x", "social"],
    ["https://t.co/abc", "social"],
    ["https://not.co/abc", "other"],
    ["https://in.pinterest.com/pin/1", "social"],
    ["https://pinterest.co.uk/", "social"],
    ["https://news.ycombinator.com/item?id=1", "social"],
    ["https://chatgpt.com/", "ai"],
    ["https://www.perplexity.ai/", "ai"],
    ["https://example.org/page", "other"],
    ["http://192.0.2.1/", "other"],
    ["http://[2001:db8::1]/", "other"],
    ["http://localhost:8080/", "other"],
    ["http://com/", "other"],
    ["android-app://com.google.android.googlequicksearchbox/https/www.google.com", "search"],
    ["android-app://com.google.android.gm/", "mail"]
  ]
  it.each(cases)("%s: %s", (referrer, referrerClass) => {
    assert.strictEqual(classOf(referrer), referrerClass)
    // Remembered, it is the same.
    assert.strictEqual(classOf(referrer), referrerClass)
  })

  it("goes by the user's rules first, the first that matches", () => {
    const details = makeReferrerDetails([
      { match: ["shop.example.com"], referrerClass: "own" },
      { match: ["*.example.com", "~^google[.]"], referrerClass: "partner" },
      { match: ["*"], referrerClass: "rest" }
    ])
    assert.deepStrictEqual(details("https://shop.example.com/a"), { site: "shop.example.com", referrerClass: "own" })
    assert.strictEqual(details("https://a.example.com/").referrerClass, "partner")
    assert.strictEqual(details("https://www.google.com/").referrerClass, "partner")
    assert.strictEqual(details("https://example.com/").referrerClass, "rest")
    assert.strictEqual(details("-").referrerClass, null)
  })

  it("takes hosts of any length, and more sites than it remembers", () => {
    assert.strictEqual(classOf(`https://${"a.".repeat(30_000)}google.com/`), "other")
    for (let at = 0; at < 20_000; at++) assert.strictEqual(classOf(`https://host${at}.example/`), "other")
    assert.strictEqual(classOf("https://www.google.com/"), "search")
  })
})

describe("the list of sites", () => {
  it.each([referrerSites, referrerApps])("has each host once, as a referrer has it", (classes) => {
    const hosts = Object.values(classes).flat()
    assert.strictEqual(new Set(hosts).size, hosts.length)
    for (const host of hosts) assert.match(host, /^\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:\.\*)?$/)
    for (const host of hosts) assert.notMatch(host, /^www\./)
  })

  it("is found again by each of its rows", () => {
    for (const [name, hosts] of Object.entries(referrerSites)) {
      for (const host of hosts) {
        const site = host.replace(/^\./, "").replace("*", "de")
        assert.strictEqual(classOf(`https://${site}/`), name, site)
      }
    }
  })
})
