/** Logs of which lines were changed, deleted or put in where they were read: all others are counted once. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type Lab, makeLab, outcomeOf, pathsOf, resultsOf } from "../testing/lab.ts"
import { clfTime, logLine, logLines } from "../testing/logs.ts"

/** More than one range. */
const many = 9000

/** A lab with a log of `lines` lines that was read. */
const labWith = (lines: number, options: Parameters<Lab["ingest"]>[1] = {}) =>
  Effect.tap(makeLab, (lab) => {
    lab.write("a.log", logLines("a", 1, lines))
    return lab.ingest(["a.log"], options)
  })

/** Writes a log anew, as another file under its name, as `sed -i` does. */
const edit = (lab: Lab, change: (lines: Array<string>) => void, name = "a.log"): void => {
  const lines = lab.read(name).toString().split("\n")
  change(lines)
  lab.write("new.log", lines.join("\n"))
  lab.rename("new.log", name)
}

/** `of` makes lines of the log itself. */
type Change = (lines: Array<string>, of: (number: number) => string) => void

const edits: ReadonlyArray<readonly [what: string, lines: number, Change, fresh: ReadonlyArray<string>]> = [
  ["a longer line in place of one", 10, (lines) => void (lines[4] = logLine("longer", 5)), ["/longer/5"]],
  ["the first line changed", 10, (lines) => void (lines[0] = logLine("b", 1)), ["/b/1"]],
  ["the last but one changed", 10, (lines) => void (lines[lines.length - 3] = logLine("b", 1)), ["/b/1"]],
  // As long as it was, at the same time, of the same client and request.
  ["a status changed", 10, (lines) => void (lines[4] = lines[4]!.replace('" 200 ', '" 503 ')), ["/own/5"]],
  ["bytes changed, and longer", many, (lines) => void (lines[4] = lines[4]!.replace('" 200 ', '" 503 9')), ["/own/5"]],
  ["a line deleted", 10, (lines) => void lines.splice(4, 1), []],
  ["the first line deleted", 10, (lines) => void lines.splice(0, 1), []],
  ["lines put in", 10, (lines) => void lines.splice(4, 0, logLine("b", 4), logLine("b", 5)), ["/b/4", "/b/5"]],
  ["lines put into many", many, (lines) => void lines.splice(4, 0, logLine("b", 4), logLine("b", 5)), ["/b/4", "/b/5"]],
  ["lines put before them", 10, (lines) => void lines.unshift("# redacted", logLine("b", 1)), ["/b/1"]],
  [
    "two lines changed",
    10,
    (lines) => void ([lines[3], lines[6]] = [logLine("b", 4), logLine("b", 7)]),
    ["/b/4", "/b/7"]
  ],
  [
    "every fifth line changed, and the last",
    16,
    (lines) => {
      for (const line of [0, 5, 10, 15]) lines[line] = logLine("b", line + 1)
    },
    ["/b/1", "/b/6", "/b/11", "/b/16"]
  ],
  [
    "a line changed and new ones at the end",
    10,
    (lines, of) => void [lines.splice(4, 1, logLine("b", 5)), lines.splice(-1, 0, of(11))],
    ["/b/5", "/own/11"]
  ]
]

describe("a log with changes", () => {
  it.live("has all other lines counted once", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      // Each has the inode that the one before it had until now.
      const logs = edits.map(([what, lines, change, fresh], log) => ({ what, lines, change, fresh, own: `a${log}` }))
      const names = logs.map(({ own }) => own)
      for (const { lines, own } of logs) lab.write(own, logLines(own, 1, lines))
      yield* lab.ingest(names)
      for (const { change, own } of logs) edit(lab, (lines) => change(lines, (number) => logLine(own, number)), own)
      const report = yield* lab.ingest(names)
      for (const { fresh, lines, own, what } of logs) {
        const { counts, detail, result, sourceId } = outcomeOf(report, own)
        assert.strictEqual(result, "continued", what)
        assert.strictEqual(counts.stored, fresh.length, what)
        assert.include(detail, "not counted again", what)
        const stored = lab.query<{ path: string }>("SELECT path FROM entries WHERE source_id = ?", sourceId)
        assert.deepStrictEqual(
          stored.map(({ path }) => path).toSorted(),
          [...pathsOf([own, 1, lines]), ...fresh.map((path) => path.replace("own", own))].toSorted(),
          what
        )
      }
      for (const { own } of logs) lab.append(own, logLines("c", 1, 1))
      const grown = yield* lab.ingest(names)
      for (const { own, what } of logs) {
        const { counts, detail } = outcomeOf(grown, own)
        assert.deepStrictEqual([counts.lines, detail], [1, null], what)
      }
    })
  )
})

