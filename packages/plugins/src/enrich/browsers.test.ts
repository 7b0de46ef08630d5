import { assert, describe, it } from "@effect/vitest"
import { getParser } from "bowser"
import browserList from "bowser/src/parser-browsers.js"
import listed from "crawler-user-agents"
import { Schema } from "effect"
import { globSync, readFileSync, statSync } from "node:fs"

import { corpus, hasCorpus, whySkipped } from "@logmill/workers/testing/corpus"

import { people } from "./agents.cases.ts"
import { type BrowserDetails, detailsOf, makeBrowserDetector } from "./browsers.ts"

if (whySkipped !== "") console.warn(whySkipped)

const detect = makeBrowserDetector()

/** Names that bowser itself gives, where it does not repeat words of an agent: one row has two. */
const families: ReadonlySet<string | undefined> = new Set(
  browserList.slice(0, -1).flatMap(({ describe }) => {
    const nobody = getParser("-", true) as unknown as Parameters<typeof describe>[1]
    return ["", "QQBrowserLite"].map((agent) => describe(agent, nobody).name)
  })
)

/** What bowser itself says, going through its lists one by one. */
const byBowser = (agent: string): BrowserDetails => {
  const parser = getParser(agent.slice(0, 1024), true)
  const browser = parser.getBrowser()
  return detailsOf(browser, parser.getOS(), parser.getPlatform(), families.has(browser.name))
}

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"

