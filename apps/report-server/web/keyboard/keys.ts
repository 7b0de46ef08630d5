/** Which key does what: read by the listener and shown on the sheet. */
import { choosePreset, movePeriod } from "../filters/choosePreset.ts"
import { audienceOf, audiences, clear, isNarrowed, setAudience } from "../filters/filters.ts"
import type { Page } from "../state/Page.ts"
import { restValue, withRest } from "../state/rest.ts"
import { amongChips, clickIn, focusHook, focusWhenThere, linesGrid, pressHook, moveRow, movePanel } from "./focus.ts"

export interface Key {
  /** As `KeyboardEvent.key` has it. */
  readonly keys: ReadonlyArray<string>
  /** How the sheet writes it; absent: as the keys are. */
  readonly written?: string
  readonly does: string
  readonly run: (page: Page, document: Document) => void
}

interface KeyGroup {
  readonly title: string
  readonly keys: ReadonlyArray<Key>
}

const groups: ReadonlyArray<KeyGroup> = [
  {
    title: "Time",
    keys: [
      { keys: ["d", "D"], written: "D", does: "last day", run: (page) => choosePreset(page, "day") },
      { keys: ["w", "W"], written: "W", does: "last 7 days", run: (page) => choosePreset(page, "week") },
      { keys: ["m", "M"], written: "M", does: "last 30 days", run: (page) => choosePreset(page, "month") },
      { keys: ["y", "Y"], written: "Y", does: "last 365 days", run: (page) => choosePreset(page, "year") },
      { keys: ["a", "A"], written: "A", does: "all", run: (page) => choosePreset(page, "all") },
      {
        keys: ["c", "C"],
        written: "C",
        does: "days of your own",
        run: (_, document) => {
          focusHook(document, "range", true)
          focusWhenThere(document, ".days input")
        }
      },
      { keys: ["ArrowLeft"], written: "←", does: "period before", run: (page) => movePeriod(page, -1) },
      { keys: ["ArrowRight"], written: "→", does: "period after", run: (page) => movePeriod(page, 1) },
      {
        keys: ["x", "X"],
        written: "X",
        does: "compare with the period before, or not",
        run: (page) => page.go((state) => ({ ...state, compare: state.compare === null ? "previous" : null }))
      }
    ]
  },
  {
    title: "Filter",
    keys: [
      { keys: ["/"], does: "search", run: (_, document) => focusHook(document, "search", false) },
      {
        keys: ["f", "F"],
        written: "F",
        does: "add a filter",
        run: (_, document) => focusHook(document, "filter", true)
      },
      {
        keys: ["b", "B"],
        written: "B",
        does: "all, people, bots",
        run: (page) =>
          page.setFilter((filter) => {
            const current = audienceOf(filter) ?? "all"
            return setAudience(filter, audiences[(audiences.indexOf(current) + 1) % audiences.length]!)
          })
      },
      {
        keys: ["Escape"],
        written: "Esc",
        does: "close, then clear the filter",
        run: (page, document) => amongChips(document, () => clearAll(page))
      }
    ]
  },
  {
    title: "Panels",
    keys: [
      { keys: ["g", "G"], written: "G", does: "next panel", run: (_, document) => movePanel(document, 1) },
      { keys: ["j", "J"], written: "J", does: "next row", run: (_, document) => moveRow(document, 1) },
      { keys: ["k", "K"], written: "K", does: "row before", run: (_, document) => moveRow(document, -1) },
      { keys: ["Enter"], does: "filter by the row", run: () => {} },
      {
        keys: ["e", "E"],
        written: "E",
        does: "open the whole table",
        run: (_, document) => clickIn(document, "expand")
      }
    ]
  },
  {
    title: "Elsewhere",
    keys: [
      {
        keys: ["s", "S"],
        written: "S",
        does: "SQL, or back",
        run: (page) => page.go((state) => ({ ...state, view: state.view === "sql" ? null : "sql" }))
      },
      {
        keys: ["l", "L"],
        written: "L",
        does: "lines behind the filter, or back",
        run: (page, document) => {
          page.go((state) => ({ ...state, view: state.view === "entries" ? null : "entries" }))
          if (page.state.peek().view === "entries") focusWhenThere(document, linesGrid)
        }
      },
      { keys: ["?"], does: "this sheet", run: (_, document) => pressHook(document, "keys") }
    ]
  }
]

const clearAll = (page: Page): void => {
  const { compare, filter, rest, view } = page.state.value
  if (view === "entries" && restValue(rest, "entry") !== null)
    page.go((state) => ({ ...state, rest: withRest(state.rest, "entry", null) }), { replace: true })
  else if (view !== null) page.go({ view: null })
  else if (isNarrowed(filter) || compare !== null)
    page.go((state) => ({ ...state, filter: clear(filter), compare: null }))
}

/** A page in a file has its answers, and can ask for no others. */
export const keysOf = ({ isStatic }: Page): ReadonlyArray<KeyGroup> => {
  if (!isStatic) return groups
  const asks = (does: string): boolean => /^(?:SQL|lines|filter by)/.test(does)
  return groups
    .filter(({ title }) => title === "Panels" || title === "Elsewhere")
    .map(({ title, keys }) => ({ title, keys: keys.filter(({ does }) => !asks(does)) }))
}

export const keyFor = (page: Page, pressed: string): Key | null =>
  keysOf(page)
    .flatMap(({ keys }) => keys)
    .find(({ keys }) => keys.includes(pressed)) ?? null
