/**
 * From a server's format string, taken apart, to what logmill reads its lines by. Shared by the dialects: each says what
 * its words mean; which of several words for one field counts, and where a field ends, is decided here.
 *
 * What a word means that logmill has no column for is kept beside the entry's columns: `extra.NAME` when it has few values
 * (a server's name, a backend), `unique.NAME` when nearly every line has its own (a request id), which is stored only when
 * it is asked for. Of words that the server's administrator made up, the name tells.
 */
import { extraTextFields, type FormatDefinition, FormatError } from "../definition.ts"
import { nearest } from "../../nearest.ts"

export interface Word {
  /** As it is written there: `$status`, `%>s`. */
  readonly word: string
  /** The field it is, as patterns name them (definition.ts). */
  readonly field: string
  /** What it is when another word of the format says that field better. */
  readonly otherwise: string
  /** Of several words for one field, the one with the smallest counts. */
  readonly rank: number
  /** Whether the server itself knows the word, so that nobody can have made it up. */
  readonly isKnown: boolean
}

export type Token = { readonly text: string } | Word

export const isWord = (token: Token): token is Word => "word" in token

/** Of a word that is what it is, whatever else the format has. */
export const wordOf = (word: string, field: string, rank = 0, otherwise = "-", isKnown = true): Word => ({
  word,
  field,
  otherwise,
  rank,
  isKnown
})

/** The base of a field: `duration` of `duration:ms`. */
const baseOf = (field: string): string => field.replace(/:.*$/s, "")

/** Each field once: of several words for it the best, the others as what they are otherwise. */
export const once = (tokens: ReadonlyArray<Token>): ReadonlyArray<Token> => {
  const best = new Map<string, Word>()
  for (const token of tokens) {
    if (!isWord(token) || token.field === "-") continue
    const base = baseOf(token.field)
    const other = best.get(base)
    if (other === undefined || token.rank < other.rank) best.set(base, token)
  }
  const names = new Set(best.keys())
  return tokens.map((token) => {
    if (!isWord(token) || token.field === "-" || best.get(baseOf(token.field)) === token) return token
    const base = baseOf(token.otherwise)
    const isTaken = base !== "-" && names.has(base)
    names.add(base)
    return { ...token, field: isTaken ? "-" : token.otherwise }
  })
}

/** As a pattern (pattern.ts), with the words of its fields. Throws a FormatError where it can't be told where one ends. */
export const patternOf = (
  tokens: ReadonlyArray<Token>
): Required<Pick<FormatDefinition, "words">> & { pattern: string } => {
  let pattern = ""
  const words: Array<string> = []
  let before: Word | null = null
  for (const token of once(tokens)) {
    if (!isWord(token)) {
      pattern += escaped(token.text)
      if (token.text !== "") before = null
      continue
    }
    const { field, word } = token
    if (before !== null && field === "-" && before.field === "-") continue
    // A path begins with its slash.
    const isPath = (field === "uri" || field === "path") && before !== null && baseOf(before.field) === "site"
    if (before !== null && !isPath) {
      throw new FormatError(`nothing stands between ${before.word} and ${word}: where does the one end?`)
    }
    pattern += `{${field}}`
    words.push(word)
    before = token
  }
  return { pattern, words }
}

export const escaped = (text: string): string => text.replaceAll(/[\\{}]/g, "\\$&").replaceAll("\t", "\\t")

/** How a dialect calls its words, and which of them lines must have. */
export interface Vocabulary {
  /** `variable of nginx`. */
  readonly noun: string
  readonly client: string
  readonly request: string
  /** All that the server knows. */
  readonly known: Iterable<string>
}

/**
 * Throws a FormatError for a format whose lines would be no entries: without a client or a request. It names the word that
 * was mistyped, if one nearly is the one that is missing.
 */
export const checkWords = (tokens: ReadonlyArray<Token>, { client, known, noun, request }: Vocabulary): void => {
  const words = tokens.filter(isWord)
  const has = (...fields: ReadonlyArray<string>) => words.some(({ field }) => fields.includes(baseOf(field)))
  const missing = !has("client", "forwarded_for")
    ? (["the client", client] as const)
    : has("request", "uri", "path")
      ? null
      : (["the request", request] as const)
  if (missing === null) return
  const [what, usual] = missing
  const meant = words.flatMap(({ isKnown, word }) => {
    const near = isKnown ? null : nearest(word, known)
    return near === null ? [] : [`${word} is no ${noun}; did you mean ${near}?`]
  })
  throw new FormatError(
    words.length === 0
      ? `there is no ${noun} in it, such as ${client}`
      : `nothing in the format is ${what}, such as ${usual}${meant.length === 0 ? "" : `; ${meant.join(" ")}`}`
  )
}

/** What nearly every line has its own of, by how it is called. */
const isUnique =
  /(?:^|[_-])(?:u?id|uuid|guid|token|hash|key|nonce|trace(?:parent)?|span|sess(?:ion)?|cookie|ip|addr(?:ess)?|port|time|ms|us|ns|sec|secs|seconds|duration|latency|date|timestamp|bytes|length|size|count|body|ur[il]|path|query|args|referr?er|agent|e?mail|user|username|etag|location)\d*$|.id$/i

/** A text that the server or its administrator made up: few values, unless its name says otherwise. */
export const ownField = (name: string): string => (isUnique.test(name) ? uniqueField(name) : `extra.${nameOf(name)}`)

/** A text that may be anything, as clients send it. */
export const uniqueField = (name: string): string => `unique.${nameOf(name)}`

export const fewField = (name: string): string => `extra.${nameOf(name)}`

const nameOf = (text: string): string => {
  const name = text.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "_")
  return extraTextFields.has(name) || !/^[a-z_]/.test(name) ? `_${name}` : name
}

/** The keys of a JSON object in a format, as definitions have them; `fieldOf` is asked for each value that is a text. */
export const jsonKeysOf = (
  object: unknown,
  wordIn: (text: string, key: string) => Word | null
): FormatDefinition["json"] & object => {
  const paths: Array<readonly [Word, string]> = []
  const walk = (value: unknown, path: string): void => {
    // Of an array the first value counts (splitJson.ts).
    if (Array.isArray(value)) return walk(value[0], path)
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`)
      return
    }
    const word = typeof value === "string" ? wordIn(value, path) : null
    if (word !== null) paths.push([word, path])
  }
  walk(object, "")
  const fields = once(paths.map(([word]) => word)) as ReadonlyArray<Word>
  const keys = fields.flatMap(({ field }, index): ReadonlyArray<readonly [string, string]> =>
    // No value of JSON ends at a blank.
    field === "-" ? [] : [[field.replace(/:list$/, ""), paths[index]![1]]]
  )
  return Object.fromEntries(keys)
}
