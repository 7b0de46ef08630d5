/**
 * How single patterns are put together: the one grammar of all that takes patterns, whatever a single one is there (a
 * text, a client, a class).
 *
 * ```
 * list   = item { "," item }          any of these, but none of those that begin with "!"
 * item   = all { "|" all }            at least one of them
 * all    = one { "&" one }            each of them
 * one    = "!" one | "(" list ")" | pattern
 * ```
 *
 * `&`, `|`, `(` and `)` are operators only as words of their own, between blanks, commas or the ends of the text (`(` also
 * behind a `!`), so that a path with an `&` in it needs no escape; a backslash in front of such a word makes it text. `!`
 * stands directly before what it negates. A regular expression holds commas and ends at an operator. Blanks around
 * patterns are no part of them, but for one with a backslash in front.
 */

/** Plain data: it travels to workers and is part of the keys of answers. */
export type Combined<Leaf> =
  | Leaf
  | { readonly kind: "all" | "any"; readonly of: ReadonlyArray<Combined<Leaf>> }
  | { readonly kind: "not"; readonly of: Combined<Leaf> }

/** A value is selected when one of `any` matches (or there is none) and none of `none` does. */
export interface Listed<Leaf> {
  readonly any: ReadonlyArray<Combined<Leaf>>
  readonly none: ReadonlyArray<Combined<Leaf>>
}

/** A pattern that is no combination; those of a kind of leaf never are called like one. */
export interface AnyLeaf {
  readonly kind: string
}

/** A sentence: which pattern, what is wrong with it, what to type. */
export class PatternError extends Error {
  override readonly name = "PatternError"
}

/** Reads a single pattern: as typed, with its backslashes, without blanks around it. Throws `PatternError`. */
export type LeafReader<Leaf> = (text: string) => Leaf

/** Each of `values` is one flag's text. Throws `PatternError`. */
export const readListed = <Leaf extends AnyLeaf>(
  values: string | ReadonlyArray<string>,
  readLeaf: LeafReader<Leaf>
): Listed<Leaf> => {
  const lists = (typeof values === "string" ? [values] : values).map((text) => new ListReader(text, readLeaf).read())
  return { any: lists.flatMap(({ any }) => any), none: lists.flatMap(({ none }) => none) }
}

/** As a predicate. */
export const compileListed = <Leaf extends AnyLeaf, Value>(
  { any, none }: Listed<Leaf>,
  compileLeaf: (leaf: Leaf) => (value: Value) => boolean
): ((value: Value) => boolean) => {
  const selects = any.map((one) => compileCombined(one, compileLeaf))
  const excludes = none.map((one) => compileCombined(one, compileLeaf))
  return (value) =>
    (selects.length === 0 || selects.some((matches) => matches(value))) && !excludes.some((matches) => matches(value))
}

const compileCombined = <Leaf extends AnyLeaf, Value>(
  pattern: Combined<Leaf>,
  compileLeaf: (leaf: Leaf) => (value: Value) => boolean
): ((value: Value) => boolean) => {
  if (isLeaf(pattern)) return compileLeaf(pattern)
  if (pattern.kind === "not") {
    const matches = compileCombined(pattern.of, compileLeaf)
    return (value) => !matches(value)
  }
  const parts = pattern.of.map((one) => compileCombined(one, compileLeaf))
  return pattern.kind === "all"
    ? (value) => parts.every((matches) => matches(value))
    : (value) => parts.some((matches) => matches(value))
}

export const isLeaf = <Leaf extends AnyLeaf>(pattern: Combined<Leaf>): pattern is Leaf =>
  !combinations.has(pattern.kind)

const combinations: ReadonlySet<string> = new Set(["all", "any", "not"])

