/** The name, what is loaded, the time range, who is counted, search. */
import { AddFilter } from "../filters/Chips.tsx"
import { audiences, isNarrowed, audienceShown, setAudience, type Audience } from "../filters/filters.ts"
import { RangePicker } from "../filters/RangePicker.tsx"
import { Search } from "../filters/Search.tsx"
import { count, counted } from "../format/number.ts"
import { bucketTitle, span, yearOf } from "../format/time.ts"
import { visible } from "../format/visible.ts"
import { type OffsetAt, startOf } from "../format/zone.ts"
import type { Overview } from "../api/types.ts"
import { showPanel } from "../panels/showPanel.ts"
import { usePage } from "../state/Page.ts"
import { PageMenu } from "./PageMenu.tsx"
import type { ThemeChoice } from "./theme.ts"
import type { Views } from "./views.ts"

const viewTitles: Readonly<Record<string, readonly [string, string]>> = {
  entries: ["Lines", "Lines behind the filter (L)"],
  sql: ["SQL", "Ask SQL (S)"]
}

export const TopBar = ({ theme, views }: { readonly theme: ThemeChoice; readonly views: Views }) => {
  const page = usePage()
  return (
    <div class="column bar">
      <h1>
        <a
          href="?"
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return
            event.preventDefault()
            page.go({ view: null, expand: null })
          }}
        >
          logmill
        </a>
      </h1>
      <Loaded />
      {!page.isStatic && (
        <>
          <Search />
          <AddFilter />
          <AudienceSwitch />
        </>
      )}
      <RangePicker />
      {Object.keys(views).map((name) => {
        const [title, says] = viewTitles[name] ?? [name, name]
        const isOpen = page.state.value.view === name
        return (
          <button
            key={name}
            type="button"
            class="view-button"
            aria-pressed={isOpen}
            title={says}
            onClick={() => page.go({ view: isOpen ? null : name })}
          >
            {title}
          </button>
        )
      })}
      <ThemeButton theme={theme} />
      {!page.isStatic && <PageMenu />}
    </div>
  )
}

const Loaded = () => {
  const page = usePage()
  const overview = page.overview.value
  if (overview === null) return <p class="loaded" />
  if (page.isStatic && isNarrowed(page.filter.value)) return <Part overview={overview} />
  const { entries, first_time, last_time, sites, sources } = overview
  const [site] = sites
  const where =
    sites.length === 1 && site !== undefined
      ? visible(site)
      : sites.length > 1
        ? `${sites.length} sites`
        : counted(sources, "source")
  const { ingest } = page
  return (
    <p
      class="loaded"
      title={`${counted(entries, "entry", "entries")} of ${counted(sources, "source")} in ${overview.database}${
        ingest.value === null ? "" : `; an ingest has read ${counted(ingest.value.lines, "line")}`
      }`}
    >
      <span>
        {sites.length > 1 && page.analysis("sites") !== null ? (
          <button type="button" class="link" title="Show the sites" onClick={() => showPanel(page, "sites")}>
            {where}
          </button>
        ) : (
          where
        )}
      </span>
      {first_time !== null && last_time !== null && <span>{days(first_time, last_time, page.offsetAt.value)}</span>}
      <span class={ingest.value === null ? "" : "growing"}>
        {count(entries)} {entries === 1 ? "entry" : "entries"}
        {ingest.value !== null && (
          <span class="ingest" role="status">
            , +{count(ingest.value.lines)}
            <span class="unit"> lines</span>
          </span>
        )}
      </span>
    </p>
  )
}

/** Of a file that holds a part: its own site, and that there is more; its time stands in the range beside it. */
const Part = ({ overview: { entries, sites } }: { readonly overview: Overview }) => {
  const chosen = usePage().filter.value.site ?? []
  const all = `${counted(entries, "entry", "entries")}${sites.length > 1 ? ` of ${sites.length} sites` : ""}`
  return (
    <p class="loaded" title={`A part of the database, which holds ${all}`}>
      {chosen.length > 0 && <span>{visible(chosen.join(", "))}</span>}
      <span>a part of {count(entries)} entries</span>
    </p>
  )
}

/** ms from which months are told, as they are of two years: the days stand in the range beside them. */
const manyDays = 100 * 86_400_000

const days = (first: number, last: number, offsetAt: OffsetAt): string =>
  last - first < manyDays && yearOf(first, offsetAt) === yearOf(last, offsetAt)
    ? span(startOf(first, "day", offsetAt), startOf(last, "day", offsetAt, 1), offsetAt)
    : `${bucketTitle(first, "month", offsetAt)} – ${bucketTitle(last, "month", offsetAt)}`

const audienceTitles: Readonly<Record<Audience, readonly [string, string]>> = {
  all: ["All", "Everybody, bots too"],
  people: ["People", "Without agents that say that they are programs (classes human and unknown)"],
  bots: ["Bots", "Agents that say that they are programs"]
}

const AudienceSwitch = () => {
  const page = usePage()
  const current = audienceShown(page.filter.value)
  return (
    <div class="switch" role="group" aria-label="Who is counted">
      {audiences.map((audience) => (
        <button
          key={audience}
          type="button"
          aria-pressed={current === audience}
          title={audienceTitles[audience][1]}
          onClick={() => page.setFilter((filter) => setAudience(filter, audience))}
        >
          {audienceTitles[audience][0]}
        </button>
      ))}
    </div>
  )
}

const ThemeButton = ({ theme }: { readonly theme: ThemeChoice }) => {
  const name = { auto: "as the system has it", light: "light", dark: "dark" }[theme.chosen.value]
  return (
    <button type="button" class="icon" title={`Colours: ${name}`} aria-label={`Colours: ${name}`} onClick={theme.next}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.4" />
        <path
          d={theme.chosen.value === "light" ? "" : theme.chosen.value === "dark" ? discPath : halfPath}
          fill="currentColor"
        />
      </svg>
    </button>
  )
}

const halfPath = "M8 2.5a5.5 5.5 0 0 1 0 11z"
const discPath = "M8 2.5a5.5 5.5 0 0 1 0 11a5.5 5.5 0 0 1 0-11z"
