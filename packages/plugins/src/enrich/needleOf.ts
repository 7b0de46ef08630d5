/** What can be told of a regular expression from its text: its alternatives, and words without which it cannot match. */

/** What `|` separates outside of all brackets. */
export const alternativesOf = (source: string): ReadonlyArray<string> => {
  const alternatives = [""]
  let depth = 0
  for (const [token] of source.matchAll(/\\.|\[(?:\\.|[^\]])*\]|[^]/g)) {
    if (token === "(") depth++
    if (token === ")") depth--
    if (token === "|" && depth === 0) alternatives.push("")
    else alternatives[alternatives.length - 1] += token
  }
  return alternatives
}

/** The longest run of characters that stands in every match; empty when there is none or when it takes more to tell. */
export const needleOf = (source: string): string => {
  let longest = ""
  let run = ""
  let depth = 0
  const endRun = (): void => {
    if (run.length > longest.length) longest = run
    run = ""
  }
  for (const [token] of source.matchAll(/\\.|\[(?:\\.|[^\]])*\]|\{[^}]*\}|[^]/g)) {
    if ((token === "|" && depth === 0) || /^\\[ckpuxP0-9]/.test(token)) return ""
    if (token === "(") depth++
    if (token === ")") depth--
    if (/^[?*{]/.test(token)) run = run.slice(0, -1)
    if (depth > 0 || /^(?:[[(){^$.?*+|]|\\[A-Za-z])/.test(token)) endRun()
    else run += token.startsWith("\\") ? token.slice(1) : token
  }
  endRun()
  return longest
}
