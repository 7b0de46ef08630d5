/**
 * Path counts against an oracle that shares nothing with the parser: awk reads the bytes (pathCounts.awk), and what it
 * finds is made into stored text by the few lines at the end of this file.
 *
 * Always over the sample logs; over real logs, too, where there is a corpus: in the folder LOGMILL_CORPUS, or beside the
 * repository.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"

import { makeLab } from "../testing/lab.ts"

const root = fileURLToPath(new URL("../../../../", import.meta.url))
const samples = join(root, "samples/logs")
const corpus = process.env["LOGMILL_CORPUS"] ?? join(root, "../shared/data")
const script = fileURLToPath(new URL("./pathCounts.awk", import.meta.url))

/** Logs of the corpus in the formats of this release. */
const corpusLogs: ReadonlyArray<string> = [
  "apache_logs",
  "honeynet",
  "hackers",
  "logswan",
  "jwodder",
  "lnav/logfile_access_log.0",
  "lnav/logfile_access_log.1",
  "lnav/logfile_bad_access_log.0",
  "lnav/logfile_shop_access_log.0",
  "webreadr/combined_log.clf",
  "webreadr/log.clf",
  "derived/bom-1000.log",
  "derived/crlf-1000.log",
  "derived/cut-midline-1000.log",
  "derived/honeynet-multimember.log.gz",
  "derived/mixed-eol-1000.log",
  "derived/no-final-newline-1000.log",
  "derived/nul-hole.log"
]

const filesIn = (path: string): ReadonlyArray<string> =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .toSorted()
        .flatMap((name) => filesIn(join(path, name)))
    : [path]

interface Count {
  readonly path: string
  readonly hits: number
}

/** What awk finds: hits by path, and the numbers of the lines it cannot read. */
const oracle = (
  content: Buffer,
  unreadFile: string
): { counts: ReadonlyArray<Count>; unread: ReadonlyArray<number> } => {
  // awks differ in what they make of NUL bytes; where a log has them, they are a crash's and stand outside requests.
  const input = Buffer.from(content.filter((byte) => byte !== 0))
  const output = execFileSync("awk", ["-v", `unread=${unreadFile}`, "-f", script], {
    env: { ...process.env, LC_ALL: "C" },
    input,
    maxBuffer: 2 ** 30
  })
  const logged = Map.groupBy(output.toString("latin1").split("\n").slice(0, -1), (line) => line.slice(1))
  const hits = new Map<string, number>()
  for (const [path, lines] of logged) {
    const text = storedText(path)
    hits.set(text, (hits.get(text) ?? 0) + lines.length)
  }
  const unread = existsSync(unreadFile) ? readFileSync(unreadFile, "utf8").trim().split("\n").map(Number) : []
  return { counts: [...hits].map(([path, count]) => ({ path, hits: count })).toSorted(byPath), unread }
}

const byPath = (a: Count, b: Count): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)

const agrees = (file: string) =>
  Effect.gen(function* () {
    const lab = yield* makeLab
    const bytes = readFileSync(file)
    const expected = oracle(file.endsWith(".gz") ? gunzipSync(bytes) : bytes, lab.path("unread"))
    yield* lab.ingest([file], { logFormat: "auto" })
    const counts = lab.query<Count>("SELECT path, count(*) AS hits FROM entries GROUP BY path").toSorted(byPath)
    assert.deepStrictEqual(counts, [...expected.counts])
    const rejected = lab.query<{ line: number }>("SELECT line FROM rejects ORDER BY line").map(({ line }) => line)
    assert.deepStrictEqual(rejected, [...expected.unread], "the lines that cannot be read")
  })

describe("path counts of the samples are awk's", () => {
  it.live.each(filesIn(samples).map((file) => relative(samples, file)))(
    "%s",
    (name) => agrees(join(samples, name)),
    30_000
  )
})

describe("path counts of real logs are awk's", () => {
  it("has a corpus to compare with", (context) => {
    if (!existsSync(corpus)) context.skip(`no folder ${corpus}: real logs were not compared (LOGMILL_CORPUS names one)`)
    assert.isTrue(statSync(corpus).isDirectory())
  })
  const files = existsSync(corpus) ? corpusLogs.flatMap((name) => filesIn(join(corpus, name))) : []
  for (const file of files) it.live(relative(corpus, file), () => agrees(file), 30_000)
})

/** Logged bytes (as latin1 text) to stored text: escapes undone, then what is no printable UTF-8 as `\xNN`, `\` doubled. */
const storedText = (logged: string): string => {
  const sent = logged.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|(["\\abfnrtv]))/g,
    (_, hex: string | undefined, short: string) =>
      hex === undefined ? shortEscapes[short]! : String.fromCharCode(Number.parseInt(hex, 16))
  )
  const bytes = Buffer.from(sent, "latin1")
  let text = ""
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((count) => isCharacter(bytes.subarray(at, at + count)))
    const character = length === undefined ? "" : bytes.toString("utf8", at, at + length)
    if (character === "\\") text += "\\\\"
    else if (character === "" || character < " " || character === "\u007f") {
      text += `\\x${bytes.toString("hex", at, at + 1).toUpperCase()}`
    } else text += character
    at += length ?? 1
  }
  return text
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v"
}

const isCharacter = (bytes: Buffer): boolean => {
  const text = bytes.toString("utf8")
  return text !== "\ufffd" && Array.from(text).length === 1 && Buffer.from(text).equals(bytes)
}