describe("an edited log", () => {
  it.live("has a rejected line behind the edit once, and nothing new where only what is not stored was changed", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(20)
      lab.append("a.log", "garbage\n")
      yield* lab.ingest(["a.log"])
      edit(lab, (lines) => void (lines[4] = lines[4]!.replace('" 200 ', '" 503 ')))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 1)
      assert.lengthOf(lab.query("SELECT * FROM rejects"), 1)
      edit(lab, (lines) => void (lines[2] = lines[2]!.replace(" - - [", " x - [")))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 0)
      assert.lengthOf(lab.query("SELECT * FROM rejects"), 1)
    })
  )

  it.live("is named with what may count twice, and what sets it right", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(100)
      edit(lab, (lines) => void (lines[49] = logLine("b", 50)))
      const command = (words: string): string => `logmill ${words} --db x.db`
      const { detail, sourceId } = outcomeOf(yield* lab.ingest(["a.log"], {}, { command }), "a.log")
      assert.include(
        detail,
        "after line 49: 50 lines are as they were, and not counted again, 1 line is changed or new"
      )
      assert.include(detail, `logmill forget ${sourceId} --db x.db, then logmill ingest ${lab.path("a.log")} --db x.db`)
      yield* lab.forget(String(sourceId))
      yield* lab.ingest(["a.log"])
      assert.strictEqual(lab.storedPaths().length, 100)
    })
  )

  it.live("that was read in small portions still counts once what was not changed", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(3)
      for (const [from, count] of [
        [4, 2],
        [6, 1]
      ] as const) {
        lab.append("a.log", logLines("a", from, count))
        yield* lab.ingest(["a.log"])
      }
      let generation = 0
      for (const line of [1, 1, 4]) {
        edit(lab, (lines) => void (lines[line - 1] = logLine("b", 1000 * generation++)))
        assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 1)
      }
    })
  )

  it.live("that is made what it was adds nothing, whatever its first line was meanwhile", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(10)
      const before = lab.read("a.log")
      edit(lab, (lines) => void lines.shift())
      yield* lab.ingest(["a.log"])
      lab.write("a.log", before)
      const report = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(resultsOf(report), { "a.log": "unchanged" })
    })
  )

  it.live("in place, by as many bytes, is read for what was changed", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(many)
      const inode = lab.inode("a.log")
      lab.write("a.log", lab.read("a.log").toString().replace("/a/4000 ", "/b/4000 "))
      assert.strictEqual(lab.inode("a.log"), inode)
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 1)
    })
  )

  it.live("and rotated before it is read is known again; a copy that was edited is told", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(30)
      edit(lab, (lines) => void (lines[19] = logLine("b", 20)))
      lab.rename("a.log", "a.log.1")
      lab.write("a.log", logLines("a", 31, 40))
      const report = yield* lab.ingest(["a.log", "a.log.1"])
      assert.deepStrictEqual(
        [outcomeOf(report, "a.log").counts.lines, outcomeOf(report, "a.log.1").counts.lines],
        [40, 1]
      )
      lab.write("copy.log", lab.read("a.log").toString().replace("/a/50 ", "/redacted "))
      const { counts, detail, sourceId } = outcomeOf(yield* lab.ingest(["copy.log"]), "copy.log")
      assert.strictEqual(counts.lines, 40)
      assert.include(detail, `first 19 lines of ${lab.path("a.log")}`)
      assert.include(detail, `logmill forget ${sourceId} takes it back`)
    })
  )

  it.live("of which every line was changed is read, and told to count twice", () =>
    Effect.gen(function* () {
      for (const [from, heal] of [
        [0, "forget 1 takes back"],
        [1, "forget 1, then logmill ingest"]
      ] as const) {
        const lab = yield* labWith(100)
        edit(lab, (lines) => {
          for (let line = from; line < 100; line++) lines[line] = logLine("b", line)
        })
        const report = yield* lab.ingest(["a.log"])
        assert.strictEqual(report.counts.stored, 100 - from)
        assert.match(outcomeOf(report, "a.log").detail ?? "", new RegExp(`count twice: logmill ${heal}`))
      }
    })
  )

  it.live("again and again still counts once what was not changed", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(many)
      const fresh: Array<string> = []
      for (const line of [4000, 50, 49, 8500]) {
        edit(lab, (lines) => void (lines[line - 1] = logLine("b", line)))
        fresh.push(`/b/${line}`)
        assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 1, `line ${line}`)
      }
      assert.deepStrictEqual(lab.storedPaths().toSorted(), [...pathsOf(["a", 1, many]), ...fresh].toSorted())
      lab.keepLines("a.log", 30)
      lab.append("a.log", logLines("c", 1, 2))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 2)
    })
  )

  it.live("with lines changed everywhere, dropped and rejected ones among them, is read for these only", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const lineOf = (number: number): string =>
        number % 7 === 0
          ? logLine("a", number).replace(" HTTP", ".css HTTP")
          : number % 11 === 0
            ? `no log ${number}`
            : logLine("a", number)
      lab.write("a.log", `${Array.from({ length: many }, (_, index) => lineOf(index + 1)).join("\n")}\n`)
      yield* lab.ingest(["a.log"], { drop: ["ext:css"] })
      const stored = lab.storedPaths()
      edit(lab, (lines) => {
        for (let line = 500; line < many; line += 397) lines[line] = logLine("b", line + 1)
      })
      const report = yield* lab.ingest(["a.log"], { drop: ["ext:css"] })
      assert.strictEqual(report.counts.stored, 22)
      assert.isBelow(report.counts.lines, 40)
      assert.strictEqual(lab.storedPaths().length, stored.length + 22)
    })
  )

  it.live("and compressed is read for what was changed, too", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("plain", logLines("a", 1, many))
      lab.gzip("plain", "a.log.gz")
      yield* lab.ingest(["a.log.gz"])
      lab.write("plain", lab.read("plain").toString().replace("/a/7000 ", "/redacted "))
      lab.gzip("plain", "a.log.gz")
      assert.strictEqual((yield* lab.ingest(["a.log.gz"])).counts.lines, 1)
      // More ranges than there may be changed places.
      for (const [place, lines] of [
        [/\/a\/(\d+)1 /g, 39],
        [/\/a\/2 /g, 1]
      ] as const) {
        const numbered = lab.read("plain").toString().split("\n", 401).slice(0, 400)
        const changed = numbered.map((line) => line.replace(place, "/b/$1 "))
        lab.write("plain", `${changed.join("\n")}\n`)
        lab.gzip("plain", "a.log.gz")
        assert.strictEqual((yield* lab.ingest(["a.log.gz"])).counts.lines, lines)
      }
    })
  )

  it.live("whose header says what its lines mean is read for what was changed, its first line, too", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const fields = { date: "date:utc", time: "clock:utc", "c-ip": "client", "cs-uri-stem": "path" }
      lab.formats = [
        { name: "w3c", title: "W3C", columns: { header: "#Fields:", separator: "blanks", fields }, samples: [] }
      ]
      const linesFrom = (from: number): string =>
        Array.from(
          { length: 20 },
          (_, index) => `2026-11-05 12:00:${from + index} 192.0.2.1 /a/${from + index}\n`
        ).join("")
      lab.write("a.log", `#Fields: date time c-ip cs-uri-stem\n${linesFrom(10)}`)
      yield* lab.ingest(["a.log"])
      lab.append("a.log", linesFrom(30))
      yield* lab.ingest(["a.log"])
      for (const path of ["/a/40", "/a/20", "/a/10"]) {
        lab.write("a.log", lab.read("a.log").toString().replace(path, `/redacted${path}`))
        assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 1, path)
      }
    })
  )

  it.live("read in part goes on with the rest of what was changed", () =>
    Effect.gen(function* () {
      const lab = yield* labWith(many)
      edit(lab, (lines) => {
        lines[99] = logLine("b", 100)
        lines.splice(8500, 0, logLine("b", 8500))
        for (let line = 1; line < 200; line++) lines.splice(-1, 0, logLine("new", many + line))
      })
      const stopped = yield* lab.ingest(["a.log"], {}, { stop: Effect.void, isGrowing: true })
      assert.isTrue(stopped.interrupted)
      const rest = yield* lab.ingest(["a.log"])
      assert.strictEqual(stopped.counts.lines + rest.counts.lines, 201)
      assert.strictEqual(lab.storedPaths().length, many + 201)
    })
  )
})

