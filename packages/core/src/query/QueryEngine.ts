/**
 * Runs SQL in child processes, the only place where it can be stopped: SQLite's work in a process or thread of ours goes
 * on until it is done, whatever is asked of it, and a killed child takes 10 ms.
 *
 * A few warm children, one by default, are forked when first needed and kept. A deadline or an interruption kills the
 * child in use; the next request gets a new one (80 ms). No process of ours may open the database with two copies of
 * SQLite, whose locks undo each other: node:sqlite is never imported here, nor better-sqlite3 in the child.
 */
import { isAbsolute, resolve } from "node:path"

import {
  Cause,
  Clock,
  Context,
  Data,
  Deferred,
  Duration,
  Effect,
  Layer,
  Queue,
  type Scope,
  Semaphore,
  Stream
} from "effect"

import { type ChildMessage, QueryChild } from "./child.ts"
import { fileState } from "./fileState.ts"
import { logSize, prepareToRemove, removeLeftovers } from "./leftovers.ts"
import type { ChildLimits } from "./limits.ts"
import {
  type AnalysisStatement,
  type Lookup,
  outOfMemory,
  type QueryReason,
  type RowChunk,
  type RowWindow,
  type SelectedStatement,
  type SqlRow,
  type SqlValue
} from "./protocol.ts"

export type { AnalysisStatement, Lookup, QueryReason, RowChunk, RowWindow, SqlRow, SqlValue } from "./protocol.ts"

export interface QueryRequest {
  /** Exactly one statement that reads. */
  readonly sql: string
  /** Values of `:name`, without the colon. */
  readonly params?: Readonly<Record<string, SqlValue>>
  /** Rows at most; absent: all. */
  readonly maxRows?: number
  /** Of `run`: about how much memory its rows may take here; the statement is stopped beyond. Absent: as much as it takes. */
  readonly maxBytes?: number
  /** SIGKILL after so long, from the start of the statement to its last row; absent: none. */
  readonly deadline?: Duration.Input
  /** `sql` was made from this statement of an analysis. Absent: an ad-hoc statement, which may read base tables too. */
  readonly analysis?: AnalysisStatement
  /** A statement of ours that takes little time and memory, so that a child that outlives this process ends by itself. */
  readonly brief?: boolean
  /** Answers the same faster, if the child can. */
  readonly selected?: SelectedStatement | null
  /** After a second it goes on at low priority, so that an ingest or another question beside it is not slowed. */
  readonly yields?: boolean
  /** Only children of this pool answer it, which keep what they have read of a filter for the next; absent: any child. */
  readonly pool?: ChildPool
  /** What is looked up beside the rows; it comes with the chunks of a stream. */
  readonly lookups?: ReadonlyArray<Lookup>
  /** Only a piece of the rows is wanted; all are kept in the child for pieces that follow. Of a pool with one child. */
  readonly window?: RowWindow
}

/** `isBackground`: its children leave the processors to others from their beginning. */
export interface ChildPool {
  readonly name: string
  readonly isBackground: boolean
}

/** How a statement ended. */
export interface QueryEnd {
  /** False when `maxRows` cut the rows. */
  readonly complete: boolean
  /** All rows there are; null when there are too many to count on. */
  readonly total: number | null
  /** Of a window: rows of the whole answer, of which `total` were found. Null otherwise. */
  readonly held: number | null
  readonly elapsedMs: number
  /** Whether it was `selected` that ran. */
  readonly usedSelected: boolean
}

export interface QueryResult extends QueryEnd {
  readonly columns: ReadonlyArray<string>
  /** Integers are numbers where they are safe as such, else bigints. */
  readonly rows: ReadonlyArray<ReadonlyArray<SqlValue>>
  /** `meta.data_version` in the snapshot the statement saw. */
  readonly dataVersion: number
}

/** `message` is a whole sentence for the user. Exit codes by `reason`: deadline 5, busy 3, io and resources 4, else 2. */
export class QueryError extends Data.TaggedError("QueryError")<{
  readonly reason: QueryReason
  readonly message: string
  /** SQLite's own words, where they say what is wrong with the statement. */
  readonly sqlite?: string | null
  readonly cause?: unknown
}> {}

