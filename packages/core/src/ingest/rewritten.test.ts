/** Logs that lose lines, or have others where lines were: nothing that was read is counted again, and nothing new is lost. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type Lab, makeLab, outcomeOf, pathsOf, resultsOf } from "../testing/lab.ts"
import { logLine, logLines } from "../testing/logs.ts"

/** A lab with a log of `lines` lines that was read. */
const labWith = (lines: number) =>
  Effect.tap(makeLab, (lab) => {
    lab.write("a.log", logLines("a", 1, lines))
    return lab.ingest(["a.log"])
  })

const generations = (lab: Lab): number =>
  lab.query<{ generations: number }>("SELECT generations FROM sources")[0]!.generations

describe("a log cut to nothing", () => {
  it.live("is named as empty now, no failure, and what is written then is new", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(10)
      lab.truncate("a.log", 0)
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "unchanged" })
      lab.append("a.log", logLines("a", 11, 3))
      yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 13]))
    })
  )

  it.live("and written further than it was is read whole", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(10)
      lab.truncate("a.log", 0)
      lab.append("a.log", logLines("a", 11, 30))
      yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 40]))
    })
  )
})

describe("a log cut behind a line", () => {
  it.live("adds nothing, and goes on with other lines from there", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(10)
      lab.keepLines("a.log", 6)
      const cut = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(resultsOf(cut), { "a.log": "unchanged" })
      assert.include(outcomeOf(cut, "a.log").detail, "shorter")
      lab.append("a.log", logLines("b", 1, 3))
      const grown = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(resultsOf(grown), { "a.log": "continued" })
      assert.include(outcomeOf(grown, "a.log").detail, "after line 6")
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10], ["b", 1, 3]))
      assert.strictEqual(generations(lab), 2)
      assert.deepStrictEqual(lab.query("SELECT line FROM entries WHERE path LIKE '/b/%' ORDER BY line"), [
        { line: 7 },
        { line: 8 },
        { line: 9 }
      ])
    })
  )

  it.live("is read on from there also when no ingest has seen it cut", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(10)
      for (const lines of [2, 30]) {
        lab.keepLines("a.log", 6)
        lab.append("a.log", logLines(`b${lines}`, 1, lines))
        assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "continued" })
      }
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10], ["b2", 1, 2], ["b30", 1, 30]))
    })
  )

  it.live("again and again, deeper and less deep, still counts each line once", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(10)
      const names: Array<string> = []
      for (const [index, kept] of [8, 3, 9, 1, 4, 2].entries()) {
        lab.keepLines("a.log", kept)
        names.push(`n${index}`)
        lab.append("a.log", logLines(`n${index}`, 1, 8))
        yield* lab.ingest(["a.log"])
        lab.append("a.log", logLines(`n${index}`, 9, 2))
        yield* lab.ingest(["a.log"])
      }
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10], ...names.map((each) => [each, 1, 10] as const)))
      assert.strictEqual(generations(lab), 7)
    })
  )

  it.live("and restored from an earlier state adds nothing", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(10)
      lab.write("backup", lab.read("a.log"))
      lab.keepLines("a.log", 6)
      lab.append("a.log", logLines("b", 1, 3))
      yield* lab.ingest(["a.log"])
      lab.write("a.log", lab.read("backup"))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 0)
      lab.gzip("backup", "backup.gz")
      const report = yield* lab.ingest(["backup.gz", "backup"])
      assert.deepStrictEqual(resultsOf(report), { backup: "alreadyRead", "backup.gz": "alreadyRead" })
      lab.append("backup", logLines("a", 11, 1))
      yield* lab.ingest(["backup"])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 11], ["b", 1, 3]))
    })
  )

  it.live("among many blocks is compared where it was cut", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 40_000))
      yield* lab.ingest(["a.log"])
      lab.keepLines("a.log", 31_234)
      lab.append("a.log", logLines("b", 1, 20_000))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 20_000)
      lab.keepLines("a.log", 20_001)
      lab.append("a.log", logLines("c", 1, 5))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 5)
      assert.deepStrictEqual(lab.query("SELECT line FROM entries WHERE path = '/c/1'"), [{ line: 20_002 }])
      assert.strictEqual(lab.storedPaths().length, 60_005)
    })
  )
})

describe("a log cut inside a line", () => {
  it.live("adds nothing, and the line that is made of the cut one and another is read", () =>
    Effect.gen(function* () {
      for (const cut of [1, 10, 30, 60, 80, 120]) {
        const lab = yield* labWith(10)
        lab.truncate("a.log", lab.read("a.log").length - cut)
        assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 0, `${cut} bytes cut off`)
        lab.append("a.log", `${logLine("b", 1)}\n${logLines("b", 2, 2)}`)
        const report = yield* lab.ingest(["a.log"])
        assert.strictEqual(report.counts.lines, 3, `${cut} bytes cut off`)
        assert.strictEqual(lab.storedPaths().filter((path) => path.startsWith("/b/")).length >= 2, true)
        for (let line = 1; line <= 10; line++) {
          assert.strictEqual(lab.storedPaths().filter((path) => path === `/a/${line}`).length >= 1, true)
        }
        assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 0)
      }
    })
  )

  it.live("and an unfinished other line after whole ones is read at once", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(10)
      lab.keepLines("a.log", 4)
      lab.append("a.log", logLine("b", 77))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, 1)
      lab.append("a.log", `\n${logLines("b", 78, 1)}`)
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, 1)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10], ["b", 77, 2]))
    })
  )
})

