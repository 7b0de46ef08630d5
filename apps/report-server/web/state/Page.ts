/**
 * The page's one mutable thing: what is shown (the URL), what is known of the data, and the answers. Components get it from
 * a context; nothing outside it changes.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import { createContext } from "preact"
import { useContext } from "preact/hooks"

import { Answers } from "../api/Answers.ts"
import type { Api } from "../api/Api.ts"
import { ApiError } from "../api/Api.ts"
import type { AnalysisInfo, Catalog, Change, FilterQuery, Overview } from "../api/types.ts"
import { RequestQueue } from "../api/queue.ts"
import type { InTurn } from "../api/turns.ts"
import { knownZone, offsetsOf, type OffsetAt, type Unit } from "../format/zone.ts"
import { restValue, withRest } from "./rest.ts"
import { type PageState, readState, writeState } from "./url.ts"
import { chartUnit, type Clock, clockOf, type Range, rangeOf } from "./range.ts"

/** Whether it is another database: one of its own, or an older copy in its place. */
const isAnother = (before: Overview, now: Overview): boolean =>
  now.created_at !== before.created_at || now.data_version < before.data_version

export interface PageOptions {
  readonly api: Api
  /** The browser's, for the URL. */
  readonly window: {
    readonly location: Pick<Location, "pathname" | "search">
    readonly history: Pick<History, "pushState" | "replaceState">
    readonly addEventListener: Window["addEventListener"]
    /** How much of the chart there is room for. */
    readonly innerWidth: number
  }
  /** How slow questions of all tabs take turns; absent: they don't. */
  readonly turns?: InTurn
  /** True in a file with its answers inside: nothing can be asked. */
  readonly isStatic?: boolean
}

/** `since`: ms, when the server answered last. */
export interface Outage {
  readonly error: ApiError
  readonly since: number
}

/** At least, so that each can still be seen and pointed at. */
const pixelsOfBar = 3
const barsIn = (width: number): number => Math.min(400, Math.floor(width / pixelsOfBar))
/** ms after which a window's width is the one that was wanted. */
const stillFor = 300

export class Page {
  readonly api: Api
  readonly answers: Answers
  readonly isStatic: boolean
  readonly state: Signal<PageState>
  readonly overview: Signal<Overview | null> = signal(null)
  /** Counts how often another one took the place of the database. */
  readonly databases: Signal<number> = signal(0)
  readonly catalog: Signal<Catalog | null> = signal(null)
  /** Why the page itself can't be shown. */
  readonly failure: Signal<ApiError | null> = signal(null)
  /** What an ingest that is running has read. */
  readonly ingest: Signal<Change["ingest"]> = signal(null)
  /** Why what is shown may be old; null: the server answers. */
  readonly outage: Signal<Outage | null> = signal(null)
  /** While true, new data waits: the reader has the chart in hand. */
  readonly isHeld: Signal<boolean> = signal(false)
  /** A sentence that is said once, of what has just been done. */
  readonly notice: Signal<string> = signal("")
  readonly clock: ReadonlySignal<Clock | null>
  readonly range: ReadonlySignal<Range | null>
  /** Of the main chart's bars. */
  readonly unit: ReadonlySignal<Unit | null>
  readonly filter: ReadonlySignal<FilterQuery>
  readonly offsetAt: ReadonlySignal<OffsetAt>
  readonly zone: ReadonlySignal<string>
  readonly #window: PageOptions["window"]
  readonly #mostBars: Signal<number>
  readonly #kept: Array<object> = []

