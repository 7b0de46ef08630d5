/** Logs that are renamed, compressed, copied and cut while they are ingested again and again. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync, readdirSync } from "node:fs"

import { type Lab, makeLab, outcomeOf, pathsOf, resultsOf } from "../testing/lab.ts"
import { logLine, logLines } from "../testing/logs.ts"

const name = "access.log"

/** As logrotate does it: access.log.N to N + 1, compressed from `plainFor` on; access.log is made anew by the server. */
const rotate = (lab: Lab, plainFor: number): void => {
  for (let number = 9; number >= 1; number--) {
    if (existsSync(lab.path(`${name}.${number}.gz`))) lab.rename(`${name}.${number}.gz`, `${name}.${number + 1}.gz`)
    if (existsSync(lab.path(`${name}.${number}`))) lab.rename(`${name}.${number}`, `${name}.${number + 1}`)
  }
  lab.rename(name, `${name}.1`)
  const last = `${name}.${plainFor + 1}`
  if (!existsSync(lab.path(last))) return
  lab.gzip(last, `${last}.gz`)
  lab.remove(last)
}

const logsIn = (lab: Lab): ReadonlyArray<string> => readdirSync(lab.folder).filter((file) => file.startsWith(name))

describe("rotation by renaming", () => {
  it.live("leaves the old log what it has beyond what was read, and the new one all", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write(name, logLines("day", 1, 10))
      yield* lab.ingest([name])
      lab.append(name, logLines("day", 11, 3))
      lab.rename(name, `${name}.1`)
      lab.write(name, logLines("day", 14, 4))
      const report = yield* lab.ingest([name, `${name}.1`])
      assert.deepStrictEqual(resultsOf(report), { [name]: "read", [`${name}.1`]: "continued" })
      assert.strictEqual(report.counts.stored, 7)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, 17]))
      assert.deepStrictEqual(lab.query("SELECT path, stored FROM sources ORDER BY path"), [
        { path: lab.path(name), stored: 4 },
        { path: lab.path(`${name}.1`), stored: 13 }
      ])
    })
  )

  it.live("is not taken for a log of which all lines were changed, though the times of both overlap", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write(name, logLines("day", 1, 100))
      yield* lab.ingest([name])
      lab.rename(name, `${name}.1`)
      const late = logLines("slow", 50, 5)
      lab.write(name, late)
      assert.isNull(outcomeOf(yield* lab.ingest([name]), name).detail)
      // Where it is nowhere any more, it may be.
      lab.remove(`${name}.1`)
      lab.write(name, logLines("other", 50, 5))
      assert.match(outcomeOf(yield* lab.ingest([name]), name).detail ?? "", /count twice/)
    })
  )

  for (const plainFor of [0, 1, 2]) {
    const when = plainFor === 0 ? "compressed at once" : `compressed after ${plainFor} rotations`
    it.live(`counts each line once over many rotations, ${when}`, () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        let lines = 0
        for (let step = 1; step <= 7; step++) {
          lab.append(name, logLines("day", lines + 1, step))
          lines += step
          if (step % 2 === 1) yield* lab.ingest([lab.folder])
          lab.append(name, logLines("day", lines + 1, 2))
          lines += 2
          rotate(lab, plainFor)
          lab.write(name, logLines("day", lines + 1, 1))
          lines += 1
          if (step % 3 === 0) yield* lab.ingest([lab.folder])
        }
        yield* lab.ingest([lab.folder])
        assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, lines]))
        const last = yield* lab.ingest([lab.folder])
        assert.strictEqual(last.counts.lines, 0)
        assert.strictEqual(logsIn(lab).length, 8)
      })
    )
  }

  it.live("while a name is given that has moved on finds each log by its content", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write(`${name}.2`, logLines("oldest", 1, 5))
      lab.write(`${name}.1`, logLines("older", 1, 5))
      lab.write(name, logLines("newest", 1, 5))
      yield* lab.ingest([lab.folder])
      lab.rename(`${name}.2`, `${name}.3`)
      lab.rename(`${name}.1`, `${name}.2`)
      lab.rename(name, `${name}.1`)
      const report = yield* lab.ingest([lab.folder])
      assert.strictEqual(report.counts.lines, 0)
      assert(report.outcomes.every(({ result }) => result === "alreadyRead" || result === "unchanged"))
      assert.deepStrictEqual(lab.query("SELECT path FROM sources ORDER BY path"), [
        { path: lab.path(`${name}.1`) },
        { path: lab.path(`${name}.2`) },
        { path: lab.path(`${name}.3`) }
      ])
    })
  )

  it.live("takes the last line up where it was cut off", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const last = logLine("day", 4)
      lab.write(name, logLines("day", 1, 3) + last.slice(0, 40))
      yield* lab.ingest([name])
      lab.append(name, `${last.slice(40)}\n${logLines("day", 5, 2)}`)
      lab.rename(name, `${name}.1`)
      lab.gzip(`${name}.1`, `${name}.1.gz`)
      lab.remove(`${name}.1`)
      assert.deepStrictEqual(resultsOf(yield* lab.ingest([`${name}.1.gz`])), { [`${name}.1.gz`]: "continued" })
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, 6]))
      assert.strictEqual(lab.query("SELECT * FROM rejects").length, 0)
    })
  )

  it.live("finds both logs where the new one begins with all that the old one had when it was read", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const first = "192.0.2."
      lab.write(name, first)
      yield* lab.ingest([name], { logFormat: "combined" })
      lab.append(name, logLines("day", 1, 5).slice(first.length))
      lab.rename(name, `${name}.1`)
      lab.write(name, logLines("day", 6, 5))
      const report = yield* lab.ingest([name, `${name}.1`])
      assert.deepStrictEqual(Object.values(resultsOf(report)).toSorted(), ["continued", "read"])
      assert.deepStrictEqual(
        report.outcomes.map(({ detail }) => detail),
        [null, null]
      )
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, 10]))
      assert.strictEqual(lab.query("SELECT * FROM rejects").length, 0)
    })
  )

  it.live("finds a log of one unfinished line in its compressed copy", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const first = logLine("day", 1)
      lab.write(name, first.slice(0, 80))
      yield* lab.ingest([name], { logFormat: "combined" })
      lab.append(name, `${first.slice(80)}\n${logLines("day", 2, 2)}`)
      lab.gzip(name, "archive.gz")
      lab.remove(name)
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["archive.gz"])), { "archive.gz": "continued" })
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, 3]))
      assert.strictEqual(lab.query("SELECT * FROM rejects").length, 0)
      assert.strictEqual(lab.query("SELECT * FROM sources").length, 1)
    })
  )
})

