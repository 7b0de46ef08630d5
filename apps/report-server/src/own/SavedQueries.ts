/**
 * Queries that the user keeps: one file in the folder of the user's configuration, never in the log database. It is written
 * to a file beside it and renamed, so that it is whole at any time; one that can't be understood is left as it is.
 */
import { randomUUID } from "node:crypto"
import { join } from "node:path"

import { Context, Effect, FileSystem, Layer, type PlatformError, Schema, Semaphore } from "effect"

import { SavedQuery } from "../api/Api.ts"
import { type Refused, refused } from "../api/values.ts"
import { Report } from "../Report.ts"

type Query = typeof SavedQuery.Type

export const fileName = "queries.json"
export const mostQueries = 300
const longestName = 100
const longestSql = 100_000

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Array(SavedQuery)))

export class SavedQueries extends Context.Service<
  SavedQueries,
  {
    /** In the order of their names. */
    readonly list: Effect.Effect<ReadonlyArray<Query>, Refused>
    /** One of the same name is replaced. */
    readonly save: (query: Query) => Effect.Effect<ReadonlyArray<Query>, Refused>
    readonly remove: (name: string) => Effect.Effect<ReadonlyArray<Query>, Refused>
  }
>()("@logmill/report-server/own/SavedQueries") {
  static readonly layer: Layer.Layer<SavedQueries, never, FileSystem.FileSystem | Report> = Layer.effect(
    SavedQueries,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { configFolder } = yield* Report
      const file = join(configFolder, fileName)
      const turn = yield* Semaphore.make(1)

      const list = fs.readFileString(file).pipe(
        Effect.catch((error) => (isAbsent(error) ? Effect.succeed("[]") : Effect.fail(failed("read", file, error)))),
        Effect.flatMap((text) => Effect.mapError(decode(text), () => damaged(file)))
      )

      const write = (queries: ReadonlyArray<Query>) => {
        const sorted = queries.toSorted((a, b) => (a.name < b.name ? -1 : 1))
        const fresh = `${file}.${randomUUID()}`
        return fs.makeDirectory(configFolder, { recursive: true, mode: 0o700 }).pipe(
          Effect.andThen(
            fs.writeFileString(fresh, `${JSON.stringify(sorted, null, 2)}\n`, { flag: "wx", mode: 0o600 })
          ),
          Effect.andThen(fs.rename(fresh, file)),
          Effect.tapError(() => Effect.ignore(fs.remove(fresh))),
          Effect.uninterruptible,
          Effect.mapBoth({ onSuccess: () => sorted, onFailure: (error) => failed("written", file, error) })
        )
      }

      return SavedQueries.of({
        list,
        save: (query) =>
          turn.withPermits(1)(
            Effect.gen(function* () {
              yield* check(query)
              const others = (yield* list).filter(({ name }) => name !== query.name)
              if (others.length >= mostQueries) return yield* tooMany
              return yield* write([...others, query])
            })
          ),
        remove: (name) =>
          turn.withPermits(1)(
            Effect.gen(function* () {
              const all = yield* list
              const others = all.filter((query) => query.name !== name)
              if (others.length === all.length) return yield* unknown(name)
              return yield* write(others)
            })
          )
      })
    })
  )
}

const check = ({ name, sql }: Query): Effect.Effect<void, Refused> => {
  if (name.trim() !== name || name === "")
    return Effect.fail(refused("name", "a query needs a name, without blanks around it"))
  if (name.length > longestName) return Effect.fail(refused("name", `a name has ${longestName} letters at most`))
  if (isOdd(name)) return Effect.fail(refused("name", "a name is one line of letters that can be seen"))
  if (sql.trim() === "") return Effect.fail(refused("statement", "there is no statement to be kept"))
  if (sql.length > longestSql)
    return Effect.fail(refused("limit", `a kept statement has ${longestSql} letters at most`))
  return Effect.void
}

/** Controls, marks that turn the direction of writing, halves of letters: names look like what they are. */
export const isOdd = (text: string): boolean => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) || !text.isWellFormed()

const tooMany = refused("limit", `${mostQueries} queries are kept at most; remove one that is not needed any more`)

const unknown = (name: string): Refused => refused("unknown", `there is no query "${name}"`)

const damaged = (file: string): Refused =>
  refused("file", `${file} is no list of queries; correct it, or move it out of the way`)

const failed = (what: "read" | "written", file: string, { message }: PlatformError.PlatformError): Refused =>
  refused("file", `${file} can't be ${what}: ${message}`)

const isAbsent = ({ reason }: PlatformError.PlatformError): boolean =>
  reason._tag === "NotFound" || (reason.cause as NodeJS.ErrnoException | undefined)?.code === "ENOTDIR"
