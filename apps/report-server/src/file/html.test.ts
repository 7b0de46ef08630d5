/** The one file, taken apart as a browser does: elements end where HTML ends them, and digests are of what is in them then. */
import { createHash } from "node:crypto"
import { runInNewContext } from "node:vm"

import { assert, describe, it } from "@effect/vitest"

import type { EmbeddedReport } from "./Embedded.ts"
import { type PageCode, reportHtml, reportMark } from "./html.ts"

const code: PageCode = { script: "run()", style: "main{color:red}", icon: "<svg/>" }

const report: EmbeddedReport = {
  overview: {
    version: "1.2.3",
    database: "logs.db",
    zone: "UTC",
    data_version: 2,
    entries: 1,
    sources: 1,
    sites: ["example.com"],
    first_time: 1,
    last_time: 2,
    created_at: 0,
    now: 3
  },
  catalog: { analyses: [], problems: [{ file: "a.sql", line: 1, reason: "no title" }] },
  search: "path=/a",
  empty: { reasons: [{ message: "Nothing is there.", instead: { name: "path", value: "/b" } }] },
  answers: [
    {
      id: "paths",
      params: { visitors: "true" },
      compare: null,
      answer: {
        id: "paths",
        title: "Paths",
        chart: "table",
        columns: [{ name: "path", kind: "path", filter: "path" }],
        rows: [["/a", 1, null]],
        complete: true,
        total: 1,
        elapsed_ms: 0,
        data_version: 2,
        zone: "UTC",
        sql: "SELECT 1",
        cached: false
      }
    }
  ],
  failures: [{ id: "mine", params: {}, compare: null, message: "no such column" }]
}

/** The same shape with this text for every text in it, names of parameters too. */
const filledWith = (text: string): EmbeddedReport => fill(report, text) as EmbeddedReport

const fill = (value: unknown, text: string): unknown => {
  if (typeof value === "string") return text
  if (Array.isArray(value)) return value.map((one) => fill(one, text))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name === "visitors" ? text : name, fill(one, text)])
  )
}

interface Element {
  readonly tag: string
  readonly attributes: string
  readonly text: string
}

/**
 * The elements of a file whose own markup is plain, as HTML reads it: CRLF and CR are LF, and NUL is no character. Script and
 * style end at the next end tag of theirs; a script that has `<!--` and then `<script` goes on behind it.
 */
const elementsOf = (html: string): ReadonlyArray<Element> => {
  const read = html.replaceAll(/\r\n?/g, "\n").replaceAll("\0", "\ufffd")
  const found: Array<Element> = []
  const opening = /<([a-z]+)([^>]*)>/gi
  for (let match = opening.exec(read); match !== null; match = opening.exec(read)) {
    const [, tag, attributes] = match
    const isRaw = tag === "script" || tag === "style"
    const end = isRaw ? read.slice(opening.lastIndex).search(new RegExp(`</${tag}[\\s/>]`, "i")) : 0
    assert.isAtLeast(end, 0, `${tag} is not closed`)
    found.push({ tag: tag!, attributes: attributes!, text: read.slice(opening.lastIndex, opening.lastIndex + end) })
    opening.lastIndex += end
  }
  return found
}

const beside = ["html", "meta", "meta", "meta", "meta", "meta", "meta", "title", "link", "style", "div", "noscript"]
const tags = [...beside, "script", "script"]

const dataOf = (elements: ReadonlyArray<Element>): string =>
  elements.find(({ attributes }) => attributes.includes('id="report"'))!.text

const hostile: ReadonlyArray<string> = [
  "</script><script>alert(1)</script>",
  "</SCRIPT\t><img src=x onerror=alert(1)>",
  "<!--<script>",
  "--></script>-->",
  "]]></script><svg/onload=alert(1)>",
  "\u2028alert(1)\u2029",
  "&lt;&#60;&quot;\"'`${1}\\",
  "\0\u0001\u001b]0;x\u0007\u007f\u009b31m\r\n\r\n",
  "\u202e\u2066\ufeff\u200b",
  "\ud800 and \udfff",
  "$& $1 $` $'",
  "__proto__",
  "+ADw-script+AD4-",
  "x".repeat(256 * 1024)
]

describe("a report in one file", () => {
  it.each(hostile.map((text) => [text.slice(0, 40), text] as const))("holds %j in every field as text", (_, text) => {
    const filled = filledWith(text)
    const elements = elementsOf(reportHtml(code, filled))
    assert.deepStrictEqual(
      elements.map(({ tag }) => tag),
      tags
    )
    const data = dataOf(elements)
    assert.notMatch(data, /[<>&\u2028\u2029\0\r\n]/)
    assert.deepStrictEqual(JSON.parse(data), filled)
  })

  it("holds a script and a style of which not a byte changes on the way to their digests", () => {
    const odd: PageCode = {
      script: '\n a="</script>";b="<script>";c="<!--";d=`1\r\n2\r3`;e="\u2028é🙂"\n',
      style: '\n main::before{content:"<!--<style>\r\n\\0"}\n',
      icon: '<svg onload="x"></svg>"'
    }
    const elements = elementsOf(reportHtml(odd, report))
    assert.deepStrictEqual(
      elements.map(({ tag }) => tag),
      tags
    )
    const policy = elements.find(({ attributes }) => attributes.includes("Content-Security-Policy"))!.attributes
    const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`
    const [style, , script] = elements.filter(({ tag }) => tag === "script" || tag === "style")
    assert.include(policy, `script-src ${digest(script!.text)};`)
    assert.include(policy, `style-src ${digest(style!.text)};`)
    assert.notMatch(policy, /unsafe|https?:|\*/)
    const values: unknown = runInNewContext(`${script!.text};[a, b, c, d, e].join()`)
    assert.strictEqual(values, ["</script>", "<script>", "<!--", "1\n2\n3", "\u2028é🙂"].join())
  })

  it("is told by its first bytes, and made of no style that would end its element", () => {
    assert.isTrue(reportHtml(code, report).startsWith(`${reportMark}\n`))
    assert.throws(() => reportHtml({ ...code, style: 'a{content:"</style >"}' }, report), /would end the element/)
  })
})
