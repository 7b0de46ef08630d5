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

import { contentOf, type Lab, makeLab, outcomeOf } from "../testing/lab.ts"

const root = fileURLToPath(new URL("../../../../", import.meta.url))
const samples = join(root, "samples")
const corpus = process.env["LOGMILL_CORPUS"] ?? join(root, "../shared/data")
const script = fileURLToPath(new URL("./pathCounts.awk", import.meta.url))

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

/** The byte order mark of UTF-16, little-endian. */
const utf16 = Buffer.from([0xff, 0xfe])

const byPath = (a: Count, b: Count): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)

/** Compares what is stored of a file with the oracle; returns the lines that neither can read, with the reason. */
const compare = (lab: Lab, name: string, content: Buffer, sourceId: number): ReadonlyArray<string> => {
  const expected = oracle(content, lab.path(`unread-${sourceId}`))
  const counts = lab.query<Count>(
    "SELECT path, count(*) AS hits FROM entries WHERE source_id = ? GROUP BY path",
    sourceId
  )
  assert.deepStrictEqual(counts.toSorted(byPath), [...expected.counts], name)
  const rejects = lab.query<{ line: number; reason: string }>(
    "SELECT line, reason FROM rejects WHERE source_id = ? ORDER BY line",
    sourceId
  )
  assert.deepStrictEqual(
    rejects.map(({ line }) => line),
    [...expected.unread],
    `lines of ${name} that cannot be read`
  )
  return rejects.map(({ line, reason }) => `${name}:${line} ${reason}`)
}

/** What the generator of the samples says of them (samples/story.json). */
interface Story {
  readonly lines: number
  readonly entries: number
  readonly broken: number
  readonly blank: number
  readonly paths: number
  readonly clients: number
  readonly agents: number
  readonly visitors: number
  readonly bytes_sent: number
  readonly files: ReadonlyArray<{
    readonly name: string
    readonly lines: number
    readonly entries: number
    readonly broken: number
    readonly blank: number
    readonly status: Readonly<Record<string, number>>
  }>
  readonly damaged: ReadonlyArray<{ readonly file: string; readonly line: number }>
  readonly methods: Readonly<Record<string, number>>
  readonly top_paths: ReadonlyArray<{ readonly path: string; readonly hits: number; readonly bytes_sent: number }>
}

describe("path counts of the samples", () => {
  it.live("are awk's, and those of their story", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const story = JSON.parse(readFileSync(join(samples, "story.json"), "utf8")) as Story
      const report = yield* lab.ingest([join(samples, "logs")])
      const { counts } = report
      assert.deepStrictEqual(
        [counts.lines, counts.stored, counts.rejected, counts.blank],
        [story.lines, story.entries, story.broken, story.blank]
      )
      const unread: Array<string> = []
      for (const { name, lines, entries, broken, blank, status } of story.files) {
        const outcome = outcomeOf(report, name)
        const { counts: of } = outcome
        assert.deepStrictEqual([of.lines, of.stored, of.rejected, of.blank], [lines, entries, broken, blank], name)
        const content = contentOf(join(samples, "logs", name))
        unread.push(...compare(lab, name, content, outcome.sourceId!))
        const hits = lab.query<{ status: number; hits: number }>(
          "SELECT status, count(*) AS hits FROM entries WHERE source_id = ? GROUP BY status",
          outcome.sourceId
        )
        assert.deepStrictEqual(Object.fromEntries(hits.map((row) => [row.status, row.hits])), status)
      }
      const damaged = story.damaged.map(({ file, line }) => `${file}:${line}`)
      // One of the damaged lines is blank.
      assert.strictEqual(unread.length, damaged.length - story.blank)
      for (const line of unread) assert.include(damaged, line.split(" ")[0])

      const [sums] = lab.query(
        `SELECT count(DISTINCT path) AS paths, count(DISTINCT client) AS clients, count(DISTINCT agent) AS agents,
                (SELECT count(*) FROM (SELECT DISTINCT client, agent FROM entries)) AS visitors, sum(bytes) AS bytes_sent
         FROM entries`
      )
      const { agents, bytes_sent, clients, paths, visitors } = story
      assert.deepStrictEqual(sums, { paths, clients, agents, visitors, bytes_sent })
      const methods = lab.query<{ method: string; hits: number }>(
        "SELECT coalesce(method, 'none') AS method, count(*) AS hits FROM entries GROUP BY method"
      )
      assert.deepStrictEqual(Object.fromEntries(methods.map(({ method, hits }) => [method, hits])), story.methods)
      assert.deepStrictEqual(
        lab.query(
          `SELECT path, count(*) AS hits, sum(bytes) AS bytes_sent FROM entries
           GROUP BY path ORDER BY hits DESC, path LIMIT ?`,
          story.top_paths.length
        ),
        story.top_paths.map(({ path, hits, bytes_sent: sent }) => ({ path, hits, bytes_sent: sent }))
      )
    })
  )
})

describe("path counts of real logs", () => {
  it("have a corpus to be compared with", (context) => {
    if (!existsSync(corpus)) context.skip(`no folder ${corpus}: real logs were not compared (LOGMILL_CORPUS names one)`)
    assert.isTrue(statSync(corpus).isDirectory())
  })

  it.live.skipIf(!existsSync(corpus))(
    "are awk's, for every log in a format of this release",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        // Some files are copies of others: each is a source of its own here.
        const report = yield* lab.ingest([corpus], { again: true })
        const unread: Array<string> = []
        let compared = 0
        for (const file of filesIn(corpus)) {
          const { format, result, sourceId } = report.outcomes.find(({ path }) => path === file)!
          // What is refused must be no log; UTF-16 is refused by name, and without its NULs awk could read it.
          if (result === "refused" && !contentOf(file).subarray(0, 2).equals(utf16)) {
            assert.deepStrictEqual(
              oracle(contentOf(file), lab.path("unread-refused")).counts,
              [],
              `${file} was refused`
            )
          }
          // Damage is what other tests are about.
          if (result !== "read" || !/^(vhost-)?(common|combined)$/.test(format!)) continue
          unread.push(...compare(lab, relative(corpus, file), contentOf(file), sourceId!))
          compared++
        }
        console.info(`${compared} logs compared; lines that cannot be read:\n${unread.join("\n")}`)
        assert.isAtLeast(compared, 60)
      }),
    120_000
  )
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
