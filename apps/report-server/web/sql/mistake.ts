/** The place of a mistake, underlined until the text changes. */
import { type Extension, StateEffect, StateField } from "@codemirror/state"
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view"

/** Null: none. */
export const setMistake = StateEffect.define<number | null>()

const mark = Decoration.mark({ class: "mistake" })

export const mistakes: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    for (const effect of transaction.effects) {
      if (effect.is(setMistake)) return marksAt(transaction.newDoc.toString(), effect.value)
    }
    return transaction.docChanged ? Decoration.none : marks
  },
  provide: (field) => EditorView.decorations.from(field)
})

const marksAt = (text: string, at: number | null): DecorationSet => {
  const stretch = at === null ? null : wordAt(text, at)
  return stretch === null ? Decoration.none : Decoration.set([mark.range(...stretch)])
}

/** The word that begins there; at the end of the text its last letter. Null: there is no text. */
export const wordAt = (text: string, at: number): readonly [number, number] | null => {
  const end = text.trimEnd().length
  if (end === 0) return null
  const from = Math.min(Math.max(0, at), end - 1)
  const length = /^(?::?\w+|'[^'\n]*'?|"[^"\n]*"?|[^\s])/.exec(text.slice(from))?.[0].length ?? 1
  return [from, from + length]
}
