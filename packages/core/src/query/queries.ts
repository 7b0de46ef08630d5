/** What may be asked of the engine, and how it answers or fails. */
import { Data, type Duration, type Effect, type Scope, type Stream } from "effect"

import type {
  AnalysisStatement,
  Lookup,
  QueryReason,
  RowChunk,
  RowWindow,
  SelectedStatement,
  SqlRow,
  SqlValue
} from "./protocol.ts"

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

/**
 * `isBackground`: its children leave the processors to others from their beginning. `isExclusive`: they answer no statement that
 * has no pool.
 */
export interface ChildPool {
  readonly name: string
  readonly isBackground: boolean
  readonly isExclusive?: boolean
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
