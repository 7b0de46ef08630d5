/** Statements side by side, kept by the browser; the one that is open is in the URL, too. */
import type { Linked } from "./linked.ts"

export interface Tab {
  readonly id: string
  /** What it is saved as, or null. */
  readonly name: string | null
  readonly sql: string
  /** Values of parameters, also of those that are not in it now. */
  readonly params: Readonly<Record<string, string>>
}

export interface Tabs {
  readonly open: string
  readonly tabs: ReadonlyArray<Tab>
}

export const mostTabs = 20
const key = "logmill.sql.tabs"

export const firstStatement = `SELECT path, sum(hits) AS hits, sum(bytes) AS bytes
FROM hits
WHERE status >= 400
GROUP BY path
ORDER BY hits DESC
LIMIT 50`

export const newTab = (sql: string, name: string | null = null): Tab => ({
  id: Math.random().toString(36).slice(2),
  name,
  sql,
  params: {}
})

/** `linked`: what is in the URL. */
export const readTabs = (storage: Storage, linked: Linked | null): Tabs => {
  const kept = withLinked(keptTabs(storage), linked)
  return kept.tabs.length === 0 ? addTab(kept, newTab(firstStatement)) : kept
}

/** The tab of a statement is open, with the values of the URL; one that no tab has gets a tab of its own. */
export const withLinked = (tabs: Tabs, linked: Linked | null): Tabs => {
  if (linked === null) return tabs
  const { params, sql } = linked
  const isIt = (tab: Tab): boolean => tab.sql === sql
  const known = tabs.tabs.find((tab) => tab.id === tabs.open && isIt(tab)) ?? tabs.tabs.find(isIt)
  if (known === undefined) return addTab(tabs, { ...newTab(sql), params })
  return changeTab({ ...tabs, open: known.id }, known.id, { params: { ...known.params, ...params } })
}

const none: Tabs = { open: "", tabs: [] }

const keptTabs = (storage: Storage): Tabs => {
  try {
    const read: unknown = JSON.parse(storage.getItem(key) ?? "null")
    if (typeof read !== "object" || read === null || !("tabs" in read) || !Array.isArray(read.tabs)) return none
    const tabs = read.tabs.filter(isTab).slice(0, mostTabs)
    const open = "open" in read && typeof read.open === "string" ? read.open : ""
    return { tabs, open: tabs.some(({ id }) => id === open) ? open : (tabs[0]?.id ?? "") }
  } catch {
    return none
  }
}

const isTab = (value: unknown): value is Tab => {
  if (typeof value !== "object" || value === null) return false
  const { id, name, params, sql } = value as Partial<Record<keyof Tab, unknown>>
  const hasTexts = typeof id === "string" && typeof sql === "string" && (name === null || typeof name === "string")
  return hasTexts && typeof params === "object" && params !== null && Object.values(params).every(isText)
}

const isText = (value: unknown): boolean => typeof value === "string"

/** A full or forbidden storage only forgets. */
export const keepTabs = (storage: Storage, tabs: Tabs): void => {
  try {
    storage.setItem(key, JSON.stringify(tabs))
  } catch {
    return
  }
}

/** The oldest goes when there are too many. */
export const addTab = ({ tabs }: Tabs, tab: Tab): Tabs => ({ tabs: [...tabs, tab].slice(-mostTabs), open: tab.id })

/** The last one is emptied. */
export const closeTab = ({ open, tabs }: Tabs, id: string): Tabs => {
  const at = tabs.findIndex((tab) => tab.id === id)
  const left = tabs.filter((tab) => tab.id !== id)
  if (left.length === 0) return addTab(none, newTab(""))
  return { tabs: left, open: open === id ? left[Math.min(at, left.length - 1)]!.id : open }
}

export const changeTab = (tabs: Tabs, id: string, change: Partial<Omit<Tab, "id">>): Tabs => ({
  ...tabs,
  tabs: tabs.tabs.map((tab) => (tab.id === id ? { ...tab, ...change } : tab))
})

/** What each is called; where several would be called the same, the later ones are numbered. */
export const titlesOf = (tabs: ReadonlyArray<Tab>): ReadonlyArray<string> => {
  const taken = new Set<string>()
  return tabs.map((tab) => {
    const title = titleOf(tab)
    let number = 1
    const numbered = (): string => (number === 1 ? title : `${title} ${number}`)
    while (taken.has(numbered())) number++
    taken.add(numbered())
    return numbered()
  })
}

/** What it is called: as it is saved, else by what it selects from. */
const titleOf = ({ name, sql }: Tab): string => {
  if (name !== null) return name
  const from = /\bfrom\s+(\w+)/i.exec(sql)?.[1]
  const text = from ?? sql.trim().split(/\s+/).slice(0, 3).join(" ")
  return text === "" ? "empty" : text.slice(0, 24)
}
