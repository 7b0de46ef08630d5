/**
 * Answers that took long, kept in a file beside the database. Deleting it costs time and nothing else; one that is
 * damaged or can't be written is as good as none.
 *
 * Lines of JSON behind their keys and digests, found without parsing the others. The first line says of which state of the
 * data they are: any other state begins the file anew, so that it never holds more than one data version. No database, because a
 * process of the command line would have to load one just for this.
 */
import { createHash } from "node:crypto"

import { Effect, type FileSystem, Option } from "effect"

import { decode, encode } from "../query/json.ts"
import type { SqlValue } from "../query/protocol.ts"

/** An answer without what the analysis itself tells. */
export interface StoredAnswer {
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<SqlValue>>
  readonly complete: boolean
  readonly total: number | null
  readonly elapsedMs: number
}

/** Quicker ones are not worth a file. */
const worthMs = 100
const largestAnswer = 4_000_000
const largestFile = 32_000_000
const format = "logmill answers 2"

/** The key of an answer: everything it depends on, but the data, in one line. As it is, so that a question is not hashed. */
export const answerKey = (parts: unknown): string => encode(parts)

/** A short name for a question, by everything that its answer depends on. */
export const questionDigest = (parts: unknown): string => digest(encode(parts))

const digest = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("base64url")

export class AnswerCache {
  readonly #file: string
  readonly #fs: FileSystem.FileSystem

  constructor(fs: FileSystem.FileSystem, file: string) {
    this.#fs = fs
    this.#file = file
  }

  /** `state` names the data: which database, which data version. */
  get(state: string, key: string): Effect.Effect<StoredAnswer | null> {
    return this.#fs.readFile(this.#file).pipe(
      Effect.map((bytes) => findAnswer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), state, key)),
      Effect.orElseSucceed(() => null)
    )
  }

  /** Loads what keeping an answer takes while it is waited for, once it takes so long that it is worth keeping. */
  whileWaiting<A, E, R>(waiting: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    const ready = Effect.delay(
      Effect.sync(() => digest("")),
      worthMs / 2
    )
    return Effect.raceFirst(waiting, Effect.andThen(ready, Effect.never))
  }

  /** Does nothing for an answer that was quick or is large. */
  put(state: string, key: string, answer: StoredAnswer): Effect.Effect<void> {
    if (answer.elapsedMs < worthMs || isLarge(answer)) return Effect.void
    const text = encode(answer)
    const line = `${key} ${digest(text)} ${text}\n`
    if (line.length > largestAnswer) return Effect.void
    const fs = this.#fs
    const file = this.#file
    const head = `${format} ${state}\n`
    return Effect.gen(function* () {
      const known = yield* fs.open(file)
      const start = yield* known.readAlloc(head.length)
      const { size } = yield* known.stat
      return size < largestFile && Option.isSome(start) && Buffer.from(start.value).toString() === head
    }).pipe(
      Effect.scoped,
      Effect.orElseSucceed(() => false),
      Effect.flatMap((goesOn) =>
        goesOn ? fs.writeFileString(file, line, { flag: "a" }) : fs.writeFileString(file, head + line, { mode: 0o600 })
      ),
      Effect.ignore
    )
  }
}

/** Told before it is written: what is larger than a text can be is no line either. Cells take two letters at least. */
const isLarge = ({ rows }: StoredAnswer): boolean => {
  let size = 0
  for (const row of rows) {
    for (const cell of row) size += typeof cell === "string" || cell instanceof Uint8Array ? cell.length : 2
    if (size > largestAnswer) return true
  }
  return false
}

const findAnswer = (file: Buffer, state: string, key: string): StoredAnswer | null => {
  const head = Buffer.from(`${format} ${state}\n`)
  if (!file.subarray(0, head.length).equals(head)) return null
  const before = Buffer.from(`\n${key} `)
  const at = file.indexOf(before)
  const end = file.indexOf("\n", at + 1)
  if (at < 0 || end < 0) return null
  const line = file.subarray(at + before.length, end)
  const gap = line.indexOf(" ")
  const answer = line.subarray(gap + 1)
  return digest(answer) === line.toString("latin1", 0, gap) ? (decode(answer.toString()) as StoredAnswer) : null
}
