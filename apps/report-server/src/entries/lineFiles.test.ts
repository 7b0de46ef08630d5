/** The original line, whatever became of its file: it is the file's line as it is now, whole, or a loss that is said. */
import { execFileSync } from "node:child_process"
import { chmodSync, renameSync, symlinkSync } from "node:fs"
import { createServer } from "node:net"
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type Lab, makeLab } from "@logmill/core/testing/lab"
import { logLine, logLines } from "@logmill/core/testing/logs"
import { asNobody } from "@logmill/core/testing/nobody"

import type { OriginalLine } from "../api/Api.ts"
import { askJson, labServer, type Server } from "../testing/labServer.ts"

type Line = typeof OriginalLine.Type

const count = 1000
const number = 634

const programFor = (name: string) => (content: Buffer) => execFileSync(name, ["-c"], { input: content })
const hasProgram = (name: string): boolean => {
  try {
    execFileSync(name, ["--help"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

/** By the endings of names. */
const packers: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  gz: gzipSync,
  zst: zstdCompressSync,
  br: brotliCompressSync,
  ...(hasProgram("bzip2") ? { bz2: programFor("bzip2") } : {}),
  ...(hasProgram("xz") ? { xz: programFor("xz") } : {})
}

/** In two parts one after the other, but for brotli, which has no such thing. */
const packed = (ending: string, content: Buffer): Buffer => {
  const pack = packers[ending]!
  if (ending === "br") return pack(content)
  const half = content.length >> 1
  return Buffer.concat([pack(content.subarray(0, half)), pack(content.subarray(half))])
}

const idOf = (lab: Lab, path: string): number => {
  const [found] = lab.query<{ id: number }>("SELECT entry_id AS id FROM entries WHERE path = ?", path)
  assert(found !== undefined, path)
  return found.id
}

const lineOf = (lab: Lab, server: Server, path: string) => askJson<Line>(server, `/api/entries/${idOf(lab, path)}/line`)

/** Ingests, and leaves it to others to compare files with what came of them. */
const ingest = (lab: Lab, files: ReadonlyArray<string>) => lab.ingest(files, {}, { isGrowing: true })

const checkSame = (line: Line, name: string, file: string): void => {
  assert.deepStrictEqual(
    [line.state, line.text, line.line, line.file],
    ["same", logLine(name, number), number + 1, file],
    `${name}: ${line.message}`
  )
}

const checkLoss = (line: Line, state: Line["state"], says: RegExp, name: string): void => {
  assert.deepStrictEqual([line.state, line.text, line.line], [state, null, number + 1], `${name}: ${line.message}`)
  assert.match(line.message, says, name)
}

describe("the line of a compressed log", () => {
  it.live("is found in every member, under another name, and not behind damage", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const endings = Object.keys(packers)
      for (const ending of endings)
        lab.write(`${ending}.log.${ending}`, packed(ending, Buffer.from(logLines(ending, 0, count))))
      yield* ingest(
        lab,
        endings.map((ending) => `${ending}.log.${ending}`)
      )
      const server = yield* labServer(lab)
      for (const ending of endings) {
        const file = `${ending}.log.${ending}`
        const line = lineOf(lab, server, `/${ending}/${number}`)
        checkSame(yield* line, ending, lab.path(file))
        lab.rename(file, `${ending}.log.1.${ending}`)
        checkSame(yield* line, ending, lab.path(`${ending}.log.1.${ending}`))
        lab.truncate(`${ending}.log.1.${ending}`, lab.read(`${ending}.log.1.${ending}`).length >> 2)
        checkLoss(yield* line, "gone", /ends before that line|not there any more/, ending)
      }
    })
  )

  it.live("is found where a plain log was compressed later, also when another log has its name now", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const endings = Object.keys(packers)
      for (const ending of endings) lab.write(`${ending}.log`, logLines(ending, 0, count))
      yield* lab.ingest(endings.map((ending) => `${ending}.log`))
      const server = yield* labServer(lab)
      for (const ending of endings) {
        lab.write(`${ending}.log.2.${ending}`, packed(ending, lab.read(`${ending}.log`)))
        lab.write(`${ending}.log`, logLines("new", 0, count))
        checkSame(yield* lineOf(lab, server, `/${ending}/${number}`), ending, lab.path(`${ending}.log.2.${ending}`))
      }
    })
  )

  it.live("is found under every name that rotation gives", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const names = ["a.log", "b-20261105.log", "b.log", "c-20261105.log", "c-20261106.log", "d.log", "e.log.1"]
      const rotated = [
        "a-20261105.log",
        "b.log-20261105",
        "b-2026-11-05.log",
        "c.log.2",
        "c-20261105.log.gz",
        "d-2026110514.log",
        "e.log"
      ]
      for (const [index, name] of names.entries()) lab.write(name, logLines(`${index}`, 0, count))
      yield* lab.ingest(names)
      const server = yield* labServer(lab)
      for (const name of names) renameSync(lab.path(name), lab.path(`${name}.away`))
      for (const [index, name] of rotated.entries()) {
        const content = lab.read(`${names[index]!}.away`)
        lab.write(name, name.endsWith(".gz") ? gzipSync(content) : content)
      }
      for (const [index, name] of rotated.entries())
        checkSame(yield* lineOf(lab, server, `/${index}/${number}`), `${index}`, lab.path(name))
    })
  )
})

