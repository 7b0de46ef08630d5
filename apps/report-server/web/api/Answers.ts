/**
 * Answers by their questions. A question asked twice is sent once; while the answer under a new filter is under way, the
 * one before stays in sight; an answer of older data is shown, and asked for anew; where there is no newer one to be had, it stays, and that is
 * said. Who no longer looks, cancels.
 */
import { type Signal, signal } from "@preact/signals"

import { type Api, ApiError, type Question } from "./Api.ts"
import { questionPath } from "./http.ts"
import { RequestQueue, type Urgency } from "./queue.ts"
import type { Answer } from "./types.ts"

export type Asked =
  | { readonly state: "waiting" }
  /** `stale`: why it could not be had anew. */
  | { readonly state: "answered"; readonly answer: Answer; readonly stale: ApiError | null }
  | { readonly state: "failed"; readonly error: ApiError }
  /** By the reader; asked again on demand. */
  | { readonly state: "cancelled" }

export interface Watched {
  readonly asked: Signal<Asked>
  readonly cancel: () => void
  /** Ends this watcher's interest. */
  readonly leave: () => void
}

interface Kept {
  readonly asked: Signal<Asked>
  watchers: number
  abort: AbortController | null
}

/** Answers kept for going back, of those that nobody watches. */
const mostKept = 150

export class Answers {
  readonly dataVersion: Signal<number> = signal(0)
  /** What is less urgent is asked of this one, which may be behind (live.ts). */
  readonly calmVersion: Signal<number> = signal(0)
  /** Counts how often the server was back again. */
  readonly revived: Signal<number> = signal(0)
  readonly #api: Api
  readonly #queue: RequestQueue
  readonly #kept = new Map<string, Kept>()

  constructor(api: Api, queue = new RequestQueue()) {
    this.#api = api
    this.#queue = queue
  }

  watch(question: Question, urgency: Urgency): Watched {
    const key = questionPath(question)
    const kept = this.#kept.get(key) ?? { asked: signal<Asked>({ state: "waiting" }), watchers: 0, abort: null }
    // The newest last: what was watched longest ago is forgotten first.
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    kept.watchers++
    if (kept.abort === null && !this.#isCurrent(kept)) this.#ask(kept, question, urgency)
    let isWatching = true
    return {
      asked: kept.asked,
      cancel: () => {
        kept.abort?.abort()
        kept.abort = null
        kept.asked.value = { state: "cancelled" }
      },
      leave: () => {
        if (!isWatching) return
        isWatching = false
        kept.watchers--
        if (kept.watchers === 0) {
          kept.abort?.abort()
          kept.abort = null
          this.#forget()
        }
      }
    }
  }

  /** Whether the most urgent answers are awaited. */
  get isAskingFirst(): boolean {
    return this.#queue.hasFirst
  }

  get isAskingOthers(): boolean {
    return this.#queue.hasOthers
  }

  /** While an ingest runs, what is less urgent is asked one by one. */
  calm(isCalm: boolean): void {
    this.#queue.calm(isCalm)
  }

  /** What is known is of another database: it is asked for anew, and nothing of it is shown meanwhile. */
  forget(): void {
    for (const { abort } of this.#kept.values()) abort?.abort()
    this.#kept.clear()
    this.revive()
  }

  /** Has those asked anew that failed. */
  revive(): void {
    this.revived.value++
  }

  #isCurrent({ asked }: Kept): boolean {
    const { value } = asked
    return value.state === "answered" && value.answer.data_version >= this.dataVersion.peek()
  }

  #ask(kept: Kept, question: Question, urgency: Urgency): void {
    const abort = new AbortController()
    kept.abort = abort
    if (kept.asked.peek().state !== "answered") kept.asked.value = { state: "waiting" }
    const settle = (asked: Asked): void => {
      if (kept.abort !== abort) return
      kept.abort = null
      kept.asked.value = asked
    }
    this.#queue
      .run(urgency, abort.signal, (signal) => this.#api.answer(question, signal))
      .then(
        (answer) => settle({ state: "answered", answer, stale: null }),
        (cause: unknown) => {
          if (abort.signal.aborted) return
          const error = ApiError.of(cause)
          const before = kept.asked.peek()
          // What is refused has no answer any more.
          const stays = before.state === "answered" && error.kind !== "Refused"
          settle(stays ? { ...before, stale: error } : { state: "failed", error })
        }
      )
  }

  #forget(): void {
    for (const [key, { watchers }] of this.#kept) {
      if (this.#kept.size <= mostKept) return
      if (watchers === 0) this.#kept.delete(key)
    }
  }
}
