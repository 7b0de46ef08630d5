/**
 * Words of a server's format that are nearly others that it knows: a variable of nginx that there is not, and a header that nobody
 * sends (`$http_referrer`). Both parse, as the first may be made by `set` or `map` and the second may be sent, and leave a column
 * empty. Short names and names further off are taken for what they say.
 */
import { editDistance } from "../../nearest.ts"
import { apacheTable } from "./apacheDirectives.ts"
import { dialectOf } from "./dialect.ts"
import { nginxTable, nginxVariables, nginxWord } from "./nginxVariables.ts"

export interface Misspelt {
  /** As it is written: `$body_byte_sent`. */
  readonly word: string
  readonly meant: string
}

/** `isChecked`: the server itself has read the format, so that all variables there are known to it. */
export const misspeltIn = (format: string, isChecked: boolean): ReadonlyArray<Misspelt> => {
  const dialect = dialectOf(format)
  if (dialect !== "nginx" && dialect !== "apache") return []
  const words = new Set(dialect === "nginx" ? namesIn(format) : (format.match(/%[<>]?\{[\w-]+\}i/g) ?? []))
  return [...words].flatMap((word) => {
    const meant = dialect === "nginx" ? variableMeant(word, isChecked) : headerMeant(word)
    return meant === null ? [] : [{ word, meant }]
  })
}

const namesIn = (format: string): ReadonlyArray<string> =>
  [...format.matchAll(/\$(?:\{([A-Za-z]\w*)\}|([A-Za-z]\w*))/g)].map(([, braced, bare]) => `$${braced ?? bare}`)

const variableMeant = (word: string, isChecked: boolean): string | null => {
  if (nginxVariables.includes(word)) return null
  // Any header is a variable, so only the nearest is told.
  if (word.startsWith("$http_")) return near(word, headers, 1)
  if (isChecked || nginxWord(word.slice(1)).isKnown) return null
  return near(word, nginxVariables, word.length > 8 ? 2 : 1)
}

const headers = nginxTable.flatMap(([variable]) => (variable.startsWith("$http_") ? [variable] : []))
const apacheHeaders = apacheTable.flatMap(([text]) => (text.endsWith("}i") ? [text] : []))

const headerMeant = (word: string): string | null => {
  const header = word.replace(/^%[<>]/, "%").toLowerCase()
  if (apacheHeaders.includes(header)) return null
  const meant = near(header, apacheHeaders, 1)
  return meant === null ? null : meant.replace(/[a-z]+(?=[-}])/g, (part) => part[0]!.toUpperCase() + part.slice(1))
}

const shortest = 6

const near = (word: string, known: ReadonlyArray<string>, most: number): string | null => {
  if (word.length < shortest) return null
  const distances = known.map((one) => editDistance(word, one))
  const least = Math.min(...distances)
  return least > most ? null : known[distances.indexOf(least)]!
}
