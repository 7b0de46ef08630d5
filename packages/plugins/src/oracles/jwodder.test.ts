/** The log of jwodder/apachelogs (MIT, John Thorvald Wodder II), with the entries that its own test expects of it. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { corpus, hasCorpus, whySkipped } from "@logmill/workers/testing/corpus"
import { readDetected } from "@logmill/workers/testing/detected"

import { builtInCatalog } from "./catalog.ts"

if (whySkipped !== "") console.warn(whySkipped)

const agents = [
  "Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:58.0) Gecko/20100101 Firefox/58.0",
  "Mozilla/5.0",
  "Mozilla/5.0 (Windows NT 5.2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/58.0.3029.110 Safari/537.36 SE 2.X MetaSr 1.0"
]

/** time, method, path, bytes, agent; all else is the same in all. */
const entries: ReadonlyArray<readonly [second: number, method: string, path: string, bytes: number, agent: number]> = [
  [20, "GET", "/", 577, 0],
  [20, "GET", "/robots.txt", 596, 0],
  [21, "POST", "/App6079ec68.php", 606, 0],
  [21, "GET", "/webdav/", 554, 1],
  [21, "GET", "/help.php", 592, 2],
  [22, "GET", "/java.php", 592, 2]
]

describe.skipIf(!hasCorpus)(`jwodder/apachelogs${whySkipped}`, () => {
  it("has six entries, and a line that is none", () => {
    const { lines, reader } = readDetected(readFileSync(join(corpus, "jwodder/vhost_combined.log")), builtInCatalog())
    assert.strictEqual(reader, "auto")
    assert.deepStrictEqual(
      lines.filter(({ stored }) => stored === null).map(({ number, text }) => [number, text]),
      [[5, "Bad line"]]
    )
    assert.deepStrictEqual(
      lines.flatMap(({ stored }) => (stored === null ? [] : [JSON.parse(JSON.stringify(stored)) as unknown])),
      entries.map(([second, method, path, bytes, agent]) => ({
        time: `2019-05-06T06:28:${second}.000Z`,
        client: "203.62.1.80",
        site: "www.varonathe.org",
        user: null,
        method,
        protocol: "HTTP/1.1",
        status: 301,
        bytes,
        referrer: null,
        agent: agents[agent],
        target: path,
        path,
        bytes_in: null,
        duration_us: null,
        upstream_us: null,
        port: 80
      }))
    )
  })
})
