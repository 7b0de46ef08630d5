/**
 * Patterns: text with fields in braces, as `{client} - {user} [{time}] "{request}" {status} {bytes}`.
 *
 * A line fits when its text is the pattern's, from the first byte to the last, and something stands for each field, but
 * between quotes or brackets, where nothing may stand, and for a `{-}` at the end, which takes all that is left. A blank
 * is one or more blanks. A field ends where the text that follows it in the pattern begins; within quotes, at the
 * first quote that is not escaped and that the rest of the pattern's text follows; before a blank, at the next blank; at
 * the end, with the line; a `{site}` right before a `{uri}`, at its slash. A user before ` [` or ` "` may have blanks. A time
 * has as many blanks in it as its form. `\{` is a brace, `\t` a tab and no blank.
 *
 * Where a pattern is a server's own format (`exact`, definition.ts), a blank is one blank, anything may be empty, and
 * what stands before more text than a blank may have blanks in it.
 */
import { type FieldSpec, FormatError, readField } from "./definition.ts"

/** A piece of a pattern: text that must be there, or a field. */
export type Part = { readonly text: string } | { readonly field: FieldSpec; readonly name: string }

export const readPattern = (pattern: string): ReadonlyArray<Part> => {
  const parts: Array<Part> = []
  let text = ""
  const endText = (): void => {
    if (text !== "") parts.push({ text })
    text = ""
  }
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    if (character === "\\" && at + 1 < pattern.length) {
      const next = pattern[++at]!
      text += next === "t" ? "\t" : next
    } else if (character === "{") {
      const close = pattern.indexOf("}", at)
      if (close < 0) throw new FormatError(`the brace at character ${at + 1} of the pattern is never closed`)
      const name = pattern.slice(at + 1, close)
      endText()
      const before = parts.at(-1)
      // A path begins with its slash.
      const isPath = /^(?:uri|path)$/.test(name) && before !== undefined && "name" in before && before.name === "site"
      if (before !== undefined && "field" in before && !isPath) {
        throw new FormatError(`nothing stands between the fields before and at {${name}}: where does the one end?`)
      }
      parts.push({ field: readField(name), name })
      at = close
    } else text += character
  }
  endText()
  if (!parts.some((part) => "field" in part)) throw new FormatError("a pattern without {fields} says nothing of a line")
  return parts
}