export interface RowStream {
  readonly columns: ReadonlyArray<string>
  readonly dataVersion: number
  /** Chunks of rows, with back-pressure: the child holds still until they are consumed. */
  readonly rows: Stream.Stream<ReadonlyArray<SqlRow>, QueryError>
  /** The same chunks with what was looked up for them. Read one or the other. */
  readonly chunks: Stream.Stream<RowChunk, QueryError>
  /** Ends when the last row has been consumed. */
  readonly end: Effect.Effect<QueryEnd>
}

export interface Queries {
  readonly run: (request: QueryRequest) => Effect.Effect<QueryResult, QueryError>
  /** The child belongs to the scope; closing it before the last row kills the child. */
  readonly stream: (request: QueryRequest) => Effect.Effect<RowStream, QueryError, Scope.Scope>
}

export interface QueryEngineOptions {
  /** Children at most; one by default. */
  readonly size?: number
  /** Fork so many children at once, so that they start while other things are prepared. */
  readonly warm?: number
  /** A child started before, which takes the place of the first one if it is for this database. */
  readonly ahead?: QueryChild | null
  /** Others than what the machine has room for. */
  readonly limits?: ChildLimits
}

export class QueryEngine extends Context.Service<
  QueryEngine,
  Queries & {
    /**
     * Statements that all see the database as it is at the first of them, one at a time, in a child that belongs to the
     * scope. Once one was stopped, or left before its last row, the others fail.
     */
    readonly snapshot: Effect.Effect<Queries, QueryError, Scope.Scope>
  }
>()("@logmill/core/query/QueryEngine") {
  static readonly layer = (databasePath: string, options: QueryEngineOptions = {}): Layer.Layer<QueryEngine> =>
    Layer.effect(
      QueryEngine,
      Effect.gen(function* () {
        const path = isAbsolute(databasePath) ? databasePath : resolve(databasePath)
        const permits = yield* Semaphore.make(options.size ?? 1)
        const idle: Array<QueryChild> = []
        const logBefore = logSize(path)
        /** Those that have opened the database, killed ones too. */
        const readers = new Set<QueryChild>()
        yield* Effect.addFinalizer(() =>
          Effect.promise(async () => {
            await Promise.all([...new Set([...idle, ...readers])].map((child) => child.end()))
            if (readers.size > 0) await removeLeftovers(path, logBefore)
          })
        )
        const state = fileState(path)
        const isThere = typeof state !== "string" && state.isFile()
        const ahead = options.ahead ?? null
        if (ahead?.databasePath === path && ahead.isAlive) idle.push(ahead)
        else ahead?.kill()
        const wanted = isThere ? (options.warm ?? 0) : 0
        while (idle.length < wanted) idle.push(new QueryChild(path, options.limits))

        const permit = Effect.acquireRelease(permits.take(1), () => permits.release(1), { interruptible: true })

        const begin = Effect.fn("QueryEngine.begin")(function* (
          child: QueryChild,
          request: QueryRequest,
          hold: boolean
        ) {
          const answer = yield* ask(child, request, hold)
          readers.add(child)
          // It takes its time, however little: from now on there is nothing to do but wait.
          if (request.brief !== true || request.analysis !== undefined) void prepareToRemove()
          if (request.deadline !== undefined) {
            yield* Effect.forkScoped(Effect.delay(Effect.sync(answer.expire), request.deadline))
          }
          if (request.yields === true && request.pool?.isBackground !== true) {
            yield* Effect.forkScoped(Effect.delay(Effect.sync(answer.yieldToOthers), "1 second"))
          }
          return answer
        })

        const open = Effect.fn("QueryEngine.open")(function* (request: QueryRequest) {
          yield* permit
          let answer: Answer | null = null
          const child = yield* Effect.acquireRelease(takeChild(idle, path, options, request.pool), (taken) =>
            Effect.sync(() => (answer?.isReusable() === false ? taken.kill() : void idle.push(taken)))
          )
          return (answer = yield* begin(child, request, false))
        })

        const snapshot = Effect.gen(function* () {
          yield* permit
          let isWhole = true
          const child = yield* Effect.acquireRelease(takeChild(idle, path, options), (taken) =>
            Effect.sync(() => {
              if (!isWhole) return
              taken.send({ type: "release" })
              idle.push(taken)
            })
          )
          const turn = yield* Semaphore.make(1)
          const openWithin = Effect.fn("QueryEngine.openWithin")(function* (request: QueryRequest) {
            yield* Effect.acquireRelease(turn.take(1), () => turn.release(1), { interruptible: true })
            if (!isWhole) return yield* Effect.fail(crashError("a statement before this one was stopped"))
            let answer: Answer | null = null
            yield* Effect.addFinalizer(() =>
              Effect.sync(() => {
                if (answer?.isReusable() !== false) return
                isWhole = false
                child.kill()
              })
            )
            return (answer = yield* begin(child, request, true))
          })
          return queriesOf(openWithin)
        })

        return QueryEngine.of({ ...queriesOf(open), snapshot })
      })
    )
}

