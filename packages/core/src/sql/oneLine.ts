/** A statement in one line, without its comments. Null: a text in it has a line end. */
import type { Statement } from "../analysis/statement.ts"

export const oneLine = ({ tokens }: Statement): string | null => {
  const text = tokens
    .map(({ start, text }, index) => (index > 0 && tokens[index - 1]!.end < start ? ` ${text}` : text))
    .join("")
  return /[\n\r]/.test(text) ? null : text
}
