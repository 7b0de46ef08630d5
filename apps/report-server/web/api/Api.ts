/**
 * What the page asks, of a server or of a file that holds the answers (the one-file report): views know only this.
 * Requests of the page itself go through a queue (queue.ts); those for big answers don't.
 */
import type { Answer, AnswerWindow, Catalog, EmptyReasons, FilterQuery, Overview } from "./types.ts"

export interface Question {
  readonly id: string
  readonly filter: FilterQuery
  readonly params?: Readonly<Record<string, string>>
  /** Rows at most; 0: all. */
  readonly limit: number
  readonly compare?: string | null
}

/** Some rows of a question without a comparison. */
export interface AskedWindow {
  readonly question: Question
  readonly offset: number
  readonly limit: number
  readonly sort: { readonly column: string; readonly descending: boolean } | null
  /** Words that cells of a row have. */
  readonly find: string
  /** Of the rows that are here; null: those of now are meant. */
  readonly dataVersion: number | null
}

export interface AskedArchive {
  readonly filter: FilterQuery
  readonly compare: string | null
  /** By analysis and name. */
  readonly params: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** `message` is a sentence for the reader; `kind` the case the server tells. */
export class ApiError extends Error {
  override readonly name = "ApiError"
  readonly kind: "Refused" | "TimedOut" | "Busy" | "Unreadable" | "Unreachable" | "Unauthorized"

  /** Of a statement: where in it, from 0; null: not told. */
  readonly at: number | null

  constructor(kind: ApiError["kind"], message: string, at: number | null = null) {
    super(message)
    this.kind = kind
    this.at = at
  }

  /** What else was thrown is that nobody answers. */
  static of(cause: unknown): ApiError {
    return cause instanceof ApiError ? cause : new ApiError("Unreachable", String(cause))
  }
}

export interface Api {
  readonly overview: (signal?: AbortSignal) => Promise<Overview>
  readonly catalog: (signal?: AbortSignal) => Promise<Catalog>
  readonly answer: (question: Question, signal?: AbortSignal) => Promise<Answer>
  /** Null: answers are here as they are. */
  readonly window: ((asked: AskedWindow, signal: AbortSignal) => Promise<AnswerWindow>) | null
  /** Rows of a list that are to be had, where they are not all; null: all are. */
  readonly held: (question: Question) => number | null
  /** Where all rows of an answer are to be had as a file; null: they must be asked for and written here. */
  readonly exportUrl: (question: Question, form: "csv" | "json" | "ndjson") => string | null
  /** Where all analyses are to be had as one ZIP; null: nowhere. */
  readonly archiveUrl: (asked: AskedArchive) => string | null
  readonly whyEmpty: (filter: FilterQuery, signal?: AbortSignal) => Promise<EmptyReasons>
}