describe("what is compared line by line", () => {
  /** Reads `lines`, cuts the file behind the first `kept`, appends a line: exactly that one is new. */
  const cutAndGoOn = (lines: ReadonlyArray<string>, kept: number, options: Parameters<Lab["ingest"]>[1] = {}) =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", Buffer.from(lines.map((line) => `${line}\n`).join(""), "latin1"))
      const first = yield* lab.ingest(["a.log"], options)
      assert.strictEqual(first.counts.lines, lines.length)
      lab.keepLines("a.log", kept)
      assert.strictEqual((yield* lab.ingest(["a.log"], options)).counts.lines, 0)
      lab.append("a.log", logLines("new", 1, 1))
      const report = yield* lab.ingest(["a.log"])
      assert.strictEqual(report.counts.lines, 1)
      assert.include(outcomeOf(report, "a.log").detail, `after line ${kept}`)
    })

  const plain = [1, 2, 3].map((number) => logLine("a", number))
  const [one, two, three] = plain as [string, string, string]
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>, number, Parameters<Lab["ingest"]>[1]?]> = [
    ["blank lines and comments", [one, "", "# comment", " \t", two, three], 5],
    ["rejects", [one, "no log line", "\x16\x03\x01 \xff\xfe", two, three], 4],
    ["a line that is too long", [one, "x".repeat(70_000), two, three], 3],
    ["a byte order mark", [`\xef\xbb\xbf${one}`, two, three], 2],
    ["CRLF", [`${one}\r`, `${two}\r`, `${three}\r`], 2],
    ["NULs before and inside a line", [one, `\0\0\0${two}`, `cut\0\0${logLine("b", 9)}`, three], 3],
    ["escapes and raw bytes", [one, two.replace("/a/2", '/\\"\\x41\\\\\xc3\xa9\xff'), three], 2],
    ["virtual hosts and ports", [`www.example.com:443 ${one}`, `example.org ${two}`, three], 2],
    ["a site that was given", [one, two, three], 2, { site: "www.example.com" }],
    ["a format that was given", [`x y ${one}`, two, three], 2, { logFormat: "combined" }],
    ["lines a filter dropped", [one, two.replace("/a/2", "/x.css"), logLine("b", 3), three], 3, { drop: ["ext:css"] }],
    ["lines nothing kept", [one, logLine("b", 2), three], 2, { keep: ["path:/a/*"] }]
  ]
  for (const [what, lines, kept, options] of cases) {
    it.live(`knows ${what} again`, () => cutAndGoOn(lines, kept, options))
  }

  const mark = "\xef\xbb\xbf"
  const long = "x".repeat(5_000)
  const cut: ReadonlyArray<readonly [string, string, number, Parameters<Lab["ingest"]>[1]?]> = [
    ["a whole line after half a one and NULs", `${one}\nhalf a\0\0\0${two}\n${three}\n`, one.length + 70],
    ["NULs after half a line", `${one}\nhalf a\0\0\0${two}\n${three}\n`, one.length + 9],
    ["a reject with NULs", `${one}\nhalf\0\0no log\n${three}\n`, one.length + 10],
    ["a CRLF", `${one}\nno log\r\n${three}\n`, one.length + 8],
    ["a first line with a byte order mark", `${mark}${one}`, 73],
    ["a long first line with a byte order mark", `${mark}${one.replace("/a/1", `/${long}`)}\n${two}\n`, 4_500],
    ["a long reject with a byte order mark", `${mark}${long}\n${two}\n`, 4_500, { logFormat: "combined" }],
    ["a too long line with a byte order mark", `${mark}${"x".repeat(70_000)}\n${two}\n`, 69_000]
  ]
  for (const [what, content, length, options] of cut) {
    it.live(`knows ${what} again, cut inside`, () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("a.log", Buffer.from(content, "latin1"))
        yield* lab.ingest(["a.log"], options)
        lab.truncate("a.log", length)
        const report = yield* lab.ingest(["a.log"], options)
        assert.deepStrictEqual(resultsOf(report), { "a.log": "unchanged" })
        assert.strictEqual(generations(lab), 1)
      })
    )
  }

  it.live("tells half another line after NULs from the one that was there", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", `${one}\nhalf a\0\0\0${two}\n${three}\n`)
      yield* lab.ingest(["a.log"])
      lab.write("a.log", `${one}\nhalf a\0\0\0${logLine("b", 9).slice(0, 70)}`)
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 1)
      assert.strictEqual(generations(lab), 2)
    })
  )

  it.live("tells a new line from one that a filter dropped there", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const drop = ["path:/dropped/*"]
      lab.write("a.log", logLines("a", 1, 1) + logLines("dropped", 1, 3) + logLines("a", 2, 1))
      yield* lab.ingest(["a.log"], { drop })
      lab.keepLines("a.log", 1)
      lab.append("a.log", logLines("b", 1, 3))
      assert.strictEqual((yield* lab.ingest(["a.log"], { drop })).counts.stored, 3)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 2], ["b", 1, 3]))
    })
  )

  it.live("tells a new line from a blank one that was there", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", `${logLine("a", 1)}\n\n\n${logLine("a", 2)}\n`)
      yield* lab.ingest(["a.log"])
      lab.keepLines("a.log", 1)
      lab.append("a.log", logLines("b", 1, 1))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, 1)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 2], ["b", 1, 1]))
    })
  )
})
