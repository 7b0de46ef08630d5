/** What the tests of acceptance ask with: a folder for each test, the commands in it, and lines of the combined log format. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert } from "@effect/vitest"

import { runWords, testShell } from "./testShell.ts"

export type Row = Readonly<Record<string, unknown>>

export const makeFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-acceptance-"))
  mkdirSync(join(folder, "config"))
  const at = (name: string) => join(folder, name)
  const shell = { cwd: folder, configFolder: at("config") }
  const logmill = (...words: ReadonlyArray<string>) => runWords(words, testShell(shell))
  const rows = async (...words: ReadonlyArray<string>): Promise<ReadonlyArray<Row>> => {
    const limit = words[0] === "analyses" ? [] : ["--limit", "0"]
    const { err, out, status } = await logmill(...words, "--json", ...limit)
    assert.strictEqual(status, "done", err)
    return (JSON.parse(out) as { readonly rows: ReadonlyArray<Row> }).rows
  }
  return {
    folder,
    at,
    shell,
    logmill,
    rows,
    write: (name: string, content: string | Buffer) => writeFileSync(at(name), content),
    sql: (query: string, ...words: ReadonlyArray<string>) => rows("sql", query, ...words),
    ingest: async (...words: ReadonlyArray<string>) => {
      const { err, status } = await logmill("ingest", ...words)
      assert.strictEqual(status, "done", err)
    },
    paths: async (...words: ReadonlyArray<string>) =>
      (await rows("analyze", "paths", ...words)).map(({ path, hits }) => [path, hits]),
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

export interface Line {
  readonly client?: string
  readonly time?: string
  readonly request?: string
  readonly status?: string | number
  readonly referrer?: string
  readonly agent?: string
}

export const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

/** Of the combined log format. */
export const line = ({
  agent = browser,
  client = "192.0.2.1",
  referrer = "-",
  request = "GET / HTTP/1.1",
  ...of
}: Line = {}) =>
  `${client} - - [${of.time ?? "10/Nov/2026:12:00:00 +0000"}] "${request}" ${of.status ?? 200} 10 "${referrer}" "${agent}"\n`
export const get = (path: string, of: Line = {}) => line({ ...of, request: `GET ${path} HTTP/1.1` })
