/**
 * Published logs of real servers, where there is a folder of them (testing/corpus.ts), by the parser of the Common Log Format.
 *
 * The numbers were counted from the raw bytes by other means: regular expressions in Python, grep and awk (Nov 2026).
 */
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"

import { describe, expect, it } from "vitest"

import { isGzip } from "./read/gzip.ts"
import { corpus, hasCorpus, whySkipped } from "./testing/corpus.ts"
import { type Reading, readPieces, TestFiles } from "./testing/reading.ts"

if (whySkipped !== "") console.warn(whySkipped)

interface Expected {
  readonly lines: number
  /** Numbers of the lines that are rejected; all others are stored, but for `blank` ones. */
  readonly rejected?: ReadonlyArray<number>
  readonly blank?: number
}

/** Every file that holds lines of the common log family. */
const logs: Readonly<Record<string, Expected>> = {
  "apache_logs/apache_logs": { lines: 10_000 },
  "crowdsec/CVE-2022-40684/CVE-2022-40684.log": { lines: 1 },
  "crowdsec/actual-budget-whitelist/actual-budget-logs.log": { lines: 9 },
  // Two lines of an error log.
  "crowdsec/apache2-logs/apache2-logs.log": { lines: 9, rejected: [8, 9] },
  "crowdsec/apache2-malformed/apache2-logs.log": { lines: 11 },
  "crowdsec/bunkerweb-http-malformed/bunkerweb-http-malformed.log": { lines: 13, blank: 1 },
  "crowdsec/bunkerweb-logs/bunkerweb-logs.log": { lines: 5 },
  "crowdsec/calibre-web-whitelist/calibre-web-logs.log": { lines: 16 },
  "crowdsec/cve_2022_37042/cve_2022_37042.log": { lines: 2 },
  "crowdsec/jellyfin-whitelist/jellyfin-logs.log": { lines: 5 },
  "crowdsec/jellyseerr-whitelist/jellyseerr-logs.log": { lines: 5 },
  "crowdsec/litespeed-logs/litespeed-logs.log": { lines: 3, rejected: [1, 3] },
  "crowdsec/nextcloud-whitelist/nextcloud-whitelist.log": { lines: 19, blank: 1 },
  "crowdsec/nginx-http-malformed/nginx_http-logs.log": { lines: 12 },
  "crowdsec/nginx-proxy-manager-logs/nginx-proxy-manager-logs.log": {
    lines: 14,
    rejected: [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
  },
  "crowdsec/nginx-proxy-manager-malformed/nginx_http-logs.log": { lines: 12 },
  // One of an error log.
  "crowdsec/nginx_http-logs/nginx_http-logs.log": { lines: 9, rejected: [9] },
  "crowdsec/overseerr-whitelist/overseerr-logs.log": { lines: 5 },
  "crowdsec/rocketchat-whitelist/rocketchat-whitelist.log": { lines: 3 },
  "crowdsec/spring4shell_cve-2022-22965/spring4shell_cve-2022-22965.log": { lines: 2 },
  "crowdsec/traefik_clf/traefik_clf.log": { lines: 9, blank: 2 },
  "derived/bom-1000.log": { lines: 1000 },
  "derived/crlf-1000.log": { lines: 1000 },
  "derived/cut-midline-1000.log": { lines: 1000, rejected: [1] },
  "derived/honeynet-multimember.log.gz": { lines: 38_490, blank: 3 },
  "derived/mixed-eol-1000.log": { lines: 1000 },
  "derived/no-final-newline-1000.log": { lines: 1000 },
  "derived/nul-hole.log": { lines: 444, rejected: [444] },
  "derived/only-newline.log": { lines: 1, blank: 1 },
  "derived/trailing-garbage.log.gz": { lines: 1000 },
  "derived/truncated.log.gz": { lines: 676 },
  "hackers/hackers-access.log": { lines: 3456 },
  "honeynet/access_log": { lines: 90 },
  "honeynet/access_log.1": { lines: 1199 },
  "honeynet/access_log.2": { lines: 417 },
  "honeynet/access_log.3": { lines: 658 },
  "honeynet/access_log.4": { lines: 692 },
  "honeynet/access_log.5": { lines: 251 },
  "honeynet/access_log.6": { lines: 1, blank: 1 },
  "honeynet/access_log.7": { lines: 1, blank: 1 },
  "honeynet/access_log.8": { lines: 1, blank: 1 },
  "honeynet/access_log.9": { lines: 173 },
  "honeynet/access_log.10": { lines: 557 },
  "honeynet/access_log.11": { lines: 955 },
  "honeynet/access_log.12": { lines: 853 },
  "honeynet/access_log.13": { lines: 352 },
  "honeynet/access_log.14": { lines: 557 },
  "honeynet/access_log.15": { lines: 6840 },
  "honeynet/access_log.16": { lines: 2781 },
  "honeynet/access_log.17": { lines: 1405 },
  "honeynet/access_log.18": { lines: 967 },
  "honeynet/access_log.19": { lines: 474 },
  "honeynet/access_log.20": { lines: 568 },
  "honeynet/access_log.21": { lines: 1523 },
  "honeynet/access_log.22": { lines: 2286 },
  "honeynet/access_log.23": { lines: 1415 },
  "honeynet/access_log.24": { lines: 9344 },
  "honeynet/access_log.25": { lines: 4130 },
  "jwodder/vhost_combined.log": { lines: 7, rejected: [5] },
  "lnav/logfile_access_log.0": { lines: 3 },
  "lnav/logfile_access_log.1": { lines: 1 },
  "lnav/logfile_access_log_dupe.0": { lines: 3 },
  // No ident and no user.
  "lnav/logfile_bad_access_log.0": { lines: 3, rejected: [2] },
  "lnav/logfile_shop_access_log.0": { lines: 1000 },
  // The first two have impossible addresses for clients.
  "logswan/invalid.log": { lines: 3, rejected: [3] },
  "logswan/logswan.log": { lines: 68 },
  "webreadr/combined_log.clf": { lines: 12 },
  "webreadr/log.clf": { lines: 2 }
}

const damaged: Readonly<Record<string, string>> = { "derived/truncated.log.gz": "truncated" }

const read = async (name: string): Promise<{ readonly reading: Reading; readonly damage: string | null }> => {
  using files = new TestFiles()
  const path = join(corpus, name)
  const compression = isGzip(readFileSync(path)) ? "gzip" : "none"
  const { reading, ends } = await readPieces(files.open(path), [{ compression }])
  return { reading, damage: ends[0]!.damage?.kind ?? null }
}

const rejectedLines = ({ records }: Reading): ReadonlyArray<number> =>
  records.filter((record) => /^\d+: rejected at /.test(record)).map((record) => Number.parseInt(record, 10))

/** How often each value of one column of the entries comes. */
const countsBy = (reading: Reading, column: number): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const record of reading.records) {
    const value = String((JSON.parse(record.slice(record.indexOf("["))) as ReadonlyArray<unknown>)[column])
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

const status = 1
const client = 3
const method = 4

describe.skipIf(!hasCorpus)(`real logs${whySkipped}`, () => {
  it.each(Object.entries(logs))("%s", async (name, { lines, rejected = [], blank = 0 }) => {
    const { reading, damage } = await read(name)
    expect(rejectedLines(reading)).toEqual(rejected)
    expect(reading.counts).toEqual({
      lines,
      entries: lines - rejected.length - blank,
      filtered: 0,
      rejected: rejected.length,
      blank,
      comment: 0
    })
    expect(damage).toBe(damaged[name] ?? null)
  })

  it("everything else holds no access log of this family, and nothing of it is stored", async () => {
    const others = readdirSync(corpus, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(?:md|jsonl)$/.test(entry.name))
      .map((entry) => relative(corpus, join(entry.parentPath, entry.name)))
      .filter((name) => logs[name] === undefined)
    expect(others.length).toBeGreaterThan(30)
    const stored: Array<string> = []
    for (const name of others) if ((await read(name)).reading.counts.entries > 0) stored.push(name)
    expect(stored).toEqual([])
  })

  it("counts of apache_logs are those of its catalogue", async () => {
    const { reading } = await read("apache_logs/apache_logs")
    expect(Object.fromEntries(countsBy(reading, status))).toEqual({
      200: 9126,
      206: 45,
      301: 164,
      304: 445,
      403: 2,
      404: 213,
      416: 2,
      500: 3
    })
    expect(countsBy(reading, client).size).toBe(1753)
    // The agent of this line is never closed.
    expect(reading.records[8898]).toMatch(/"Mozilla[^"]*",null,null,null\]$/)
  })

  it("counts of honeynet are those of its catalogue", async () => {
    const { reading } = await read("derived/honeynet-multimember.log.gz")
    // With the four lines that it leaves out, for an unescaped quote: two of 404, two of 501.
    const statuses = { 200: 11_884, 206: 1, 301: 10, 304: 6, 400: 748, 403: 20, 404: 23_682, 405: 761, 408: 229 }
    expect(Object.fromEntries(countsBy(reading, status))).toEqual({ ...statuses, 414: 1048, 501: 98 })
    expect(countsBy(reading, client).size).toBe(9269)
    expect(Object.fromEntries(countsBy(reading, method))).toMatchObject({
      PROPFIND: 15_244,
      OPTIONS: 2798,
      SEARCH: 1069
    })
  })
})