describe("rotation by copying and truncating", () => {
  it.live("leaves the copy what was not read yet, and the log what is new", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      let lines = 0
      for (let round = 1; round <= 4; round++) {
        lab.append(name, logLines("day", lines + 1, 5))
        lines += 5
        yield* lab.ingest([name])
        lab.append(name, logLines("day", lines + 1, 3))
        lines += 3
        lab.write(`copy.${round}`, lab.read(name))
        lab.truncate(name, 0)
        lab.append(name, logLines("day", lines + 1, 1))
        lines += 1
        if (round % 2 === 0) yield* lab.ingest([lab.folder])
      }
      yield* lab.ingest([lab.folder])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, lines]))
    })
  )

  it.live("counts nothing twice when the copy is read first", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write(name, logLines("day", 1, 5))
      yield* lab.ingest([name])
      lab.append(name, logLines("day", 6, 5))
      lab.write("a-copy", lab.read(name))
      lab.truncate(name, 0)
      lab.append(name, logLines("day", 11, 2))
      yield* lab.ingest(["a-copy", name])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, 12]))
    })
  )

  it.live("reads a log whose server wrote on at its old offset: a run of NULs, then lines", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write(name, logLines("day", 1, 5))
      yield* lab.ingest([name])
      const length = lab.read(name).length
      lab.truncate(name, 0)
      lab.write(name, Buffer.concat([Buffer.alloc(length), Buffer.from(logLines("day", 6, 3))]))
      const report = yield* lab.ingest([name])
      assert.strictEqual(report.counts.stored, 3)
      assert.strictEqual(outcomeOf(report, name).counts.rejected, 0)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, 8]))
    })
  )
})
