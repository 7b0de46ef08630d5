/**
 * What the days that were typed change: those of the range and those that it is compared with, together, whichever button is
 * pressed. Days that nobody typed are only what the page showed, and stay out of the filter.
 */
import type { Clock, Times } from "../state/range.ts"
import { readTime } from "../state/time.ts"
import { backwardsTimes } from "./refused.ts"

/** `choice`: one of the list of comparisons. */
export type Pressed = "apply" | "compare" | "choice"

/** What is undefined stays as it is. */
export interface TypedChange {
  readonly times?: Times | undefined
  readonly compare?: string | null | undefined
}

/** A field that the form lacks, or with nothing in it, is empty. */
export interface TypedFields {
  readonly from: string
  readonly to: string
  readonly beforeFrom: string
  readonly beforeTo: string
  /** Whether the days of the range are others than those it was opened with. */
  readonly isRangeTyped: boolean
}

/** A text says why it can't be done. */
export const changeOf = (
  { beforeFrom, beforeTo, from, isRangeTyped, to }: TypedFields,
  clock: Pick<Clock, "now" | "offsetAt">,
  pressed: Pressed
): TypedChange | string => {
  const strange = [from, to, beforeFrom, beforeTo].find(
    (text) => text !== "" && readTime(text, "start", clock) === null
  )
  if (strange !== undefined) return noDay(strange)
  const times =
    pressed === "apply" || isRangeTyped ? { ...(from === "" ? {} : { from }), ...(to === "" ? {} : { to }) } : undefined
  const backwards = times === undefined ? null : backwardsTimes(times, clock)
  if (backwards !== null) return backwards
  if (pressed === "choice") return { times }
  if (beforeFrom === "" && beforeTo === "") return pressed === "apply" ? { times } : nothingToCompare
  if (beforeFrom === "" || beforeTo === "") return halfCompared
  return backwardsTimes({ from: beforeFrom, to: beforeTo }, clock) ?? { times, compare: `${beforeFrom}..${beforeTo}` }
}

/** Fields of days take years of six digits. */
const noDay = (text: string): string =>
  `${text} is no day that is known here: type a year of four digits, such as 2026.`
const nothingToCompare = "Type the first and the last day to compare with, or choose one of the list."
const halfCompared = "Of the days to compare with, both the first and the last are needed."

export const typedIn = (
  form: HTMLFormElement | null,
  clock: Pick<Clock, "now" | "offsetAt">,
  pressed: Pressed
): TypedChange | string => {
  const field = (name: string): HTMLInputElement | null =>
    form?.querySelector<HTMLInputElement>(`input[name="${name}"]`) ?? null
  const text = (name: string): string => field(name)?.value ?? ""
  const isTyped = (name: string): boolean => text(name) !== (field(name)?.defaultValue ?? "")
  const fields = {
    from: text("from"),
    to: text("to"),
    beforeFrom: text("before-from"),
    beforeTo: text("before-to"),
    isRangeTyped: isTyped("from") || isTyped("to")
  }
  return changeOf(fields, clock, pressed)
}
