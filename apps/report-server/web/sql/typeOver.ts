/**
 * Letters typed over selected text are put in by the editor. Left to it, Chromium would keep the look of what was there by an
 * inline style, which the page's policy forbids.
 */
import type { Extension, Transaction } from "@codemirror/state"
import { EditorView } from "@codemirror/view"

export const typeOver: Extension = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { data, inputType } = event
    const { main, ranges } = view.state.selection
    if (inputType !== "insertText" || data === null || view.composing || main.empty || ranges.length > 1) return false
    event.preventDefault()
    const insert = (): Transaction =>
      view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true })
    const handlers = view.state.facet(EditorView.inputHandler)
    if (!handlers.some((handle) => handle(view, main.from, main.to, data, insert))) view.dispatch(insert())
    return true
  }
})
