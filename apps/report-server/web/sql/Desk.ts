/** The workbench's state: its tabs, what became of each one's statement, the schema, what is saved. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"

import { isNarrowed } from "../filters/filters.ts"
import type { Page } from "../state/Page.ts"
import { restValue, withRest } from "../state/rest.ts"
import { askSchema, planOf, run, type SavedQuery, savedQueries, type Schema, type Statement } from "./ask.ts"
import { type Ran, readHistory, remember } from "./history.ts"
import { answerOf, errorOf, type Outcome } from "./outcome.ts"
import { parametersIn } from "./parameters.ts"
import { addTab, changeTab, closeTab, keepTabs, newTab, readTabs, type Tab, type Tabs } from "./tabs.ts"

/** Longer statements are not put into the URL. */
const longestInUrl = 4000

export class Desk {
  readonly tabs: Signal<Tabs>
  readonly outcomes: Signal<Readonly<Record<string, Outcome>>> = signal({})
  readonly schema: Signal<Schema | null> = signal(null)
  readonly saved: Signal<ReadonlyArray<SavedQuery>> = signal([])
  readonly history: Signal<ReadonlyArray<Ran>>
  /** Whether the page's filter narrows statements. */
  readonly isFiltered: Signal<boolean> = signal(true)
  readonly current: ReadonlySignal<Tab>
  readonly outcome: ReadonlySignal<Outcome | null>
  readonly #page: Page
  readonly #storage: Storage

  constructor(page: Page, storage: Storage) {
    this.#page = page
    this.#storage = storage
    this.tabs = signal(readTabs(storage, restValue(page.state.value.rest, "sql")))
    this.history = signal(readHistory(storage))
    this.current = computed(() => this.tabs.value.tabs.find(({ id }) => id === this.tabs.value.open)!)
    this.outcome = computed(() => this.outcomes.value[this.tabs.value.open] ?? null)
    this.#set(this.tabs.value)
    askSchema().then(
      (schema) => (this.schema.value = schema),
      (cause: unknown) => page.say(errorOf(cause).message)
    )
    savedQueries().then(
      (saved) => (this.saved.value = saved),
      (cause: unknown) => page.say(errorOf(cause).message)
    )
  }

  /** Ends what runs. */
  close(): void {
    for (const outcome of Object.values(this.outcomes.value)) if (outcome.kind === "running") outcome.cancel()
  }

  select(id: string): void {
    this.#set({ ...this.tabs.value, open: id })
  }

  /** A statement in a tab of its own. */
  open(sql: string, name: string | null = null): void {
    this.#set(addTab(this.tabs.value, newTab(sql, name)))
  }

  shut(id: string): void {
    const outcome = this.outcomes.value[id]
    if (outcome?.kind === "running") outcome.cancel()
    this.#set(closeTab(this.tabs.value, id))
  }

  change(change: Partial<Omit<Tab, "id">>): void {
    this.#set(changeTab(this.tabs.value, this.tabs.value.open, change))
  }

  setParam(name: string, value: string): void {
    this.change({ params: { ...this.current.value.params, [name]: value } })
  }

  run(): Promise<void> {
    const { sql } = this.current.value
    remember(this.#storage, { sql, time: Date.now() })
    this.history.value = readHistory(this.#storage)
    return this.#ask(sql, async (statement, signal) => {
      const told = await run(statement, signal)
      return { kind: "answer", told, answer: answerOf(told), statement: sql }
    })
  }

  explain(): Promise<void> {
    return this.#ask(this.current.value.sql, async (statement, signal) => ({
      kind: "plan",
      plan: await planOf(statement, signal)
    }))
  }

  async #ask(sql: string, ask: (statement: Statement, signal: AbortSignal) => Promise<Outcome>): Promise<void> {
    const { id } = this.current.value
    const before = this.outcomes.value[id]
    if (before?.kind === "running") before.cancel()
    const controller = new AbortController()
    const cancel = (): void => {
      controller.abort()
      this.#tell(id, { kind: "cancelled" })
    }
    this.#tell(id, { kind: "running", since: performance.now(), cancel })
    try {
      const outcome = await ask(this.#statement(), controller.signal)
      if (!controller.signal.aborted) this.#tell(id, outcome)
    } catch (cause) {
      if (!controller.signal.aborted) this.#tell(id, { kind: "error", error: errorOf(cause), statement: sql })
    }
  }

  #statement(): Statement {
    const { params, sql } = this.current.value
    const filter = this.#page.filter.value
    const given = Object.fromEntries(
      parametersIn(sql).flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]]))
    )
    const narrows = this.isFiltered.value && isNarrowed(filter)
    return { sql, params: given, ...(narrows ? { filter } : {}) }
  }

  #tell(id: string, outcome: Outcome): void {
    this.outcomes.value = { ...this.outcomes.value, [id]: outcome }
  }

  #set(tabs: Tabs): void {
    batch(() => {
      this.tabs.value = tabs
      keepTabs(this.#storage, tabs)
      const sql = tabs.tabs.find(({ id }) => id === tabs.open)?.sql ?? ""
      const linked = sql === "" || sql.length > longestInUrl ? null : sql
      this.#page.go((state) => ({ ...state, rest: withRest(state.rest, "sql", linked) }), { replace: true })
    })
  }
}
