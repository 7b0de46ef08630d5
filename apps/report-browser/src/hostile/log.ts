/**
 * Logs that were written to do harm, and whatever else a user's own folder can hold against a page: each payload in each field,
 * in the names of files, in lines that are none, in the words of a format, in the titles and columns of analyses.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { payloads } from "./payloads.ts"
import { badBytes, longText, longWords, oddTexts } from "./texts.ts"

type Fields = Readonly<Record<string, string | number>>

const began = Date.UTC(2026, 10, 10, 12)
const statuses = [200, 404, 500, 301, 403]

const usual = (index: number): Fields => ({
  time_iso8601: new Date(began + index * 7_000).toISOString(),
  remote_addr: `192.0.2.${index % 250}`,
  status: statuses[index % statuses.length]!,
  bytes_sent: 100 + index,
  request_time: (index % 40) / 100,
  request_method: "GET",
  uri: "/",
  host: "shop.example",
  http_user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
})

/** A text wherever a log of nginx has one. */
const everywhere = (text: string): Fields => ({
  request_method: text,
  uri: `/${text}`,
  args: text,
  server_protocol: text,
  remote_user: text,
  host: text,
  http_referer: text,
  http_user_agent: text,
  http_x_forwarded_for: text,
  scheme: text,
  ssl_protocol: text,
  ssl_cipher: text,
  upstream_cache_status: text,
  upstream_addr: text,
  upstream_status: text,
  proxy_upstream_name: text,
  sent_http_content_type: text
})

/** A text in the fields that people look at, one line for each, so that no other field spoils the line. */
const oneByOne = (text: string): ReadonlyArray<Fields> =>
  ["uri", "args", "http_referer", "http_user_agent", "remote_user", "host", "request_method"].map((name) => ({
    [name]: name === "uri" ? `/${text}` : text
  }))

/** Lines of nginx's JSON. */
const jsonLog = (): Buffer => {
  const texts = [...payloads, ...oddTexts]
  const lines = [
    ...texts.map(everywhere),
    ...texts.flatMap(oneByOne),
    // The errors of an hour, so that tables of errors and of clients have them, too.
    ...payloads.map((text) => ({ uri: `/${text}`, status: 500, http_user_agent: text })),
    ...["uri", "http_user_agent", "http_referer", "args", "remote_user", "host"].flatMap((name) => [
      { [name]: `${name === "uri" ? "/" : ""}${longText}` },
      { [name]: `${name === "uri" ? "/" : ""}${longWords}` }
    ])
  ].map((fields, index) => Buffer.from(`${JSON.stringify({ ...usual(index), ...fields })}\n`))
  return Buffer.concat(lines)
}

const combined = (path: Uint8Array, agent: Uint8Array, index: number): Buffer =>
  Buffer.concat([
    Buffer.from(`198.51.100.${index} - - [10/Nov/2026:13:${String(10 + index)}:00 +0000] "GET /`),
    path,
    Buffer.from(` HTTP/1.1" 200 10 "-" "`),
    agent,
    Buffer.from(`"\n`)
  ])

/** Lines of the Combined Log Format with bytes that are no text, and lines that are none at all. */
const combinedLog = (): Buffer =>
  Buffer.concat([
    ...Array.from({ length: 10 }, (_, index) => combined(Buffer.from("ok"), Buffer.from("curl/8"), index)),
    ...badBytes.map((bytes, index) => combined(Uint8Array.from(bytes), Uint8Array.from(bytes), index + 10)),
    ...payloads.slice(0, 60).map((text) => Buffer.from(`${text.replaceAll(/[\0\n]/g, " ")}\n`)),
    Buffer.from([0xff, 0xfe, 0x3c, 0x62, 0x3e, 0x0a]),
    Buffer.from(`${"<b data-canary>".repeat(20_000)}\n`)
  ])

const sqlQuoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`
const tomlText = (text: string): string => JSON.stringify(text)

const image = `<img data-canary src=x onerror=canary()>`

/** Analyses of the user's own: hostile titles, columns, rows, and files that are no analysis. */
const analyses: Readonly<Record<string, string>> = {
  "own-table.sql": `/* logmill
id = "own-table"
title = ${tomlText(`${image} table`)}
description = ${tomlText(`Says </script><script data-canary>canary()</script>`)}
*/
SELECT path AS ${sqlQuoted(`</th>${image}`)}, ${sqlText(image)} AS ${sqlQuoted("__proto__")}, count(*) AS hits
FROM entries GROUP BY path ORDER BY hits DESC, path`,
  "own-bar.sql": `/* logmill
id = "own-bar"
title = ${tomlText(`"><script data-canary>canary()</script>`)}
chart = "bar"
[params.least]
type = "int"
default = 1
description = ${tomlText(`'"><svg data-canary onload=canary()>`)}
*/
SELECT agent, count(*) AS hits FROM entries GROUP BY agent HAVING count(*) >= :least ORDER BY hits DESC, agent`,
  "own-line.sql": `/* logmill
id = "own-line"
title = ${tomlText("__proto__ constructor </title>")}
chart = "line"
[columns]
time = { kind = "time" }
*/
SELECT time - time % 3600000 AS time, count(*) AS ${sqlQuoted(`${image} hits`)} FROM entries GROUP BY 1 ORDER BY 1`,
  "constructor.sql": `/* logmill
id = "constructor"
title = "constructor"
*/
SELECT referrer, user, site, count(*) AS hits FROM entries GROUP BY referrer, user, site ORDER BY hits DESC`,
  [`${image.replaceAll("/", "")}.sql`]: `/* logmill\nid = ${tomlText(image)}\ntitle = 1\n*/\nSELECT ${image}`,
  "faulty.sql": `/* logmill\nid = "faulty"\ntitle = "faulty"\nchart = ${tomlText(image)}\n*/\nSELECT 1`
}

export interface HostileFiles {
  readonly logs: ReadonlyArray<string>
  /** To be read with `--log-format`, by words that are markup. */
  readonly own: { readonly log: string; readonly format: string }
}

/** Writes logs into a folder, and analyses into the configuration of the user whose home it is. */
export const writeHostileFiles = (home: string): HostileFiles => {
  const own = join(home, ".config/logmill/analyses")
  mkdirSync(own, { recursive: true })
  for (const [name, text] of Object.entries(analyses)) writeFileSync(join(own, name), text)
  const at = (name: string, content: string | Buffer): string => {
    writeFileSync(join(home, name), content)
    return join(home, name)
  }
  const mark = `<b data-canary>`
  const lines = payloads
    .slice(0, 20)
    .map((_, index) => `${mark} 203.0.113.${index} [10/Nov/2026:14:00:${String(10 + index)} +0000] "GET /own" 200 1\n`)
  return {
    logs: [at(`${image}.log`, jsonLog()), at(`"><script data-canary>canary()<script>.log`, combinedLog())],
    own: { log: at("own.log", lines.join("")), format: `${mark} {client} [{time}] "{request}" {status} {bytes}` }
  }
}
