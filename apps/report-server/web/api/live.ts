/**
 * Changes of the data, and whether the server still answers: asked for once a second while the page is in sight, as a browser has six
 * connections to a server, which streams would hold, one a tab. New data waits while the reader has the chart in hand, and until what
 * was asked for is there: of a log that grows all the time no answer would come to its end.
 *
 * While an ingest runs, figures and chart follow it as fast as they are answered; panels now and then, as all of them would take
 * the ingest's processors, and keep the figures waiting.
 */
import type { Page } from "../state/Page.ts"
import { ApiError } from "./Api.ts"
import { getJson } from "./http.ts"
import { inSight } from "./inSight.ts"
import type { Change } from "./types.ts"

/** ms between two questions, twice as many while the server is gone; beyond `patience` a server hangs; answers that take longer than `longest` wait for no longer. */
const between = 1_000
const patience = 20_000
const longest = 10_000
/** While an ingest runs: ms between two rounds of panels, or so many times as long as the last one took. */
const calm = 5_000
const rest = 4

type AskState = (signal: AbortSignal) => Promise<Change>

const askState: AskState = (signal) => getJson<Change>("./api/state", signal)

export const followChanges = async (
  page: Page,
  document: Document,
  ask: AskState = askState,
  signal: AbortSignal = new AbortController().signal
): Promise<void> => {
  const follower = new Follower(page)
  while (!signal.aborted) {
    await inSight(document)
    try {
      follower.answered(await ask(AbortSignal.timeout(patience)))
    } catch (error) {
      follower.failed(ApiError.of(error))
    }
    await new Promise((resolve) => setTimeout(resolve, page.outage.value === null ? between : 2 * between))
  }
}

class Follower {
  readonly #page: Page
  #well = Date.now()
  #renewed = 0
  #calmed = 0
  /** ms that the last round of panels took; null: it has not ended. */
  #took: number | null = 0
  #isRenewing = false

  constructor(page: Page) {
    this.#page = page
  }

  answered(change: Change): void {
    const page = this.#page
    const wasOut = page.outage.value !== null
    this.#well = Date.now()
    page.outage.value = null
    page.ingest.value = change.ingest
    if (wasOut) page.answers.revive()
    const overview = page.overview.value
    const isKnown = change.data_version === overview?.data_version && change.created_at === overview.created_at
    if (!isKnown) void this.#renew()
    this.#calm()
  }

  /** Has panels follow, if it is time. */
  #calm(): void {
    const { answers, ingest, isHeld } = this.#page
    const isLive = ingest.value !== null
    const since = Date.now() - this.#calmed
    answers.calm(isLive)
    if (this.#took === null && !answers.isAskingOthers) this.#took = since
    if (answers.calmVersion.value === answers.dataVersion.value || isHeld.value) return
    if (isLive && (this.#took === null || since < Math.max(calm, rest * this.#took))) return
    this.#calmed = Date.now()
    this.#took = null
    answers.calmVersion.value = answers.dataVersion.value
  }

  failed(error: ApiError): void {
    // Who is too busy is there.
    if (error.kind === "Busy") return
    this.#page.outage.value = { error, since: this.#well }
  }

  async #renew(): Promise<void> {
    const { answers, isHeld } = this.#page
    if (this.#isRenewing || isHeld.value) return
    if (answers.isAskingFirst && Date.now() - this.#renewed < longest) return
    this.#isRenewing = true
    await this.#page.load()
    this.#renewed = Date.now()
    this.#isRenewing = false
  }
}
