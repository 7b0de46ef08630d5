/** Lines of the prompt until they are a statement: up to a semicolon that is in no text and no comment. */
import { splitStatements } from "@logmill/core/analysis/statement"
import { SqlTextError, tokenize } from "@logmill/core/analysis/tokenizer"

/** Statements that can run; null: more is to come. What can't be read is run all the same, for its error. */
export const statementsIn = (text: string): ReadonlyArray<string> | null => {
  try {
    const tokens = tokenize(text)
    if (tokens.length === 0) return []
    return tokens.at(-1)!.text === ";" ? splitStatements(text).map(({ sql }) => sql) : null
  } catch (cause) {
    if (!(cause instanceof SqlTextError)) throw cause
    const isOpen = /^(?:a quote|a comment) is not closed/.test(cause.message)
    return !isOpen && text.trimEnd().endsWith(";") ? [text] : null
  }
}