describe("a log cut behind a line that goes on", () => {
  it.live("with a few lines like old ones has them counted", () =>
    Effect.gen(function* () {
      const again = (...numbers: ReadonlyArray<number>): ReadonlyArray<string> =>
        numbers.map((number) => logLine("a", number))
      const later = logLine("b", 60)
      for (const lines of [[later, ...again(8)], [later, ...again(8), later], again(8, 9), [later, ...again(10)]]) {
        const lab = yield* labWith(10)
        lab.keepLines("a.log", 6)
        lab.append("a.log", `${lines.join("\n")}\n`)
        assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, lines.length, lines.join("\n"))
      }
    })
  )

  it.live("with requests that differ only by their time has them counted", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const check = (number: number): string =>
        `192.0.2.9 - - [${clfTime(number)}] "GET /health HTTP/1.1" 200 2 "-" "check"`
      const checks = (from: number, count: number): string =>
        Array.from({ length: count }, (_, index) => `${check(from + index)}\n`).join("")
      lab.write("a.log", checks(1, 100))
      yield* lab.ingest(["a.log"])
      lab.keepLines("a.log", 50)
      lab.append("a.log", checks(101, 100))
      const report = yield* lab.ingest(["a.log"])
      assert.strictEqual(report.counts.lines, 100)
      assert.notInclude(outcomeOf(report, "a.log").detail, "twice")
    })
  )
})
