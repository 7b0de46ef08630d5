/**
 * Any history of logs, ingested at any moments, comes to what a simple model says.
 *
 * The model knows nothing of sources, inodes or digests. Every line ever written is another text. An ingest adds the lines
 * of a file, each once, unless all of the file is the beginning of something that was read before; a line that had no
 * line end is taken back when a file is read in which it goes on.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { copyFileSync, existsSync, readdirSync, statSync, utimesSync } from "node:fs"

import { contentOf, type Lab, makeLab } from "../testing/lab.ts"
import { logLine } from "../testing/logs.ts"

class Model {
  readonly lines = new Set<string>()
  readonly #read: Array<string> = []

  ingest(contents: ReadonlyArray<string>): void {
    for (const content of contents) {
      if (this.#read.some((before) => before.startsWith(content))) continue
      for (const before of this.#read) {
        if (content.startsWith(before) && !before.endsWith("\n")) this.lines.delete(linesOf(before).at(-1)!)
      }
      for (const line of linesOf(content)) this.lines.add(line)
      this.#read.push(content)
    }
  }
}

const linesOf = (content: string): ReadonlyArray<string> => content.split("\n").filter((line) => line !== "")

/** A server's log and what a person may do to it. */
class ServerLog {
  readonly #lab: Lab
  readonly #name: string
  readonly #nextNumber: () => number
  #copies = 0
  /** The rest of a line that is written in part. */
  #rest = ""
  /** Where no ingest has seen how it went on: what is cut and then copied, or the other way, is two logs that begin alike. */
  isCut = false
  isCopied = false
  #goesOn = false
  #endsInside = false

  constructor(lab: Lab, name: string, nextNumber: () => number) {
    this.#lab = lab
    this.#name = name
    this.#nextNumber = nextNumber
  }