describe("makeBrowserDetector", () => {
  type Row = readonly [
    agent: string,
    browser: string | null,
    version: string | null,
    os: string | null,
    osVersion: string | null,
    device: string | null
  ]
  const cases: ReadonlyArray<Row> = [
    ["", null, null, null, null, null],
    ["-", null, null, null, null, null],
    ["Mozilla/5.0", null, null, null, null, null],
    ["SomeApp/2.1 (watch)", null, null, null, null, null],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36`,
      "Chrome",
      "156",
      "Windows",
      "10",
      "desktop"
    ],
    [
      `Mozilla/5.0 (Windows NT 6.1; Win64; x64) ${WEBKIT} Chrome/109.0.0.0 Safari/537.36 Edg/109.0.1518.140`,
      "Microsoft Edge",
      "109",
      "Windows",
      "7",
      "desktop"
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.1 Safari/605.1.15",
      "Safari",
      "27",
      "macOS",
      "10.15",
      "desktop"
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 12_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15",
      "Safari",
      "16",
      "macOS",
      "12",
      "desktop"
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
      "Safari",
      "26",
      "iOS",
      "26",
      "mobile"
    ],
    [
      "Mozilla/5.0 (iPad; CPU OS 16_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1",
      "Chrome",
      "120",
      "iOS",
      "16",
      "tablet"
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/156.0.0.0 Mobile Safari/537.36`,
      "Chrome",
      "156",
      "Android",
      "10",
      "mobile"
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-X900) ${WEBKIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36`,
      "Samsung Internet for Android",
      "25",
      "Android",
      "14",
      "tablet"
    ],
    [
      "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
      "Firefox",
      "150",
      "Linux",
      null,
      "desktop"
    ],
    [
      "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
      "Chrome",
      "156",
      "Chrome OS",
      null,
      "desktop"
    ],
    [
      "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36",
      "WebOS Browser",
      null,
      "WebOS",
      null,
      "tv"
    ],
    [
      "Mozilla/5.0 (PlayStation 4 12.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15",
      "PlayStation 4",
      "16",
      "PlayStation 4",
      "12",
      "tv"
    ],
    ["Opera/9.80 (Windows NT 5.1) Presto/2.12.388 Version/12.18", "Opera", "12", "Windows", "XP", "desktop"],
    ["Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.0)", "Internet Explorer", "8", "Windows", "Vista", "desktop"]
  ]
  it.each(cases)("%s: %s %s, %s %s, %s", (agent, browser, browserVersion, os, osVersion, device) => {
    assert.deepStrictEqual(detect(agent), { browser, browserVersion, os, osVersion, device })
  })

  it("says what bowser says of people and of robots", () => {
    const agents = [...people.map(([, agent]) => agent), ...listed.flatMap(({ instances }) => instances)]
    assert.isAbove(agents.length, 2000)
    for (const agent of agents) assert.deepStrictEqual(detect(agent), byBowser(agent), agent)
  })

  const pieces = [
    ..."Mozilla/5.0 |(Windows NT 10.0; |(Windows NT |(Macintosh; |Intel Mac OS X 10_15_7) |(iPhone; |(iPod|iPad|CPU OS 18_1 like Mac OS X)|(Linux; |Android 14; |like Android|Nexus 7 |Nexus 5|Tablet PC|tablet |SmartTV|smart-tv|NetCast|BB10|bb|webOS|hpwOS|Tizen 2.3|CrOS|Roku/DVP-9.10|PlayStation 4 |OpenHarmony 4.1|windows phone os 8.1|windows |X11; |linux |AppleWebKit/537.36 (KHTML, like Gecko) |Version/17.4 |Mobile/15E148 |-mobi|Mobile |Safari/604.1|Chrome/156.0.7812.44 |CriOS/1|Chromium |Firefox/150.0| FxiOS/120.0|/|Edg/109.0|EdgiOS/1.2|edge |OPR/82.0.4227.58/Vop|OPT/4.5|opera 9|Opera/9.80|SamsungBrowser/25.0 |UCBrowser/13|UCMobile/|YaBrowser/24 |Vivaldi/6 |Silk/99 |MicroMessenger/8.0 |QQBrowserLite/1.2|SE 2.X |Trident/7.0; rv:11.0|MSIE 8.0;| Ddg/17.4|DuckDuck/7|Braver |GSA/1.2|Electron/30.0 |Ladybird/1.0|Googlebot/2.1|yahoo slurp|Swing/1.0|focus/1.0|coast/5|Whale/3 |bada/1|BlackBerry9900/5.1|rim tablet os 2.1|huawei can-l01|kftt build|Nokia 6|freebox |bertina/158.0 |é|\u017f|\u212a".split(
      "|"
    ),
    " ",
    ";",
    "1",
    "_2",
    "."
  ]
  it.prop(
    "says what bowser says of any text",
    [Schema.Array(Schema.Literals(pieces))],
    ([words]) => {
      const agent = words.join("")
      if (agent !== "") assert.deepStrictEqual(detect(agent), byBowser(agent), agent)
    },
    { arbitrary: { runs: 3000 } }
  )

  it.skipIf(!hasCorpus)("says what bowser says of the agents of published logs", () => {
    const agents = new Set<string>()
    for (const file of globSync(`${corpus}/**/*`)) {
      if (!statSync(file).isFile()) continue
      for (const [, text] of readFileSync(file, "latin1").matchAll(/"((?:Mozilla|Opera|[A-Z][\w-]+)\/\d[^"\n]*)"/g)) {
        agents.add(text!)
      }
    }
    assert.isAbove(agents.size, 500)
    for (const agent of agents) assert.deepStrictEqual(detect(agent), byBowser(agent), agent)
  })

  it("takes no longer for what is made to be slow", () => {
    const starts = [
      "version/",
      "nexus ",
      "yahoo ",
      "os 1 ",
      "opt/1",
      "se 2.x se ",
      "Macintosh ",
      "windows phone ",
      " Ddg/1",
      "a/(",
      "slackbot-",
      "linespider-",
      "mac os x 1_",
      "Chrome/1.",
      "android "
    ]
    for (const start of starts) {
      for (const fill of ["1", "1.", "1_", " ", "/", "a", start, `${start}1`, "\u00e9"]) {
        const agent = (start + fill.repeat(10_000)).slice(0, 10_000)
        const elapsed = (): number => {
          const before = performance.now()
          detect(agent)
          return performance.now() - before
        }
        // A pause of the machine is none of ours; it does not come five times.
        assert.isFalse(
          Array.from({ length: 5 }).every(() => elapsed() > 200),
          `${start}${fill}...`
        )
      }
    }
  })

  it("looks at the beginning of an agent of any length", () => {
    const agent = `Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0 ${"x".repeat(70_000)} Edg/1.2`
    assert.strictEqual(detect(agent).browser, "Firefox")
  })
})
