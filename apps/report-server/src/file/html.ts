/**
 * The page and its data as one HTML file that asks nobody for anything. Its policy allows the one script and the one style that
 * are in it, by their digests; what is in the data is text of a data block and can't become anything else.
 */
import { createHash } from "node:crypto"

import type { EmbeddedReport } from "./Embedded.ts"
import { inTitle, titleOf } from "./titleOf.ts"

/** The page as it was built to be put into a file. */
export interface PageCode {
  readonly script: string
  readonly style: string
  readonly icon: string
}

/** What tells a report from other files, in its first bytes. */
export const reportMark =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="generator" content="logmill report">'

export const reportHtml = (code: PageCode, report: EmbeddedReport): string => {
  const script = inScript(code.script)
  const style = inStyle(code.style)
  return `${reportMark}
<meta http-equiv="Content-Security-Policy" content="${policyFor(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${inTitle(titleOf(report))}</title>
<link rel="icon" href="data:image/svg+xml;base64,${Buffer.from(code.icon).toString("base64")}">
<style>${style}</style>
<div id="page"></div>
<noscript>This page shows its figures by script: allow it for this file.</noscript>
<script type="application/json" id="report">${inHtml(report)}</script>
<script type="module">${script}</script>
</html>
`
}

/** No URL is allowed but data of the icon: there is nothing to load, and nobody to send anything to. */
const policyFor = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join("; ")

const digestOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`

/** JSON that holds nothing by which HTML could end it, and no line end that only JSON allows. */
const inHtml = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

/** Script of ours: what would end it, or begin another, stands in its strings only, where `\x3c` is the same as `<`. */
const inScript = (code: string): string => asHtmlReads(code).replaceAll(/<(?=\/script|!--|script)/gi, "\\x3c")

const inStyle = (code: string): string => {
  if (/<\/style/i.test(code)) throw new Error("the page's style sheet would end the element that holds it")
  return asHtmlReads(code)
}

/** HTML knows one line end only, and digests are of what it has read. */
const asHtmlReads = (code: string): string => code.replaceAll(/\r\n?/g, "\n").trim()