/** The single patterns of a list; `negated` tells whether one stands behind an odd number of negations. */
export const leavesOf = <Leaf extends AnyLeaf>({
  any,
  none
}: Listed<Leaf>): ReadonlyArray<{ readonly leaf: Leaf; readonly negated: boolean }> => {
  const collect = (pattern: Combined<Leaf>, negated: boolean): ReturnType<typeof leavesOf<Leaf>> => {
    if (isLeaf(pattern)) return [{ leaf: pattern, negated }]
    if (pattern.kind === "not") return collect(pattern.of, !negated)
    return pattern.of.flatMap((one) => collect(one, negated))
  }
  return [...any.flatMap((one) => collect(one, false)), ...none.flatMap((one) => collect(one, true))]
}

/** Parentheses within one another: SQLite takes trees of a certain depth. */
const deepest = 10

const isBlank = (character: string | undefined): boolean => character !== undefined && /[ \t\r\n]/.test(character)

class ListReader<Leaf extends AnyLeaf> {
  readonly #text: string
  readonly #readLeaf: LeafReader<Leaf>
  #at = 0
  #depth = 0

  constructor(text: string, readLeaf: LeafReader<Leaf>) {
    this.#text = text
    this.#readLeaf = readLeaf
  }

  /** All of the text. */
  read(): Listed<Leaf> {
    const list = this.#list()
    if (this.#at === this.#text.length) return list
    throw this.#wrong("no ( stands before the )", "leave it out", ")")
  }

  /** Up to a `)` or the end. */
  #list(): Listed<Leaf> {
    const any: Array<Combined<Leaf>> = []
    const none: Array<Combined<Leaf>> = []
    do {
      this.#skipBlanks()
      const isNegated = this.#text[this.#at] === "!"
      const item = this.#item()
      if (isNegated && !isLeaf(item) && item.kind === "not") none.push(item.of)
      else any.push(item)
    } while (this.#takeComma())
    return { any, none }
  }

  #item(): Combined<Leaf> {
    return this.#joined("|", "any", () => this.#joined("&", "all", () => this.#one("a pattern is empty")))
  }

