/**
 * Which requests run now: the most urgent first, few at a time. Slow ones begin when no quicker one is under way or waits:
 * they would share its processors. Of them there are so few that a quick one always finds a place, in all tabs together: browsers
 * open six connections to a host, and one of them is for what must not wait.
 */
import { ApiError } from "./Api.ts"
import { atOnce, type InTurn, type Send } from "./turns.ts"

/** The smaller, the sooner: figures and chart, quick panels in sight, other quick panels, what is slow. */
export type Urgency = 0 | 1 | 2 | 3

const slow: Urgency = 3

interface Waiting {
  readonly urgency: Urgency
  readonly start: () => Promise<void>
}

export interface QueueOptions {
  readonly most: number
  /** Slow ones at the same time. */
  readonly mostSlow: number
  /** ms before a request that the server was too busy for is sent again, times the attempt. */
  readonly retryAfter: number
}

export class RequestQueue {
  readonly #options: QueueOptions
  readonly #inTurn: InTurn
  #waiting: Array<Waiting> = []
  #running = 0
  #slow = 0
  #first = 0
  #isCalm = false

  #begun = 0

  constructor(turns: InTurn = atOnce, options: QueueOptions = { most: 5, mostSlow: 2, retryAfter: 250 }) {
    this.#options = options
    this.#inTurn = turns
  }

  /** Whether any of the most urgent run or wait. */
  get hasFirst(): boolean {
    return this.#first > 0 || this.#waiting.some(({ urgency }) => urgency === 0)
  }

  /** Whether any others do. */
  get hasOthers(): boolean {
    return this.#running > this.#first || this.#waiting.some(({ urgency }) => urgency > 0)
  }

  /** One after the other goes what is not most urgent, or several at once again. */
  calm(isCalm: boolean): void {
    this.#isCalm = isCalm
    this.#next()
  }

  /** Rejects with the signal's reason when aborted, also before it began. */
  run<A>(urgency: Urgency, signal: AbortSignal, send: Send<A>): Promise<A> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        urgency,
        start: () => this.#sending(urgency, signal, (own) => this.#retrying(own, send)).then(resolve, reject)
      }
      signal.addEventListener(
        "abort",
        () => {
          this.#waiting = this.#waiting.filter((one) => one !== waiting)
          reject(signal.reason as Error)
        },
        { once: true }
      )
      if (signal.aborted) {
        reject(signal.reason as Error)
        return
      }
      this.#waiting.push(waiting)
      this.#next()
    })
  }

  #sending<A>(urgency: Urgency, signal: AbortSignal, send: Send<A>): Promise<A> {
    if (urgency < slow) return send(signal)
    return this.#inTurn(`slow ${this.#begun++ % this.#options.mostSlow}`, signal, send)
  }

  async #retrying<A>(signal: AbortSignal, send: Send<A>): Promise<A> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send(signal)
      } catch (error) {
        if (!(error instanceof ApiError) || error.kind !== "Busy" || attempt === 8 || signal.aborted) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, this.#options.retryAfter * attempt))
    }
  }

  #next(): void {
    const mayStart = ({ urgency }: Waiting): boolean => {
      if (urgency === 0) return true
      if (this.#isCalm) return this.#running === this.#first
      return urgency < slow || (this.#slow < this.#options.mostSlow && this.#running === this.#slow)
    }
    while (this.#running < this.#options.most) {
      const next = this.#waiting.filter(mayStart).toSorted((a, b) => a.urgency - b.urgency)[0]
      if (next === undefined) return
      this.#waiting = this.#waiting.filter((one) => one !== next)
      const isSlow = next.urgency === slow
      this.#running++
      if (isSlow) this.#slow++
      if (next.urgency === 0) this.#first++
      void next.start().finally(() => {
        this.#running--
        if (isSlow) this.#slow--
        if (next.urgency === 0) this.#first--
        this.#next()
      })
    }
  }
}
