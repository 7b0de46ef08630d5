/**
 * A pattern (pattern.ts) as the steps by which its lines are taken apart: in JavaScript (splitPattern.ts) and, the same
 * ones, in the kernel (program.ts).
 */
import { type FieldSpec, timeForms } from "./definition.ts"
import type { Part } from "./pattern.ts"
import { writtenOut } from "./strptime.ts"

// What a step does.
export const TEXT = 0
export const WORD = 1
export const QUOTED = 2
export const UNTIL = 3
export const REST = 4
export const NAME = 5

export interface Step {
  readonly kind: number
  readonly slot: number
  /** The text itself, or that which follows a field. */
  readonly text: Uint8Array
  /** What follows a field that should be quoted and is a bare dash: text without the quotes of this field and the next. */
  readonly bare: Uint8Array
  /** Whether the line ends with that text. */
  readonly isLast: boolean
  /** A list of words, each but the last with a comma or colon behind it. */
  readonly isList: boolean
  /** Whether nothing may stand for it. */
  readonly isOptional: boolean
  /** Whether no blank may be in it, wherever it ends. */
  readonly isWord: boolean
  /** Whether it is a host before the colon of a port: an IPv6 address has colons of its own. */
  readonly isHost: boolean
  /** Blanks within a word. */
  readonly blanks: number
  /** Whether a zone may follow behind one more. */
  readonly hasZone: boolean
}

const none = Buffer.alloc(0)
const slash = Buffer.from("/")

const textStep: Step = {
  kind: TEXT,
  slot: -1,
  text: none,
  bare: none,
  isLast: false,
  isList: false,
  isOptional: false,
  isWord: false,
  isHost: false,
  blanks: 0,
  hasZone: false
}

/** Fields whose words may be a list without saying so: `0.1, 0.2 : 0.3`, `192.0.2.1, 192.0.2.2`. */
const listed = new Set(["upstream", "forwarded_for", "upstream_address"])

/** Texts that may have blanks in them. */
const phrases = new Set(["request", "uri", "path", "query", "referrer", "agent", "user", "mime", "forwarded_for"])

/** Fields get the slots from 0 on, in their order. `isExact`: as in definition.ts. */
export const stepsOf = (parts: ReadonlyArray<Part>, isExact: boolean): ReadonlyArray<Step> => {
  let slot = 0
  const isQuoted = (index: number): boolean => opensQuote(parts[index - 1], parts[index + 1])
  return parts.flatMap((part, index): ReadonlyArray<Step> => {
    const isLast = index + 2 >= parts.length
    if ("text" in part) {
      // Quotes belong to the field that is within them.
      const text = part.text.slice(isQuoted(index - 1) ? 1 : 0, isQuoted(index + 1) ? -1 : undefined)
      return text === "" ? [] : [{ ...textStep, text: Buffer.from(text), isLast }]
    }
    const after = parts[index + 1]
    const next = after !== undefined && "text" in after ? after.text : ""
    const isBeforePath = after !== undefined && "field" in after
    const { field } = part
    const kind = isQuoted(index) ? QUOTED : kindBefore(next, field, isBeforePath, isExact)
    const bare = kind === QUOTED ? Buffer.from(next.slice(1, isQuoted(index + 2) ? -1 : undefined)) : none
    const isOptional =
      (isExact && !isNeverEmpty(field)) || kind === UNTIL || (kind === REST && field.kind === "skip" && !field.isNumber)
    return [
      {
        kind,
        slot: slot++,
        text: isBeforePath ? slash : Buffer.from(next),
        bare,
        isLast,
        isList: "isList" in field ? field.isList : "field" in field && listed.has(field.field),
        isOptional,
        isHost: kind === UNTIL && next.startsWith(":") && (field.kind === "address" || isHostName(field)),
        isWord: isOfWord(field, kind, next) && !(isExact && hasBlanks(field)),
        ...blanksIn(field)
      }
    ]
  })
}

/** How a field ends that is not in quotes, by the text after it. */
const kindBefore = (next: string, field: FieldSpec, isBeforePath: boolean, isExact: boolean): number => {
  if (isBeforePath) return UNTIL
  // Where blanks are counted, a number at the line's end ends at one, too: what follows is more than the format has.
  if (next === "") return isExact && field.kind === "number" ? WORD : REST
  if (next === " " || !next.startsWith(" ")) return next === " " ? WORD : UNTIL
  if (isExact) return hasBlanks(field) ? UNTIL : WORD
  return "field" in field && field.field === "user" && /^ [["]/.test(next) ? NAME : WORD
}

/**
 * Names, addresses and the like are words, whatever they end before, as is everything before a slash (`{cache}/{status}`);
 * else a line with more or other fields would be taken for one of the pattern.
 */
const isOfWord = (field: FieldSpec, kind: number, next: string): boolean => {
  if ("field" in field && phrases.has(field.field)) return false
  if (kind === UNTIL && next.startsWith("/")) return field.kind !== "time" && field.kind !== "date"
  if (field.kind !== "text" && field.kind !== "address") return false
  return kind === REST || !listed.has(field.field)
}

const isHostName = (field: FieldSpec): boolean =>
  field.kind === "text" && (field.field === "site" || field.field === "client")

/** Whether a server always has something to write for a field. Of servers behind it there may be none. */
const isNeverEmpty = (field: FieldSpec): boolean =>
  field.kind === "number"
    ? field.field !== "upstream"
    : field.kind === "time" ||
      field.kind === "date" ||
      field.kind === "clock" ||
      ("field" in field && field.field === "client")

/** Whether what a server writes for a field may have blanks in it, as the names of users and what clients send may. */
const hasBlanks = (field: FieldSpec): boolean =>
  field.kind === "extra" || field.kind === "unique" || (field.kind === "text" && !words.has(field.field))
const words: ReadonlySet<string> = new Set(["client", "site", "method", "protocol", "port", "scheme", "tls", "cache"])

/** Blanks that a time has in it, as it is written. */
const blanksIn = (field: FieldSpec): Pick<Step, "blanks" | "hasZone"> => ({
  blanks: writtenOut(strptimeOf(field)).split(/ +/).length - 1,
  hasZone: field.kind === "time" && field.form === "clf"
})

const strptimeOf = (field: FieldSpec): string => {
  if (field.kind === "date" || field.kind === "clock") return field.strptime
  if (field.kind !== "time") return ""
  if (typeof field.form === "object") return field.form.strptime
  return field.form === "ctime" || field.form === "http" ? timeForms[field.form] : ""
}

const opensQuote = (before: Part | undefined, after: Part | undefined): boolean =>
  before !== undefined &&
  "text" in before &&
  before.text.endsWith('"') &&
  after !== undefined &&
  "text" in after &&
  after.text.startsWith('"')