  constructor({ api, window, turns, isStatic = false }: PageOptions) {
    this.api = api
    this.isStatic = isStatic
    this.#window = window
    this.#mostBars = signal(barsIn(window.innerWidth))
    this.answers = new Answers(api, new RequestQueue(turns))
    this.state = signal(readState(window.location.search))
    // The same filter stays the same object, so that what depends on it rests when only a panel opens.
    let filter = this.state.value.filter
    this.filter = computed(() => {
      const next = this.state.value.filter
      if (JSON.stringify(next) !== JSON.stringify(filter)) filter = next
      return filter
    })
    this.clock = computed(() => {
      const overview = this.overview.value
      return overview === null ? null : clockOf(overview, this.filter.value)
    })
    this.range = computed(() => {
      const isCompared = this.state.value.compare !== null
      return this.clock.value === null ? null : rangeOf(this.filter.value, this.clock.value, isCompared)
    })
    this.unit = computed(() => {
      const chosen = this.state.value.params["traffic"]?.["bucket"] ?? null
      // A second course over narrow bars is not to be read.
      const most = Math.floor(this.#mostBars.value / (this.state.value.compare === null ? 1 : 2))
      return this.range.value === null ? null : chartUnit(this.range.value, chosen, most)
    })
    this.zone = computed(() => knownZone(this.filter.value.tz) ?? this.overview.value?.zone ?? "UTC")
    this.offsetAt = computed(() => offsetsOf(this.zone.value))
  }

  /** What the server says of itself, at the beginning and when the data has changed. */
  async load(): Promise<void> {
    try {
      const [overview, catalog] = await Promise.all([
        this.api.overview(),
        this.catalog.value === null ? this.api.catalog() : this.catalog.value
      ])
      batch(() => {
        this.failure.value = null
        this.catalog.value = catalog
        this.setOverview(overview)
      })
    } catch (error) {
      this.failure.value = ApiError.of(error)
    }
  }

  setOverview(overview: Overview): void {
    batch(() => {
      const before = this.overview.value
      const isLive = before !== null && this.ingest.value !== null
      if (before !== null && isAnother(before, overview)) {
        this.databases.value++
        this.answers.forget()
      }
      this.overview.value = overview
      this.answers.dataVersion.value = overview.data_version
      if (!isLive) this.answers.calmVersion.value = overview.data_version
    })
  }

  /** Its address and its width. */
  followWindow(): void {
    this.#window.addEventListener("popstate", () => {
      this.state.value = readState(this.#window.location.search)
    })
    let timer: ReturnType<typeof setTimeout> | undefined
    this.#window.addEventListener("resize", () => {
      clearTimeout(timer)
      timer = setTimeout(() => (this.#mostBars.value = barsIn(this.#window.innerWidth)), stillFor)
    })
  }

  /** `replace`: no entry of its own in the history, for what changes with each letter typed. */
  go(change: Partial<PageState> | ((state: PageState) => PageState), { replace = false } = {}): void {
    const before = this.state.value
    const wanted = typeof change === "function" ? change(before) : { ...before, ...change }
    const next = this.isStatic ? asInFile(before, wanted) : withoutEntry(wanted)
    const text = writeState(next)
    const isSame = text === writeState(before)
    this.state.value = next
    if (isSame) return
    const url = text === "" ? this.#window.location.pathname : `?${text}`
    if (replace) this.#window.history.replaceState(null, "", url)
    else this.#window.history.pushState(null, "", url)
  }

  setFilter(change: (filter: FilterQuery) => FilterQuery): void {
    this.go((state) => ({ ...state, filter: change(state.filter) }))
  }

  analysis(id: string): AnalysisInfo | null {
    return this.catalog.value?.analyses.find((one) => one.id === id) ?? null
  }

  /** What a view has beside the URL, made when it is first opened and there again when one comes back to it. */
  kept<A extends object>(Kind: new (page: Page) => A): A {
    const known = this.#kept.find((one): one is A => one instanceof Kind)
    if (known !== undefined) return known
    const made = new Kind(this)
    this.#kept.push(made)
    return made
  }

  say(text: string): void {
    this.notice.value = text
  }
}

/** An entry is open among the lines only. */
const withoutEntry = (wanted: PageState): PageState =>
  wanted.view === "entries" || restValue(wanted.rest, "entry") === null
    ? wanted
    : { ...wanted, rest: withRest(wanted.rest, "entry", null) }

/** What is counted in a file stays what it was made of; how it is shown is up to the reader. */
const asInFile = ({ compare, filter, params, rest, view }: PageState, wanted: PageState): PageState => ({
  ...wanted,
  compare,
  filter,
  params,
  rest,
  view
})

export const PageContext = createContext<Page | null>(null)

export const usePage = (): Page => {
  const page = useContext(PageContext)
  if (page === null) throw new Error("outside of PageContext")
  return page
}
