/**
 * The editor: CodeMirror in a shadow root, where its styles are adopted style sheets. In the page they would be a <style>
 * element, which the page's policy forbids.
 */
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus
} from "@codemirror/autocomplete"
import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands"
import { sql } from "@codemirror/lang-sql"
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language"
import { EditorState, type Extension, Prec } from "@codemirror/state"
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder
} from "@codemirror/view"
import { tags } from "@lezer/highlight"

import type { Schema } from "./ask.ts"
import { completionFrom } from "./completion.ts"
import { dialect } from "./dialect.ts"
import { mistakes, setMistake } from "./mistake.ts"
import { typeOver } from "./typeOver.ts"

export interface EditorEvents {
  readonly change: (text: string) => void
  readonly run: () => void
  readonly format: () => void
  readonly schema: () => Schema | null
}

export interface Editor {
  /** Shows the text of a tab; what was undone there can be done again when it comes back. */
  readonly show: (tab: string, text: string) => void
  readonly insert: (text: string) => void
  /** Null: takes the mark away. */
  readonly mark: (at: number | null) => void
  readonly focus: () => void
  readonly destroy: () => void
}

export const makeEditor = (host: HTMLElement, events: EditorEvents): Editor => {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" })
  root.replaceChildren()
  const extensions = extensionsFor(events)
  const states = new Map<string, EditorState>()
  let tab: string | null = null
  const view = new EditorView({ root, parent: root, state: EditorState.create({ extensions }) })
  return {
    show: (next, text) => {
      if (tab === next && view.state.doc.toString() === text) return
      if (tab === next) {
        view.dispatch({
          changes: { from: 0, to: view.state.doc.length, insert: text },
          annotations: isolateHistory.of("full")
        })
        return
      }
      if (tab !== null) states.set(tab, view.state)
      tab = next
      const known = states.get(next)
      view.setState(known?.doc.toString() === text ? known : EditorState.create({ doc: text, extensions }))
    },
    insert: (text) => {
      view.dispatch(view.state.replaceSelection(text))
      view.focus()
    },
    mark: (at) => {
      view.dispatch({
        effects: setMistake.of(at),
        ...(at === null ? {} : { selection: { anchor: Math.min(at, view.state.doc.length) } })
      })
    },
    focus: () => view.focus(),
    destroy: () => view.destroy()
  }
}

const extensionsFor = ({ change, format, run, schema }: EditorEvents): Extension => [
  lineNumbers(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  // A statement must not look like another one: signs that can't be seen are, and turn nothing round.
  highlightSpecialChars({ addSpecialChars: /[\u202a-\u202c\u2068]/g }),
  bracketMatching(),
  closeBrackets(),
  mistakes,
  sql({ dialect, upperCaseKeywords: true }),
  typeOver,
  autocompletion({ override: [completionFrom(schema)], maxRenderedOptions: 60 }),
  syntaxHighlighting(highlighting),
  theme,
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ "aria-label": "SQL statement" }),
  placeholder("SELECT ... FROM entries"),
  Prec.high(
    keymap.of([
      { key: "Mod-Enter", run: (view) => (closeCompletion(view), run(), true) },
      { key: "Shift-Alt-f", run: () => (format(), true) },
      { key: "Tab", run: acceptCompletion }
    ])
  ),
  keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
  // One that is still being looked for would open over the answer.
  EditorView.domEventHandlers({
    blur: (_, view) => void (completionStatus(view.state) === "pending" && closeCompletion(view))
  }),
  EditorView.updateListener.of((update) => {
    if (update.docChanged) change(update.state.doc.toString())
  })
]

const highlighting = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.lineComment, tags.blockComment], color: "var(--muted)", fontStyle: "italic" },
  { tag: tags.standard(tags.name), color: "var(--accent)" }
])

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--page)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace',
    lineHeight: "1.5"
  },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-gutters": { backgroundColor: "var(--page)", color: "var(--muted)", border: "none", paddingLeft: "4px" },
  ".cm-activeLine": { backgroundColor: "var(--control)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-placeholder": { color: "var(--muted)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)"
  },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--accent-line)"
  },
  ".mistake": { textDecoration: "underline wavy var(--bad)", textUnderlineOffset: "3px" },
  ".cm-tooltip": {
    border: "1px solid var(--ghost)",
    borderRadius: "4px",
    backgroundColor: "var(--page)",
    color: "var(--ink)"
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "260px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--ink)"
  },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionDetail": { marginLeft: "12px", color: "var(--muted)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600", color: "var(--accent)" },
  ".cm-completionInfo": { maxWidth: "320px", padding: "6px 10px", fontFamily: "system-ui, sans-serif" }
})
