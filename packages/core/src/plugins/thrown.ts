/** What somebody else's code threw, in words: it may be anything. */
import { pathToFileURL } from "node:url"

import { RefusedError } from "./refusals.ts"

/** `TypeError: x is not a function`, in one line. Never throws itself. */
export const errorText = (cause: unknown): string => {
  try {
    if (cause instanceof RefusedError) return cause.message
    const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : `it threw ${String(cause)}`
    return text.split("\n")[0]!.slice(0, 200)
  } catch {
    return "it threw what can't be shown"
  }
}

/** ` (line 12)` of this file, as far as the error tells; else nothing. */
export const placeIn = (file: string, cause: unknown): string => {
  try {
    const { stack } = cause as Error
    const at = [pathToFileURL(file).href, file].flatMap((name) => lineAfter(stack ?? "", name) ?? [])[0]
    return at === undefined ? "" : ` (line ${at})`
  } catch {
    return ""
  }
}

const lineAfter = (stack: string, name: string): string | null => {
  const at = stack.indexOf(`${name}:`)
  return at < 0 ? null : (/^\d+/.exec(stack.slice(at + name.length + 1))?.[0] ?? null)
}