  #joined(operator: "&" | "|", kind: "all" | "any", readPart: () => Combined<Leaf>): Combined<Leaf> {
    const of = [readPart()]
    while (this.#operator() === operator) {
      this.#at++
      this.#skipBlanks()
      const next = this.#operator()
      if (this.#at === this.#text.length || this.#text[this.#at] === "," || (next !== null && next !== "(")) {
        throw this.#wrong(`nothing follows the ${operator}`, "write a pattern there", operator)
      }
      of.push(readPart())
    }
    return of.length === 1 ? of[0]! : { kind, of }
  }

  #one(empty: string): Combined<Leaf> {
    this.#skipBlanks()
    const operator = this.#operator()
    if (operator === "(") return this.#parenthesis()
    if (operator !== null) throw this.#wrong(`nothing stands before the ${operator}`, "write a pattern there", operator)
    if (this.#text[this.#at] === "!") return this.#negation()
    const end = this.#endOfPattern()
    const pattern = trimEnd(this.#text.slice(this.#at, end))
    if (pattern === "") {
      throw new PatternError(`${empty}; write - for the unknown value, * for any value`)
    }
    const leaf = this.#leaf(pattern, end)
    this.#at = end
    this.#skipBlanks()
    if (this.#operator() === "(") {
      throw this.#wrong(`"${shortened(pattern)}" stands directly before a (`, "write & or | between them", "(")
    }
    return leaf
  }

  #parenthesis(): Combined<Leaf> {
    this.#at++
    if (++this.#depth > deepest) throw new PatternError(`more than ${deepest} parentheses stand within one another`)
    const list = this.#list()
    if (this.#operator() !== ")") throw this.#wrong("a ( is not closed", "write a ) between blanks", "(")
    this.#at++
    this.#depth--
    this.#skipBlanks()
    const next = this.#operator()
    if (this.#at < this.#text.length && this.#text[this.#at] !== "," && (next === null || next === "(")) {
      const [word] = this.#text.slice(this.#at).split(/[ \t\r\n]/)
      throw new PatternError(
        `"${shortened(word!)}" stands directly behind a ) in ${this.#quoted()}; write & or | between them`
      )
    }
    return single(list)
  }

  #negation(): Combined<Leaf> {
    const next = this.#text[++this.#at]
    if (isBlank(next))
      throw new PatternError(
        `a blank stands behind the ! in ${this.#quoted()}; write it directly before the pattern, or \\! for the character itself`
      )
    if (next === "!")
      throw new PatternError(
        `"!!" negates twice in ${this.#quoted()}; leave it out, or write !\\! for what begins with a !`
      )
    return { kind: "not", of: this.#one("a pattern is empty behind a !") }
  }

  #leaf(pattern: string, end: number): Leaf {
    if (/^\([^ ]/.test(pattern) && count(pattern, "(") > count(pattern, ")") && this.#hasOperators()) {
      throw new PatternError(
        `"${shortened(pattern)}" opens a parenthesis without a blank in ${this.#quoted()}; write blanks on both sides: ( /a | /b ), or \\( for the character itself`
      )
    }
    try {
      return this.#readLeaf(pattern)
    } catch (cause) {
      const isCut = pattern.startsWith("~") && end < this.#text.length
      if (!(cause instanceof PatternError) || !isCut) throw cause
      throw new PatternError(
        `${cause.message} (it ends before the operator; in a regular expression, write [ ] for a blank beside & | ( ))`,
        { cause }
      )
    }
  }

  #hasOperators(): boolean {
    return /(?:^|[ \t\r\n])[&|](?:[ \t\r\n]|$)/.test(this.#text)
  }

  /** Where the pattern that begins here ends: at a comma, or at an operator. */
  #endOfPattern(): number {
    const isRegex = this.#text[this.#at] === "~"
    for (let at = this.#at; at < this.#text.length; at++) {
      if (!isRegex && this.#text[at] === "," && !isEscaped(this.#text, at)) return at
      if (isBlank(this.#text[at - 1]) && at > this.#at && this.#operatorAt(at) !== null) return at
    }
    return this.#text.length
  }

  #skipBlanks(): void {
    while (isBlank(this.#text[this.#at])) this.#at++
  }

  #takeComma(): boolean {
    if (this.#text[this.#at] !== ",") return false
    this.#at++
    return true
  }

  /** The operator that stands here. Patterns end before one, and blanks have been skipped. */
  #operator(): string | null {
    return this.#operatorAt(this.#at)
  }

  #operatorAt(at: number): string | null {
    const character = this.#text[at]
    if (character === undefined || !"&|()".includes(character)) return null
    const before = this.#text[at - 1]
    const begins =
      before === undefined ||
      isBlank(before) ||
      (before === "," && !isEscaped(this.#text, at - 1)) ||
      (before === "!" && character === "(" && at === this.#at)
    const after = this.#text[at + 1]
    const ends = after === undefined || isBlank(after) || after === ","
    return begins && ends ? character : null
  }

  #wrong(what: string, instead: string, operator: string): PatternError {
    return new PatternError(`${what} in ${this.#quoted()}; ${instead}, or \\${operator} for the character itself`)
  }

  #quoted(): string {
    return `"${shortened(this.#text)}"`
  }
}

/** A list within parentheses means what it means by itself. */
const single = <Leaf extends AnyLeaf>({ any, none }: Listed<Leaf>): Combined<Leaf> => {
  const parts: ReadonlyArray<Combined<Leaf>> = [
    ...(any.length > 1 ? [{ kind: "any" as const, of: any }] : any),
    ...none.map((of) => ({ kind: "not" as const, of }))
  ]
  return parts.length === 1 ? parts[0]! : { kind: "all", of: parts }
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)

const count = (text: string, character: string): number => text.split(character).length - 1

/** Whether a backslash takes the meaning from the character at `at`: of an odd number of them, the last does. */
export const isEscaped = (text: string, at: number): boolean => {
  let before = at
  while (before > 0 && text[before - 1] === "\\") before--
  return (at - before) % 2 === 1
}

/** Without the blanks at its end, but for one behind a backslash. */
const trimEnd = (text: string): string => {
  const trimmed = text.replace(/[ \t\r\n]+$/, "")
  return isEscaped(text, trimmed.length) ? text.slice(0, trimmed.length + 1) : trimmed
}