const queriesOf = (open: (request: QueryRequest) => Effect.Effect<Answer, QueryError, Scope.Scope>): Queries => {
  const run = Effect.fn("QueryEngine.run")(function* (request: QueryRequest) {
    const answer = yield* open(request)
    const { columns, dataVersion } = yield* answer.columns
    const rows: Array<SqlRow> = []
    const { maxBytes = Infinity } = request
    const began = yield* Clock.currentTimeMillis
    let bytes = 0
    let end = yield* answer.next
    while (end.type === "rows") {
      for (const row of end.rows) {
        bytes += bytesOf(row)
        if (bytes > maxBytes) break
        rows.push(row)
      }
      if (bytes > maxBytes) {
        const elapsedMs = (yield* Clock.currentTimeMillis) - began
        return { columns, dataVersion, rows, complete: false, total: null, held: null, elapsedMs, usedSelected: false }
      }
      end = yield* answer.next
    }
    const { complete, total, held, elapsedMs, usedSelected } = end
    return { columns, dataVersion, rows, complete, total, held, elapsedMs, usedSelected }
  }, Effect.scoped)

  const stream = Effect.fn("QueryEngine.stream")(function* (request: QueryRequest) {
    const answer = yield* open(request)
    const { columns, dataVersion } = yield* answer.columns
    const ended = yield* Deferred.make<QueryEnd>()
    const chunk = Effect.flatMap(answer.next, (message) =>
      message.type === "rows" ? Effect.succeed(message) : Effect.andThen(Deferred.succeed(ended, message), Cause.done())
    )
    const chunks = Stream.fromEffectRepeat(chunk)
    return { columns, dataVersion, chunks, rows: Stream.map(chunks, ({ rows }) => rows), end: Deferred.await(ended) }
  })

  return { run, stream }
}

/** Of a row in memory, about. */
const bytesOf = (row: SqlRow): number =>
  row.reduce<number>(
    (sum, value) => sum + (typeof value === "string" || value instanceof Uint8Array ? value.length : 8),
    16
  )

type Told<Type extends ChildMessage["type"]> = Extract<ChildMessage, { readonly type: Type }>

/** One request under way in a child. */
interface Answer {
  /** True once the child has ended the request by itself, and is as it was before. */
  readonly isReusable: () => boolean
  readonly expire: () => void
  readonly yieldToOthers: () => void
  readonly columns: Effect.Effect<Told<"columns">, QueryError>
  readonly next: Effect.Effect<Told<"rows"> | Told<"done">, QueryError>
}

