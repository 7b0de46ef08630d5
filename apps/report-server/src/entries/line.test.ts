/** The original line of an entry: shown only where a file still holds it, whatever has become of the files since. */
import { join } from "node:path"
import { gzipSync } from "node:zlib"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type Lab, makeLab } from "@logmill/core/testing/lab"
import { logLine, logLines } from "@logmill/core/testing/logs"
import { builtInFolder } from "@logmill/plugins/builtIn"
import { readFormats } from "@logmill/plugins/formats"

import type { OriginalLine } from "../api/Api.ts"
import { askJson, labServer, type Server } from "../testing/labServer.ts"

type Line = typeof OriginalLine.Type

interface Change {
  /** `NAME.log`, of lines `/NAME/0` and so on. */
  readonly name: string
  readonly act: (lab: Lab, file: string) => void
  readonly state: Line["state"]
  /** Which file has it, or what is said. */
  readonly says: string
}

const count = 1000
const number = 634

const changes: ReadonlyArray<Change> = [
  { name: "kept", act: () => {}, state: "same", says: "kept.log" },
  { name: "grown", act: (lab, file) => lab.append(file, logLines("b", 0, 10)), state: "same", says: "grown.log" },
  { name: "rotated", act: (lab, file) => lab.rename(file, `${file}.1`), state: "same", says: "rotated.log.1" },
  {
    name: "packed",
    act: (lab, file) => {
      lab.gzip(file, `${file}-20261105.gz`)
      lab.write(file, logLines("new", 0, count))
    },
    state: "same",
    says: "packed.log-20261105.gz"
  },
  {
    name: "rewritten",
    act: (lab, file) => lab.write(file, logLines("new", 0, 2 * count)),
    state: "changed",
    says: "something else"
  },
  { name: "shortened", act: (lab, file) => lab.keepLines(file, 500), state: "gone", says: "ends before" },
  {
    name: "cut",
    act: (lab, file) => lab.truncate(file, offsetOf("cut") + 40),
    state: "changed",
    says: "something else"
  },
  { name: "emptied", act: (lab, file) => lab.write(file, ""), state: "gone", says: "ends before" },
  { name: "deleted", act: (lab, file) => lab.remove(file), state: "gone", says: "not there any more" },
  {
    name: "folder",
    act: (lab, file) => {
      lab.remove(file)
      lab.mkdir(file)
    },
    state: "gone",
    says: "not there any more"
  },
  {
    name: "endless",
    act: (lab, file) => lab.write(file, Buffer.alloc(3_000_000, 0x61)),
    state: "gone",
    says: "ends before"
  },
  {
    name: "flipped",
    act: (lab, file) => {
      const bytes = lab.read(file)
      bytes[offsetOf("flipped") + 8] = 0x39
      lab.write(file, bytes)
    },
    state: "changed",
    says: "something else"
  },
  {
    name: "broken",
    act: (lab, file) => {
      const packed = gzipSync(lab.read(file))
      lab.remove(file)
      lab.write(`${file}.1.gz`, packed.subarray(0, packed.length / 4))
    },
    state: "gone",
    says: "ends before"
  }
]

/** Where the line is. */
const offsetOf = (name: string): number => Buffer.byteLength(logLines(name, 0, number))

const idOf = (lab: Lab, path: string): number => {
  const [found] = lab.query<{ id: number }>("SELECT entry_id AS id FROM entries WHERE path = ?", path)
  assert(found !== undefined, path)
  return found.id
}

const lineOf = (lab: Lab, server: Server, path: string) => askJson<Line>(server, `/api/entries/${idOf(lab, path)}/line`)