describe("the line of a file that is no file any more", () => {
  const loop = (lab: Lab, file: string) => symlinkSync(lab.path(file), lab.path(file))
  const changes: Readonly<Record<string, readonly [act: (lab: Lab, file: string) => void, says: RegExp]>> = {
    pipe: [(lab, file) => void execFileSync("mkfifo", [lab.path(file)]), /not there any more/],
    folder: [(lab, file) => lab.mkdir(file), /not there any more/],
    device: [(lab, file) => symlinkSync("/dev/zero", lab.path(file)), /not there any more/],
    dangling: [(lab, file) => symlinkSync("nowhere", lab.path(file)), /not there any more/],
    loop: [loop, /is there, but can't be read \(ELOOP\)/],
    binary: [(lab, file) => lab.write(file, Buffer.alloc(200_000)), /ends before that line/],
    packed: [(lab, file) => lab.write(file, gzipSync("").subarray(0, 12)), /ends before that line/]
  }

  it.live("is gone, at once, and said to be", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const names = Object.keys(changes)
      for (const name of names) lab.write(`${name}.log`, logLines(name, 0, count))
      yield* lab.ingest(names.map((name) => `${name}.log`))
      const server = yield* labServer(lab)
      for (const [name, [act, says]] of Object.entries(changes)) {
        lab.remove(`${name}.log`)
        act(lab, `${name}.log`)
        checkLoss(yield* lineOf(lab, server, `/${name}/${number}`), "gone", says, name)
      }
    })
  )

  it.live("is gone with the joined file that had it, though what that begins with is there", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("old.log", logLines("old", 0, count))
      yield* lab.ingest(["old.log"])
      lab.write("joined.log", logLines("old", 0, count) + logLines("new", 0, count))
      yield* lab.ingest(["joined.log"])
      const server = yield* labServer(lab)
      const line = lineOf(lab, server, `/new/${number}`)
      const { file, message } = yield* line
      assert.deepStrictEqual(
        [file, message],
        [lab.path("joined.log"), "Read from the file just now, and equal to what is stored."]
      )
      lab.remove("joined.log")
      const lost = yield* line
      assert.deepStrictEqual([lost.state, lost.line], ["gone", count + number + 1])
      assert.match(lost.message, /joined\.log, which had that line, is not there any more/)
    })
  )

  it.live("is gone where a socket is, and where nobody may read", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      for (const name of ["socket", "secret"]) lab.write(`${name}.log`, logLines(name, 0, count))
      yield* lab.ingest(["socket.log", "secret.log"])
      const server = yield* labServer(lab)
      lab.remove("socket.log")
      const socket = createServer()
      yield* Effect.promise(() => new Promise<void>((resolve) => socket.listen(lab.path("socket.log"), resolve)))
      checkLoss(yield* lineOf(lab, server, `/socket/${number}`), "gone", /not there any more/, "socket")
      socket.close()
      chmodSync(lab.folder, 0o711)
      chmodSync(lab.path("secret.log"), 0)
      const asked = lineOf(lab, server, `/secret/${number}`)
      const line = yield* asNobody === null ? asked : asNobody(asked)
      checkLoss(line, "gone", /is there, but can't be read \(EACCES\)/, "secret")
    })
  )
})