  get #path(): string {
    return `logs/${this.#name}.log`
  }

  get isThere(): boolean {
    return existsSync(this.#lab.path(this.#path))
  }

  get #content(): string {
    return this.isThere ? this.#lab.read(this.#path).toString() : ""
  }

  #line(): string {
    return logLine(this.#name, this.#nextNumber())
  }

  wasIngested(): void {
    if (this.#goesOn) this.isCut = false
    this.isCopied = false
  }

  append(count: number): void {
    let text = this.#rest === "" ? "" : `${this.#rest}\n`
    for (let line = 0; line < count; line++) text += `${this.#line()}\n`
    this.#lab.append(this.#path, text)
    this.#rest = ""
    this.#endsInside = false
    this.#goesOn = true
  }

  /** Writes a line but for its end; the next lines follow there. */
  appendPart(length: number): void {
    if (this.#rest !== "" || this.#endsInside) return this.append(1)
    const line = this.#line()
    const end = Math.min(70 + (length % 30), line.length)
    this.#lab.append(this.#path, line.slice(0, end))
    this.#rest = line.slice(end)
    this.#goesOn = true
  }

  /** `isPacked`: and compresses it. */
  rotate(isPacked: boolean): void {
    if (!this.isThere) return
    const old = `logs/${this.#name}.${++this.#copies}`
    this.#lab.rename(this.#path, old)
    if (isPacked) this.#pack(old)
    this.#begin()
  }

  packRotated(number: number): void {
    const old = `logs/${this.#name}.${1 + (number % Math.max(this.#copies, 1))}`
    if (existsSync(this.#lab.path(old))) this.#pack(old)
  }

  removeRotated(number: number): void {
    const old = `logs/${this.#name}.${1 + (number % Math.max(this.#copies, 1))}`
    for (const path of [old, `${old}.gz`]) if (existsSync(this.#lab.path(path))) this.#lab.remove(path)
  }

  copyAndTruncate(): void {
    this.copy(false)
    if (this.isThere) this.#lab.truncate(this.#path, 0)
    this.#begin()
  }

  /** But not of half a line alone, which nobody knows again. */
  copy(isPacked: boolean): void {
    if (!this.#content.includes("\n")) return
    const copy = `logs/${this.#name}.${++this.#copies}`
    copyFileSync(this.#lab.path(this.#path), this.#lab.path(copy))
    if (isPacked) this.#pack(copy)
    this.isCopied = true
  }

  recreate(count: number): void {
    if (this.isThere) this.#lab.remove(this.#path)
    this.#begin()
    this.append(count)
  }

  touch(): void {
    if (this.isThere) utimesSync(this.#lab.path(this.#path), new Date(0), new Date(0))
  }

  /** Cuts it behind a line, or inside one, but not the first. */
  cut(number: number, isInside: boolean): void {
    const ends = [...this.#content.matchAll(/\n/g)].map((match) => match.index + 1)
    if (ends.length < 3) return
    const end = ends[number % (ends.length - 2)]!
    this.#lab.truncate(this.#path, isInside ? end + 1 + (number % 40) : end)
    this.#rest = ""
    this.isCut = true
    this.#goesOn = false
    this.#endsInside = isInside
  }

  #pack(path: string): void {
    this.#lab.gzip(path, `${path}.gz`)
    this.#lab.remove(path)
  }

  #begin(): void {
    this.#rest = ""
    this.isCut = false
    this.#endsInside = false
  }
}

const acts = {
  append: (log, number) => log.append(1 + (number % 5)),
  appendPart: (log, number) => log.appendPart(number),
  rotate: (log, number) => log.rotate(number % 2 === 0),
  packRotated: (log, number) => log.packRotated(number),
  removeRotated: (log, number) => log.removeRotated(number),
  copyAndTruncate: (log) => log.copyAndTruncate(),
  copy: (log, number) => log.copy(number % 2 === 0),
  recreate: (log, number) => log.recreate(1 + (number % 8)),
  touch: (log) => log.touch(),
  cutLines: (log, number) => log.cut(number, false),
  cutInside: (log, number) => log.cut(number, true)
} satisfies Record<string, (log: ServerLog, number: number) => void>

const copies = new Set<keyof typeof acts>(["copyAndTruncate", "copy", "rotate"])
const cuts = new Set<keyof typeof acts>(["cutLines", "cutInside"])

const steps = Schema.Array(
  Schema.Struct({
    log: Schema.Literals([0, 1]),
    act: Schema.Literals(Object.keys(acts) as Array<keyof typeof acts>),
    number: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999 })),
    ingest: Schema.Boolean
  })
)

const live = (history: (typeof steps)["Type"]) =>
  Effect.scoped(
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.mkdir("logs")
      let number = 0
      const logs = ["a", "b"].map((name) => new ServerLog(lab, name, () => ++number))
      const model = new Model()
      const ingest = Effect.gen(function* () {
        const files = readdirSync(lab.path("logs")).filter((name) => statSync(lab.path(`logs/${name}`)).size > 0)
        yield* lab.ingest(["logs"])
        model.ingest(files.map((name) => contentOf(lab.path(`logs/${name}`)).toString()))
        for (const log of logs) log.wasIngested()
        if (model.lines.size > 0) check(lab, model)
      })
      for (const log of logs) log.append(4)
      for (const step of history) {
        const log = logs[step.log]!
        if ((log.isCut && copies.has(step.act)) || (log.isCopied && cuts.has(step.act))) yield* ingest
        acts[step.act](log, step.number)
        if (step.ingest) yield* ingest
      }
      yield* ingest
    })
  )

const check = (lab: Lab, model: Model): void => {
  const [sum] = lab.query<{ lines: number }>("SELECT sum(lines) AS lines FROM sources")
  assert.strictEqual(sum!.lines, model.lines.size, "lines of all sources")
  const found = new Map<string, number>()
  for (const path of lab.storedPaths()) found.set(path, (found.get(path) ?? 0) + 1)
  for (const line of model.lines) {
    // Of the lines put together from a cut one and another only the number is known.
    const [, path] = /^[\d.]+ - - \[\S+ \+0000\] "GET (\S+) HTTP\/1.1" /.exec(line) ?? []
    if (path !== undefined) assert.strictEqual(found.get(path), 1, `how often ${path} is stored`)
  }
}

/** LOGMILL_HISTORIES asks for more of them, for a night. */
const histories = Number(process.env["LOGMILL_HISTORIES"] ?? 25)
/** The same histories every time, so that a change is judged by the change; LOGMILL_SEED tries others. */
const seed = Number(process.env["LOGMILL_SEED"] ?? 1)

describe("any history of logs", () => {
  it.live.prop("loses no line and counts none twice", { history: steps }, ({ history }) => live(history), {
    timeout: 60_000 + histories * 3000,
    arbitrary: { seed, runs: histories, size: 14, maxShrinks: 60 }
  })

  it.live("has histories with every act in them", () =>
    Effect.gen(function* () {
      const names = Object.keys(acts) as Array<keyof typeof acts>
      yield* live(names.map((act, number) => ({ log: 0, act, number: number * 7, ingest: true })))
      yield* live(
        names.toReversed().flatMap((act, number) => [
          { log: 1, act, number, ingest: number % 2 === 0 },
          { log: 1, act: "append", number, ingest: false }
        ])
      )
    })
  )
})