const ask = (child: QueryChild, request: QueryRequest, hold: boolean): Effect.Effect<Answer> =>
  Effect.gen(function* () {
    const messages = yield* Queue.unbounded<ChildMessage>()
    let over = false
    let expired = false
    let yielded = false
    child.listen((message) => {
      if (message.type === "done" || message.type === "error") over = true
      Queue.offerUnsafe(messages, message)
    })
    child.send({
      type: "query",
      sql: request.sql,
      params: request.params ?? {},
      maxRows: request.maxRows ?? -1,
      analysis: request.analysis ?? null,
      selected: request.selected ?? null,
      brief: request.brief ?? false,
      lookups: request.lookups ?? [],
      window: request.window ?? null,
      hold
    })
    const told = Queue.take(messages).pipe(
      Effect.flatMap((message) => {
        if (message.type === "error") {
          const { reason, message: sentence, sqlite } = message
          return Effect.fail(new QueryError({ reason, message: sentence, sqlite }))
        }
        if (message.type !== "exit") return Effect.succeed(message)
        return Effect.fail(expired ? deadlineError(request) : crashError(message.detail))
      })
    )
    return {
      isReusable: () => over && !yielded,
      yieldToOthers: () => {
        if (over) return
        yielded = true
        child.yieldToOthers()
      },
      expire: () => {
        if (over) return
        expired = true
        child.kill()
        Queue.offerUnsafe(messages, { type: "exit", detail: "" })
      },
      columns: told as Effect.Effect<Told<"columns">, QueryError>,
      next: Effect.tap(told as Effect.Effect<Told<"rows"> | Told<"done">, QueryError>, () =>
        Effect.sync(() => child.send({ type: "more" }))
      )
    }
  })

/** One that is idle, or a new one; at most `size` are there at a time, as nobody takes more. */
const takeChild = (
  idle: Array<QueryChild>,
  path: string,
  { limits, size = 1 }: QueryEngineOptions,
  pool: ChildPool | null = null
): Effect.Effect<QueryChild, QueryError> =>
  Effect.suspend(() => {
    const usable = idle.filter((child) => child.isAlive && child.isUpToDate)
    for (const child of idle) if (!usable.includes(child)) child.kill()
    const child = chosen(usable, pool)
    // Where every child may be idle, one of another pool makes room for the new one.
    const leaving = child === null && usable.length >= size ? usable[0] : undefined
    leaving?.kill()
    idle.splice(0, idle.length, ...usable.filter((one) => one !== child && one !== leaving))
    if (child !== null) {
      if (pool !== null) child.join(pool.name, pool.isBackground)
      return Effect.succeed(child)
    }
    const state = fileState(path)
    if (state === "ENOENT" || state === "ENOTDIR") {
      const message = `there is no database ${path} yet; make one with: logmill ingest FILE...`
      return Effect.fail(new QueryError({ reason: "missing", message }))
    }
    if (typeof state === "string") {
      return Effect.fail(new QueryError({ reason: "io", message: `${path} can't be read (${state})` }))
    }
    if (state.isDirectory()) {
      const message = `${path} is a folder; choose a file with --db PATH`
      return Effect.fail(new QueryError({ reason: "notADatabase", message }))
    }
    return Effect.try({
      try: () => {
        const made = new QueryChild(path, limits)
        if (pool !== null) made.join(pool.name, pool.isBackground)
        return made
      },
      catch: (cause) =>
        new QueryError({ reason: "io", message: `the query process can't be started: ${String(cause)}`, cause })
    })
  })

/** The last that was used: of the pool, or of none. Whoever has no pool takes any. */
const chosen = (idle: ReadonlyArray<QueryChild>, pool: ChildPool | null): QueryChild | null => {
  const own = idle.findLast((child) => child.pool === (pool?.name ?? null))
  if (own !== undefined) return own
  return (pool === null ? idle.at(-1) : idle.findLast((child) => child.pool === null)) ?? null
}

const deadlineError = ({ deadline }: QueryRequest): QueryError => {
  const after = Duration.format(Duration.fromInputUnsafe(deadline!))
  return new QueryError({ reason: "deadline", message: `the query was stopped after ${after}, its time limit` })
}

const crashError = (detail: string): QueryError => {
  if (detail.endsWith(outOfMemory)) {
    const message = "the query needs more memory than a query may have; ask for less, or for fewer values at once"
    return new QueryError({ reason: "resources", message, cause: detail })
  }
  return new QueryError({ reason: "crashed", message: `the query process ended by itself (${detail})`, cause: detail })
}
