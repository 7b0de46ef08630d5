/**
 * The workbench's state: its tabs, what became of each one's statement, the schema, what is saved. It stays while one looks at
 * the report, with the answers that came; a statement that runs goes on.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"

import { isNarrowed } from "../filters/filters.ts"
import { ownOf } from "../state/ownOf.ts"
import type { Page } from "../state/Page.ts"
import { askSchema, planOf, run, type SavedQuery, savedQueries, type Schema, type Statement } from "./ask.ts"
import { type Ran, readHistory, remember } from "./history.ts"
import { readLinked, withLink } from "./linked.ts"
import { answerOf, errorOf, type Outcome } from "./outcome.ts"
import { parametersIn } from "./parameters.ts"
import { addTab, changeTab, closeTab, keepTabs, newTab, readTabs, type Tab, type Tabs, withLinked } from "./tabs.ts"

export class Desk {
  readonly tabs: Signal<Tabs>
  readonly outcomes: Signal<Readonly<Record<string, Outcome>>> = signal({})
  readonly schema: Signal<Schema | null> = signal(null)
  readonly saved: Signal<ReadonlyArray<SavedQuery>> = signal([])
  readonly history: Signal<ReadonlyArray<Ran>>
  /** Whether the page's filter narrows statements. */
  readonly isFiltered: Signal<boolean> = signal(true)
  /** Tabs whose rows are shown as a chart, where they can be. */
  readonly charted: Signal<ReadonlySet<string>> = signal(new Set())
  readonly current: ReadonlySignal<Tab>
  readonly outcome: ReadonlySignal<Outcome | null>
  /** What a run would ask now. */
  readonly statement: ReadonlySignal<Statement>
  readonly #page: Page
  readonly #storage: Storage
  /** Ends when the schema is there, or can't be had. */
  #asked: Promise<unknown> = Promise.resolve()

  constructor(page: Page, storage: Storage = localStorage) {
    this.#page = page
    this.#storage = storage
    this.tabs = signal(readTabs(storage, readLinked(page.state.value.rest)))
    this.history = signal(readHistory(storage))
    this.current = computed(() => this.tabs.value.tabs.find(({ id }) => id === this.tabs.value.open)!)
    this.outcome = computed(() => this.outcomes.value[this.tabs.value.open] ?? null)
    this.statement = computed(() => {
      const { params, sql } = this.current.value
      const filter = page.filter.value
      const given = Object.fromEntries(
        parametersIn(sql).flatMap((name) => {
          const value = ownOf(params, name)
          return value === undefined ? [] : [[name, value]]
        })
      )
      const narrows = this.isFiltered.value && isNarrowed(filter)
      return { sql, params: given, ...(narrows ? { filter } : {}) }
    })
  }

  /** The view is opened, perhaps by a link to a statement. */
  enter(): void {
    this.#set(withLinked(this.tabs.value, readLinked(this.#page.state.value.rest)))
    const tell = (cause: unknown): void => this.#page.say(errorOf(cause).message)
    if (this.schema.value === null) this.#asked = askSchema().then((schema) => (this.schema.value = schema), tell)
    savedQueries().then((saved) => (this.saved.value = saved), tell)
  }

  select(id: string): void {
    this.#set({ ...this.tabs.value, open: id })
  }

  /** A statement in a tab of its own. */
  open(sql: string, name: string | null = null): void {
    this.#set(addTab(this.tabs.value, newTab(sql, name)))
  }

  shut(id: string): void {
    this.#set(closeTab(this.tabs.value, id))
  }

  change(change: Partial<Omit<Tab, "id">>): void {
    this.#set(changeTab(this.tabs.value, this.tabs.value.open, change))
  }

  setParam(name: string, value: string): void {
    this.change({ params: { ...this.current.value.params, [name]: value } })
  }

  showChart(isChart: boolean): void {
    const others = [...this.charted.value].filter((id) => id !== this.tabs.value.open)
    this.charted.value = new Set(isChart ? [...others, this.tabs.value.open] : others)
  }

  /** Lays the statement out; what it says stays the same. */
  async format(): Promise<void> {
    const { id, sql } = this.current.value
    const [{ formatted }] = await Promise.all([import("./formatting.ts"), this.#asked])
    const text = formatted(sql, this.schema.value?.functions.map(({ name }) => name) ?? [])
    if (text === null) this.#page.say("This is no whole statement that could be formatted.")
    else if (this.current.value.id === id && this.current.value.sql === sql) {
      this.change({ sql: text })
      // It asks the same still.
      const outcome = this.outcomes.value[id]
      if ((outcome?.kind === "answer" || outcome?.kind === "plan") && outcome.asked.sql === sql)
        this.#tell(id, { ...outcome, asked: { ...outcome.asked, sql: text } })
    }
  }

  run(): Promise<void> {
    const { sql } = this.current.value
    remember(this.#storage, { sql, time: Date.now() })
    this.history.value = readHistory(this.#storage)
    return this.#ask(async (asked, signal) => {
      const told = await run(asked, signal)
      return { kind: "answer", told, answer: answerOf(told), asked }
    })
  }

  explain(): Promise<void> {
    return this.#ask(async (asked, signal) => ({ kind: "plan", plan: await planOf(asked, signal), asked }))
  }

  async #ask(ask: (statement: Statement, signal: AbortSignal) => Promise<Outcome>): Promise<void> {
    const { id } = this.current.value
    const asked = this.statement.value
    const before = this.outcomes.value[id]
    if (before?.kind === "running") before.cancel()
    const controller = new AbortController()
    const cancel = (): void => {
      controller.abort()
      this.#tell(id, { kind: "cancelled" })
    }
    this.#tell(id, { kind: "running", since: performance.now(), cancel })
    try {
      const outcome = await ask(asked, controller.signal)
      if (!controller.signal.aborted) this.#tell(id, outcome)
    } catch (cause) {
      if (!controller.signal.aborted) this.#tell(id, { kind: "error", error: errorOf(cause), asked })
    }
  }

  /** A tab that was closed meanwhile is told nothing. */
  #tell(id: string, outcome: Outcome): void {
    if (!this.tabs.value.tabs.some((tab) => tab.id === id)) return
    this.outcomes.value = { ...this.outcomes.value, [id]: outcome }
  }

  #set(tabs: Tabs): void {
    batch(() => {
      this.tabs.value = tabs
      this.#forgetClosed()
      keepTabs(this.#storage, tabs)
      const open = tabs.tabs.find(({ id }) => id === tabs.open)!
      this.#page.go((state) => ({ ...state, rest: withLink(state.rest, open) }), { replace: true })
    })
  }

  /** Ends what runs in tabs that are no more. */
  #forgetClosed(): void {
    const isOpen = ([id]: readonly [string, Outcome]): boolean => this.tabs.value.tabs.some((tab) => tab.id === id)
    const [open, closed] = [true, false].map((wanted) =>
      Object.entries(this.outcomes.value).filter((one) => isOpen(one) === wanted)
    )
    if (closed!.length === 0) return
    for (const [, outcome] of closed!) if (outcome.kind === "running") outcome.cancel()
    this.outcomes.value = Object.fromEntries(open!)
  }
}
