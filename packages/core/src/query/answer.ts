/** One request under way in a child: what the child says of it, put together to a result or a stream of rows. */
import { Cause, Clock, Deferred, Duration, Effect, Queue, type Scope, Stream } from "effect"

import type { ChildMessage, QueryChild } from "./child.ts"
import type { OpenFiles } from "./OpenFiles.ts"
import { FoundLists } from "./FoundLists.ts"
import { outOfMemory, type SqlRow } from "./protocol.ts"
import { type Queries, type QueryEnd, QueryError, type QueryRequest } from "./queries.ts"

/** `open`: sends a request to a child that belongs to the scope. */
export const queriesOf = (open: (request: QueryRequest) => Effect.Effect<Answer, QueryError, Scope.Scope>): Queries => {
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
    const found = new FoundLists()
    const chunk = Effect.flatMap(answer.next, (message) =>
      message.type === "rows"
        ? Effect.succeed({ rows: message.rows, found: found.add(message.found) })
        : Effect.andThen(Deferred.succeed(ended, message), Cause.done())
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
export interface Answer {
  /** True once the child has ended the request by itself, and is as it was before. */
  readonly isReusable: () => boolean
  readonly expire: () => void
  /** Stops it for want of something, which a sentence says. */
  readonly refuse: (sentence: string) => void
  readonly yieldToOthers: () => void
  readonly columns: Effect.Effect<Told<"columns">, QueryError>
  readonly next: Effect.Effect<Told<"rows"> | Told<"done">, QueryError>
}

/** `files`: of the database, which are told how it was found. */
export const ask = (
  child: QueryChild,
  request: QueryRequest,
  hold: boolean,
  files: Pick<OpenFiles, "answered" | "areReplaced" | "distrust">
): Effect.Effect<Answer> =>
  Effect.gen(function* () {
    const messages = yield* Queue.unbounded<ChildMessage>()
    let over = false
    let stopped: QueryError | null = null
    let yielded = false
    child.listen((message) => {
      const isDamaged = message.type === "error" && message.sqlite === damaged
      const isReplaced = isDamaged && files.areReplaced()
      if (isDamaged) files.distrust()
      else if (message.type !== "rows") files.answered()
      if (message.type === "done" || message.type === "error") over = true
      Queue.offerUnsafe(messages, isReplaced ? { type: "exit", detail: databaseReplaced } : message)
    })
    child.send({
      type: "query",
      sql: request.sql,
      params: request.params ?? {},
      maxRows: request.maxRows ?? -1,
      analysis: request.analysis ?? null,
      selected: request.selected ?? null,
      brief: request.brief ?? false,
      isFollowed: request.pool !== undefined,
      lookups: request.lookups ?? [],
      window: request.window ?? null,
      hold
    })
    const stop = (error: QueryError): void => {
      if (over || stopped !== null) return
      stopped = error
      child.kill()
      Queue.offerUnsafe(messages, { type: "exit", detail: "" })
    }
    const told = Queue.take(messages).pipe(
      Effect.flatMap((message) => {
        if (message.type === "error") {
          const { reason, message: sentence, sqlite } = message
          return Effect.fail(new QueryError({ reason, message: sentence, sqlite }))
        }
        if (message.type !== "exit") return Effect.succeed(message)
        return Effect.fail(stopped ?? crashError(message.detail))
      })
    )
    return {
      isReusable: () => over && !yielded,
      yieldToOthers: () => {
        if (over) return
        yielded = true
        child.yieldToOthers()
      },
      expire: () => stop(deadlineError(request)),
      refuse: (message) => stop(new QueryError({ reason: "resources", message })),
      columns: told as Effect.Effect<Told<"columns">, QueryError>,
      next: Effect.tap(told as Effect.Effect<Told<"rows"> | Told<"done">, QueryError>, () =>
        Effect.sync(() => child.send({ type: "more" }))
      )
    }
  })

const deadlineError = ({ deadline }: QueryRequest): QueryError => {
  const after = Duration.format(Duration.fromInputUnsafe(deadline!))
  return new QueryError({ reason: "deadline", message: `the query was stopped after ${after}, its time limit` })
}

/** What SQLite says of pages that don't fit together. */
const damaged = "database disk image is malformed"

/** How a child ends whose database is another one now. */
export const databaseReplaced = "database replaced"

/** How V8 ends a process whose heap is full. */
const heapOutOfMemory = "heap out of memory"

export const crashError = (detail: string): QueryError => {
  if (detail === databaseReplaced) {
    const message = "the database was replaced by another file while it was read; ask again"
    return new QueryError({ reason: "io", message })
  }
  if (detail.endsWith(outOfMemory) || detail.includes(heapOutOfMemory)) {
    const message = "the query needs more memory than a query may have; ask for less, or for fewer values at once"
    return new QueryError({ reason: "resources", message, cause: detail })
  }
  return new QueryError({ reason: "crashed", message: `the query process ended by itself (${detail})`, cause: detail })
}
