/** What is said of a log whose lines have more than the format they were found to be in. */
import type { Detection } from "./detect.ts"
import { named } from "./readers.ts"

type Found = Pick<Detection, "inAgent" | "nativeFormat" | "reader" | "rest" | "suggested">

/** Null: nothing is left, or no more than dashes. */
export const leftIn = ({ inAgent, nativeFormat, reader, rest, suggested }: Found): string | null => {
  if (reader === null) return null
  if (inAgent !== null) {
    return `has agents with more behind them, or with quotes that nothing escapes: ${inAgent.slice(0, 60)}; it is stored as a part of the agent. --log-format takes the server's own format, which tells (logmill formats)`
  }
  if (rest === null || /^["-\s]*$/.test(rest)) return null
  const more = `has more in its lines than the ${named(reader, nativeFormat)} format: ${rest.slice(0, 60)}`
  return suggested === null
    ? `${more}; it is not stored, as it is not known what it is: --log-format can say (logmill formats)`
    : `${more}; it is not stored. The server's own format stores it, or one such as --log-format '${suggested}'`
}
