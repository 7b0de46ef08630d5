import { assert, describe, it } from "@effect/vitest"

import { FormatCatalog } from "@logmill/workers/format/catalog"

import { detectFormat } from "./detect.ts"

const catalog = new FormatCatalog(() => [])
const rest = '[10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "M"\n'

/** What is said of a log whose lines begin so. */
const saidOf = (format: string, ...beginnings: ReadonlyArray<string>): string | null => {
  const head = Buffer.from(beginnings.map((beginning) => `${beginning} ${rest}`).join(""))
  const detection = detectFormat(head, "/a b/x.log", format, catalog)
  return detection.kind === "format" ? detection.said : detection.kind
}

describe("a log that is said to have no virtual host", () => {
  it("is told to have one where auto sees it, and the client is a name", () => {
    const named = ["www.example.com:443 host.example.org - -", "shop.example.com host.example.org - ada"]
    assert.strictEqual(
      saidOf("combined", ...named, "192.0.2.1 - -"),
      `has "www.example.com" in front of its lines, which is the client as combined, but looks like a virtual host; if it is one, logmill forget '/a b/x.log', and ingest it with --log-format vhost-combined`
    )
    assert.isNull(saidOf("vhost-combined", ...named))
    assert.isNull(saidOf("auto", ...named))
  })

  it("is told nothing of a line or two, of clients that are names, nor of what is rejected", () => {
    assert.isNull(saidOf("combined", "www.example.com host.example.org - -", "192.0.2.1 - -", "192.0.2.1 - -"))
    assert.isNull(saidOf("combined", "host.example.org - -", "host.example.org - ada", "192.0.2.1 - ada l"))
    assert.isNull(saidOf("combined", "www.example.com 192.0.2.1 - -"))
  })
})
