/** What can be said of a filter that selects nothing, in the page's words: there, filters have names and no flags. */
import type { EmptyReason } from "@logmill/core/analysis/runner"
import { isoIn } from "@logmill/core/output/cell"

export interface ToldReason {
  readonly message: string
  /** The filter that was probably meant. */
  readonly instead: { readonly name: string; readonly value: string } | null
}

/** `zone`: of times. */
export const reasonOf = (reason: EmptyReason, zone: string): ToldReason => {
  switch (reason.kind) {
    case "noEntries":
      return { message: "The database holds no entries.", instead: null }
    case "outside": {
      const iso = isoIn(zone)
      const [first, last] = [reason.first, reason.last].map((time) => iso(time).slice(0, 16).replace("T", " "))
      return { message: `There are entries from ${first} to ${last} (${zone}).`, instead: null }
    }
    case "unmatched":
      return told(reason.option, `${noneIs(reason)}${hintText(reason)}.`, reason.instead)
    case "operator": {
      const message = `"${reason.word}" is part of the pattern; between patterns, write ${reason.operator}.`
      return { message, instead: null }
    }
    case "query":
      return told("--path", `"${reason.value}" has a query, which is no part of the path.`, reason.instead)
    case "noStatus":
      return { message: `No entry has the status ${reason.value}.`, instead: null }
    default:
      return { message: `${reason.value} is none of HTTP's statuses, 100-599.`, instead: null }
  }
}

/** Names what was looked through: the same text may be stored of another field. */
const noneIs = ({ option, value }: Extract<EmptyReason, { readonly kind: "unmatched" }>): string => {
  const name = option.replace(/^--/, "")
  const isPattern = /(?<!\\)\*/.test(value) || value.startsWith("~")
  return `No ${Object.hasOwn(nouns, name) ? nouns[name] : name} ${isPattern ? "matches" : "is"} "${brief(value)}"`
}

/** Of a value as long as a line of a log may be both ends are enough. */
const brief = (value: string): string => (value.length <= 160 ? value : `${value.slice(0, 120)}…${value.slice(-30)}`)

/** Where the page calls it otherwise than the flag. */
const nouns: Readonly<Record<string, string>> = { os: "system", source: "log" }

const hintText = ({ hint, instead }: Extract<EmptyReason, { readonly kind: "unmatched" }>): string =>
  hint === null ? "" : `; ${hint}${instead === null ? "" : ` ${instead}`}`

const told = (option: string, message: string, instead: string | null): ToldReason => ({
  message,
  instead: instead === null ? null : { name: option.replace(/^--/, ""), value: instead }
})
