/**
 * Runs SQL in child processes, the only place where it can be stopped: SQLite's work in a process or thread of ours goes
 * on until it is done, whatever is asked of it, and a killed child takes 10 ms.
 *
 * A few warm children, one by default, are forked when first needed and kept. A deadline or an interruption kills the
 * child in use; the next request gets a new one (80 ms). No process of ours may open the database with two copies of
 * SQLite, whose locks undo each other: node:sqlite is never imported here, nor better-sqlite3 in the child.
 */
import { isAbsolute, resolve } from "node:path"

import { Context, Effect, Layer, type Scope, Semaphore } from "effect"

import { type Answer, ask, crashError, databaseReplaced, queriesOf } from "./answer.ts"
import { QueryChild } from "./child.ts"
import { fileState } from "./fileState.ts"
import { takeChild } from "./idleChildren.ts"
import { OpenFiles } from "./OpenFiles.ts"
import { logSize, prepareToRemove, removeLeftovers } from "./leftovers.ts"
import type { ChildLimits } from "./limits.ts"
import { diskIsShort, diskShortText, takenBy } from "./temporaryFiles.ts"
import type { Queries, QueryError, QueryRequest } from "./queries.ts"

export { QueryError } from "./queries.ts"
export type { ChildPool, Queries, QueryEnd, QueryRequest, QueryResult, RowStream } from "./queries.ts"
export type { AnalysisStatement, Lookup, QueryReason, RowChunk, RowWindow, SqlRow, SqlValue } from "./protocol.ts"

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
        const files = new OpenFiles(path)
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

        /** Those that are busy, too: what they read is of two files. */
        const endReplaced = Effect.suspend(() => {
          if (!files.areReplaced()) return Effect.void
          const gone = [...readers]
          return Effect.promise(() => Promise.all(gone.map((child) => child.end(databaseReplaced)))).pipe(
            Effect.andThen(
              Effect.sync(() => {
                for (const child of gone) readers.delete(child)
                if (readers.size === 0) files.closed()
              })
            )
          )
        })

        const begin = Effect.fn("QueryEngine.begin")(function* (
          child: QueryChild,
          request: QueryRequest,
          hold: boolean
        ) {
          files.asking()
          readers.add(child)
          const answer = yield* ask(child, request, hold, files)
          // It takes its time, however little: from now on there is nothing to do but wait.
          if (request.brief !== true || request.analysis !== undefined) void prepareToRemove()
          if (request.deadline !== undefined) {
            yield* Effect.forkScoped(Effect.delay(Effect.sync(answer.expire), request.deadline))
          }
          if (request.brief !== true) {
            const short = diskIsShort(child.limits, () => takenBy(child.pid))
            const refuse = Effect.sync(() => answer.refuse(diskShortText(child.limits)))
            yield* Effect.forkScoped(Effect.andThen(short, refuse))
          }
          if (request.yields === true && request.pool?.isBackground !== true) {
            yield* Effect.forkScoped(Effect.delay(Effect.sync(answer.yieldToOthers), "1 second"))
          }
          return answer
        })

        const open = Effect.fn("QueryEngine.open")(function* (request: QueryRequest) {
          yield* permit
          yield* endReplaced
          let answer: Answer | null = null
          const child = yield* Effect.acquireRelease(takeChild(idle, path, options, request.pool), (taken) =>
            Effect.sync(() => (answer?.isReusable() === false ? taken.kill() : void idle.push(taken)))
          )
          return (answer = yield* begin(child, request, false))
        })

        const snapshot = Effect.gen(function* () {
          yield* permit
          yield* endReplaced
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