describe("the original line", () => {
  it.live("is shown where a file still has it, and nowhere else", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const files = changes.map(({ name }) => `${name}.log`)
      for (const { name } of changes) lab.write(`${name}.log`, logLines(name, 0, count))
      yield* lab.ingest(files)
      for (const { act, name } of changes) act(lab, `${name}.log`)
      const server = yield* labServer(lab)
      for (const { name, says, state } of changes) {
        const line = yield* lineOf(lab, server, `/${name}/${number}`)
        assert.deepStrictEqual([line.state, line.line], [state, number + 1], `${name}: ${line.message}`)
        assert.strictEqual(line.text, state === "same" ? logLine(name, number) : null)
        if (state === "same") assert.strictEqual(line.file, lab.path(says))
        else assert.include(line.message, says, name)
      }
    })
  )

  it.live("is found inside a compressed file", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log.gz", gzipSync(logLines("a", 0, 20_000)))
      yield* lab.ingest(["a.log.gz"])
      const line = yield* lineOf(lab, yield* labServer(lab), "/a/13210")
      assert.deepStrictEqual([line.state, line.line, line.text], ["same", 13_211, logLine("a", 13_210)])
    })
  )

  it.live("is the bytes of the file, whatever they are", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const begin = '192.0.2.1 - - [05/Nov/2026:12:00:00 +0000] "GET '
      const long = `/long/${"x".repeat(60_000)}`
      const lines = [
        `${begin}/grün HTTP/1.1" 200 1 "-" "a\\"b<script>"`,
        Buffer.concat([
          Buffer.from(`${begin}/`),
          Buffer.from([0xff, 0xfe]),
          Buffer.from(' HTTP/1.1" 200 1 "-" "\\x41"')
        ]),
        `${begin}${long} HTTP/1.1" 200 1 "-" "-"`,
        `${begin}/crlf HTTP/1.1" 200 1 "-" "-"\r`
      ]
      lab.write("a.log", Buffer.concat(lines.flatMap((line) => [Buffer.from(line as string), Buffer.from("\n")])))
      yield* lab.ingest(["a.log"])
      const texts: Array<string | null> = []
      const server = yield* labServer(lab)
      for (const path of ["/grün", "/\\xFF\\xFE", long, "/crlf"]) texts.push((yield* lineOf(lab, server, path)).text)
      assert.deepStrictEqual(texts, [
        lines[0] as string,
        `${begin}/\\xFF\\xFE HTTP/1.1" 200 1 "-" "\\\\x41"`,
        lines[2] as string,
        `${begin}/crlf HTTP/1.1" 200 1 "-" "-"`
      ])
    })
  )

  it.live("is read as the header lines before it say", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.formats = readFormats(join(builtInFolder, "formats"), true)
      const lines = [
        "#Version: 1.0",
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status",
        "2026-11-05 12:00:00 192.0.2.1 GET /one 200",
        "#Fields: date time sc-status cs-uri-stem cs-method c-ip",
        "2026-11-05 12:00:01 404 /two GET 192.0.2.2"
      ]
      lab.write("w3c.log", `${lines.join("\r\n")}\r\n`)
      yield* lab.ingest(["w3c.log"])
      const server = yield* labServer(lab)
      const texts: Array<unknown> = []
      for (const path of ["/one", "/two"]) {
        const { line, state, text } = yield* lineOf(lab, server, path)
        texts.push([state, line, text])
      }
      assert.deepStrictEqual(texts, [
        ["same", 3, lines[2]],
        ["same", 5, lines[4]]
      ])
    })
  )

  it.live("of an anonymized database is not shown", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 0, 10))
      yield* lab.ingest(["a.log"], { anonymize: true })
      const line = yield* lineOf(lab, yield* labServer(lab), "/a/3")
      assert.deepStrictEqual([line.state, line.text], ["gone", null])
      assert.include(line.message, "anonymized")
    })
  )

  it.live("of no entry is refused", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 0, 10))
      yield* lab.ingest(["a.log"])
      const server = yield* labServer(lab)
      for (const id of ["0", "-1", "11", "99999999999", "1.5"]) {
        yield* askJson(server, `/api/entries/${id}/line`, {}, 400)
      }
      for (const id of ["x", "1e999", "%00"]) {
        const response = yield* Effect.promise(() => server.ask(`/api/entries/${id}/line`))
        assert.strictEqual(response.status, 400, id)
      }
    })
  )
})
