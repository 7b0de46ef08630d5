/**
 * Answers that took long, kept in a file beside the database. Deleting it costs time and nothing else; one that is
 * damaged or can't be written is as good as none.
 *
 * Lines of JSON behind their keys and digests, found without parsing the others. The first line says of which state of the data they
 * are: any other state begins the file anew, so that it never holds more than one data version. No database, because a
 * process of the command line would have to load one just for this.
 */
import { createHash } from "node:crypto"

import { Effect, type FileSystem } from "effect"

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
const format = "logmill answers 1"

/** The key of an answer: of everything it depends on, but the data. */
export const answerKey = (parts: unknown): string => digest(encode(parts))

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url")

export class AnswerCache {
  readonly #file: string
  readonly #fs: FileSystem.FileSystem

  constructor(fs: FileSystem.FileSystem, file: string) {
    this.#fs = fs
    this.#file = file
  }

  /** `state` names the data: which database, which data version. */
  get(state: string, key: string): Effect.Effect<StoredAnswer | null> {
    return this.#fs.readFileString(this.#file).pipe(
      Effect.map((text) => findAnswer(text, state, key)),
      Effect.orElseSucceed(() => null)
    )
  }

  /** Does nothing for an answer that was quick or is large. */
  put(state: string, key: string, answer: StoredAnswer): Effect.Effect<void> {
    if (answer.elapsedMs < worthMs) return Effect.void
    const text = encode(answer)
    const line = `${key} ${digest(text)} ${text}\n`
    if (line.length > largestAnswer) return Effect.void
    const fs = this.#fs
    const file = this.#file
    return Effect.gen(function* () {
      const head = `${format} ${state}\n`
      const known = yield* Effect.orElseSucceed(fs.readFileString(file), () => "")
      const goesOn = known.startsWith(head) && known.length < largestFile
      yield* goesOn
        ? fs.writeFileString(file, line, { flag: "a" })
        : fs.writeFileString(file, head + line, { mode: 0o600 })
    }).pipe(Effect.ignore)
  }
}

const findAnswer = (text: string, state: string, key: string): StoredAnswer | null => {
  if (!text.startsWith(`${format} ${state}\n`)) return null
  const at = text.indexOf(`\n${key} `)
  const end = text.indexOf("\n", at + 1)
  if (at < 0 || end < 0) return null
  const [, sum = "", answer = ""] = /^(\S+) ([^]*)$/.exec(text.slice(at + key.length + 2, end)) ?? []
  return digest(answer) === sum ? (decode(answer) as StoredAnswer) : null
}
