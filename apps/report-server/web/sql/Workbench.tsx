/** SQL: statements in tabs, what can be asked beside them, and what they answer. */
import { useEffect, useRef, useState } from "preact/hooks"

import { isNarrowed } from "../filters/filters.ts"
import { visible } from "../format/visible.ts"
import { ownOf } from "../state/ownOf.ts"
import { usePage } from "../state/Page.ts"
import { Desk } from "./Desk.ts"
import type { Editor } from "./editor.ts"
import { SqlEditor } from "./EditorView.tsx"
import { Explorer } from "./Explorer.tsx"
import { History } from "./History.tsx"
import { parametersIn } from "./parameters.ts"
import { Result } from "./Result.tsx"
import { Saved } from "./Saved.tsx"
import { titlesOf } from "./tabs.ts"
import "../entries/entries.css"
import "./sql.css"

const Workbench = () => {
  const page = usePage()
  const desk = page.kept(Desk)
  useEffect(() => desk.enter(), [desk])
  const editor = useRef<Editor | null>(null)
  const tab = desk.current.value
  const outcome = desk.outcome.value
  const mistake =
    outcome?.kind === "error" && outcome.asked.sql === tab.sql && outcome.error.at !== null ? outcome.error.at : null
  return (
    <section class="view sql-view" aria-label="SQL">
      <div class="view-head">
        <h2>SQL</h2>
        <span class="muted">Statements only read.</span>
        <span class="spacer" />
        <Saved desk={desk} />
        <History desk={desk} />
        <button type="button" onClick={() => page.go((state) => ({ ...state, view: null }))}>
          Report
        </button>
      </div>
      <div class="desk">
        <Explorer desk={desk} insert={(text) => editor.current?.insert(text)} />
        <div class="desk-main">
          <TabBar desk={desk} write={() => editor.current?.focus()} />
          <SqlEditor
            tab={tab.id}
            text={tab.sql}
            mistake={mistake}
            schema={() => desk.schema.value}
            change={(sql) => desk.change({ sql })}
            run={() => void desk.run()}
            format={() => void desk.format()}
            ready={(made) => {
              editor.current = made
              made.focus()
            }}
          />
          <Parameters desk={desk} />
          <Actions desk={desk} />
          <Result desk={desk} />
        </div>
      </div>
    </section>
  )
}

export default Workbench

const TabBar = ({ desk, write }: { readonly desk: Desk; readonly write: () => void }) => {
  const { open, tabs } = desk.tabs.value
  const titles = titlesOf(tabs)
  return (
    <div class="tab-bar" role="group" aria-label="Statements">
      {tabs.map((tab, index) => {
        const title = visible(titles[index]!)
        return (
          <span key={tab.id} class={`tab ${tab.id === open ? "chosen" : ""}`}>
            <button type="button" aria-pressed={tab.id === open} onClick={() => desk.select(tab.id)}>
              {title}
              {desk.outcomes.value[tab.id]?.kind === "running" ? " …" : ""}
            </button>
            <button type="button" class="tab-close" aria-label={`Close ${title}`} onClick={() => desk.shut(tab.id)}>
              ×
            </button>
          </span>
        )
      })}
      <button
        type="button"
        class="icon plain"
        aria-label="New statement"
        title="New statement"
        onClick={() => {
          desk.open("")
          write()
        }}
      >
        +
      </button>
    </div>
  )
}

/** A field for each `:name`. */
const Parameters = ({ desk }: { readonly desk: Desk }) => {
  const { params, sql } = desk.current.value
  const names = parametersIn(sql)
  if (names.length === 0) return null
  return (
    <form
      class="sql-params"
      aria-label="Parameters"
      onSubmit={(event) => {
        event.preventDefault()
        void desk.run()
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        void desk.run()
      }}
    >
      {names.map((name) => (
        <label key={name}>
          <span class="code">:{name}</span>
          <input
            type="text"
            value={ownOf(params, name) ?? ""}
            placeholder="5, GET, '007', null"
            onInput={(event) => desk.setParam(name, event.currentTarget.value)}
          />
        </label>
      ))}
      <button type="submit" class="unseen" tabIndex={-1}>
        Run
      </button>
    </form>
  )
}

const Actions = ({ desk }: { readonly desk: Desk }) => {
  const page = usePage()
  const outcome = desk.outcome.value
  const isRunning = outcome?.kind === "running"
  return (
    <div class="sql-actions">
      {isRunning ? (
        <button type="button" onClick={outcome.cancel}>
          Cancel
        </button>
      ) : (
        <button type="submit" onClick={() => void desk.run()} title="Ctrl-Enter, Cmd-Enter" data-key="run">
          Run
        </button>
      )}
      <button type="button" disabled={isRunning} onClick={() => void desk.explain()}>
        Plan
      </button>
      <button type="button" title="Shift-Alt-F" onClick={() => void desk.format()}>
        Format
      </button>
      {isNarrowed(page.filter.value) && (
        <label class="behind">
          <input
            type="checkbox"
            checked={desk.isFiltered.value}
            onChange={() => (desk.isFiltered.value = !desk.isFiltered.value)}
          />{" "}
          Behind the filter above
        </label>
      )}
      <span class="spacer" />
      {isRunning && <Clock since={outcome.since} />}
      <span class="muted keys-hint">
        <kbd>Ctrl</kbd> <kbd>Enter</kbd> runs, <kbd>Shift</kbd> <kbd>Alt</kbd> <kbd>F</kbd> formats
      </span>
    </div>
  )
}

/** How long it has been running, from when it is worth saying. */
const Clock = ({ since }: { readonly since: number }) => {
  const [now, setNow] = useState(performance.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, now - since) / 1000
  return seconds < 0.15 ? null : <span class="muted number">{seconds.toFixed(1)} s</span>
}