describe("the line of a file that was written to since", () => {
  /** Lines of two ingests, so that the second ones are not read from the beginning. */
  const halves = Effect.gen(function* () {
    const lab = yield* makeLab
    lab.write("a.log", logLines("a", 0, number))
    yield* lab.ingest(["a.log"])
    lab.append("a.log", logLines("a", number, count - number))
    yield* lab.ingest(["a.log"])
    const server = yield* labServer(lab)
    const line = lineOf(lab, server, `/a/${number}`)
    checkSame(yield* line, "a", lab.path("a.log"))
    return { lab, line }
  })
  const start = Buffer.byteLength(logLines("a", 0, number))
  const end = start + logLine("a", number).length

  it.live("is not a part of a line: what stood before it ends with it now", () =>
    Effect.gen(function* () {
      const { lab, line } = yield* halves
      const bytes = lab.read("a.log")
      bytes[start - 1] = 0x20
      lab.write("a.log", bytes)
      checkLoss(yield* line, "changed", /something else as line 635/, "before")
    })
  )

  it.live("is not a part of a line: it goes on now", () =>
    Effect.gen(function* () {
      const { lab, line } = yield* halves
      const bytes = lab.read("a.log")
      lab.write("a.log", Buffer.concat([bytes.subarray(0, end), Buffer.from('" and more "\n'), bytes.subarray(end)]))
      checkLoss(yield* line, "changed", /something else/, "behind")
      lab.write("a.log", Buffer.concat([bytes.subarray(0, end), Buffer.alloc(3_000_000, 0x78)]))
      checkLoss(yield* line, "changed", /something else/, "endless")
      lab.write("a.log", Buffer.concat([bytes.subarray(0, end), Buffer.from("\r\r\n")]))
      checkSame({ ...(yield* line), text: logLine("a", number) }, "a", lab.path("a.log"))
    })
  )

  it.live("is where it is now, once the log is ingested that lost lines before it", () =>
    Effect.gen(function* () {
      const { lab, line } = yield* halves
      const lines = lab.read("a.log").toString().split("\n")
      lab.write("a.log", lines.slice(3).join("\n"))
      checkLoss(yield* line, "changed", /something else as line 635/, "not ingested")
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 0)
      const { file, message, state, text, line: now } = yield* line
      assert.deepStrictEqual([state, text, now, file], ["same", logLine("a", number), number - 2, lab.path("a.log")])
      assert.include(message, "It was line 635 when it was read.")
    })
  )

  it.live("had no end when it was read, and is another since it has one", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const begin = '192.0.2.1 - - [05/Nov/2026:12:00:00 +0000] "GET /tail HTTP/1.1" 200 10'
      lab.write("a.log", `${begin.replace("tail", "b")}\n${begin}`)
      yield* lab.ingest(["a.log"])
      const server = yield* labServer(lab)
      const line = lineOf(lab, server, "/tail")
      const states: Array<unknown> = [(yield* line).text]
      for (const more of ["45", "45\n", "\n"]) {
        lab.write("a.log", `${begin.replace("tail", "b")}\n${begin}${more}`)
        const { state, text } = yield* line
        states.push([state, text])
      }
      assert.deepStrictEqual(states, [begin, ["changed", null], ["changed", null], ["same", begin]])
    })
  )

  it.live("is found behind lines that are too long, and behind NULs that a cut file has", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const long = "x".repeat(3_000_000)
      lab.write(
        "a.log",
        `${logLines("a", 0, 2)}${long}\n${"\0".repeat(70_000)}${logLine("a", 2)}\n${logLine("a", 3)}\n`
      )
      yield* ingest(lab, ["a.log"])
      const server = yield* labServer(lab)
      for (const [n, at] of [
        [1, 2],
        [2, 4],
        [3, 5]
      ] as const) {
        const { line, message, state, text } = yield* lineOf(lab, server, `/a/${n}`)
        assert.deepStrictEqual([state, line], ["same", at], message)
        assert.strictEqual(text!.slice(-logLine("a", n).length), logLine("a", n))
      }
    })
  )
})
