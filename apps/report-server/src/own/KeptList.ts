/**
 * Things with names that the user keeps: one file in the folder of the user's configuration, never in the log database. It is
 * written to a file beside it and renamed, so that it is whole at any time; one that can't be understood is left as it is.
 */
import { randomUUID } from "node:crypto"
import { join } from "node:path"

import { Effect, FileSystem, type PlatformError, Schema, Semaphore } from "effect"

import { escapeText } from "@logmill/core/output/escape"

import { type Refused, refused } from "../api/values.ts"
import { Report } from "../Report.ts"

export interface Named {
  readonly name: string
}

export interface KeptList<A extends Named> {
  /** In the order of their names. */
  readonly list: Effect.Effect<ReadonlyArray<A>, Refused>
  /** One of the same name is replaced. `was`: what it was called before; then no other is replaced. */
  readonly save: (one: A, was?: string) => Effect.Effect<ReadonlyArray<A>, Refused>
  readonly remove: (name: string) => Effect.Effect<ReadonlyArray<A>, Refused>
}

export interface KeptOptions<A extends Named> {
  readonly fileName: string
  /** As JSON holds it. */
  readonly schema: Schema.Codec<A>
  /** What one is called: `query`. */
  readonly one: string
  /** What several are called: `queries`. */
  readonly several: string
  readonly most: number
  /** What else is to be right, beside the name. */
  readonly check: (one: A) => Effect.Effect<void, Refused>
}

const longestName = 100

export const makeKeptList = Effect.fnUntraced(function* <A extends Named>(options: KeptOptions<A>) {
  const { check, fileName, most, one, schema, several } = options
  const fs = yield* FileSystem.FileSystem
  const { configFolder } = yield* Report
  const file = join(configFolder, fileName)
  const turn = yield* Semaphore.make(1)
  const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Array(schema)))

  const list = fs.readFileString(file).pipe(
    Effect.catch((error) => (isAbsent(error) ? Effect.succeed("[]") : Effect.fail(failed("read", file, error)))),
    Effect.flatMap((text) =>
      Effect.mapError(decode(text), () =>
        refused("file", `${file} is no list of ${several}; correct it, or move it out of the way`)
      )
    )
  )

  const write = (all: ReadonlyArray<A>) => {
    const sorted = all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const fresh = `${file}.${randomUUID()}`
    return fs.makeDirectory(configFolder, { recursive: true, mode: 0o700 }).pipe(
      Effect.andThen(fs.writeFileString(fresh, `${JSON.stringify(sorted, null, 2)}\n`, { flag: "wx", mode: 0o600 })),
      Effect.andThen(fs.rename(fresh, file)),
      Effect.tapError(() => Effect.ignore(fs.remove(fresh))),
      Effect.uninterruptible,
      Effect.mapBoth({ onSuccess: () => sorted, onFailure: (error) => failed("written", file, error) })
    )
  }

  const unknown = (name: string): Refused => refused("unknown", `there is no ${one} "${name.slice(0, longestName)}"`)

  const save: KeptList<A>["save"] = (kept, was) =>
    turn.withPermits(1)(
      Effect.gen(function* () {
        yield* checkName(kept.name, one)
        yield* check(kept)
        const all = yield* list
        const isTaken = all.some(({ name }) => name === kept.name)
        if (was !== undefined && !all.some(({ name }) => name === was)) return yield* unknown(was)
        if (was !== undefined && was !== kept.name && isTaken) {
          return yield* refused("name", `there is a ${one} "${kept.name}" already; take another name`)
        }
        const others = all.filter(({ name }) => name !== kept.name && name !== was)
        if (others.length >= most) {
          return yield* refused("limit", `${most} ${several} are kept at most; remove one that is not needed any more`)
        }
        return yield* write([...others, kept])
      })
    )

  const remove: KeptList<A>["remove"] = (name) =>
    turn.withPermits(1)(
      Effect.gen(function* () {
        const all = yield* list
        const others = all.filter((kept) => kept.name !== name)
        if (others.length === all.length) return yield* unknown(name)
        return yield* write(others)
      })
    )

  return { list, save, remove } satisfies KeptList<A>
})

const checkName = (name: string, one: string): Effect.Effect<void, Refused> => {
  if (name.trim() !== name || name === "")
    return Effect.fail(refused("name", `a ${one} needs a name, without blanks around it`))
  if (name.length > longestName) return Effect.fail(refused("name", `a name has ${longestName} letters at most`))
  if (isOdd(name)) return Effect.fail(refused("name", "a name is one line of letters that can be seen"))
  return Effect.void
}

/** Has letters that can't be seen, or that turn others around: names look like what they are. */
export const isOdd = (text: string): boolean => escapeText(text) !== text

const failed = (what: "read" | "written", file: string, { message }: PlatformError.PlatformError): Refused =>
  refused("file", `${file} can't be ${what}: ${message}`)

const isAbsent = ({ reason }: PlatformError.PlatformError): boolean =>
  reason._tag === "NotFound" || (reason.cause as NodeJS.ErrnoException | undefined)?.code === "ENOTDIR"
