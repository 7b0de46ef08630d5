/**
 * Regular expressions of users, rewritten so that they can be matched in linear time.
 *
 * V8 has a second, linear engine that takes over from the backtracking one when asked to (`linearEngineFlags`), but it takes only
 * expressions without look-around and back-references, without flags, and with few counted repetitions. So the first two are
 * refused here, and counted repetitions are unfolded (`a{2,3}` to `aa(?:a)?`); capturing groups
 * become plain ones, as only "matches or not" is ever asked. In a process without those flags the rewritten expression
 * means the same and may be slow on hostile text.
 */

export const linearEngineFlags: ReadonlyArray<string> = [
  "--enable-experimental-regexp-engine-on-excessive-backtracks",
  "--regexp-backtracks-before-fallback=50000"
]

/** The rest of a sentence that began with the pattern: what is wrong and what to type instead. */
export class RegexError extends Error {
  override readonly name = "RegexError"
}

const longest = 4096
const longestUnfolded = 32_768

/** The same language without captures and counted repetitions; for `new RegExp(text)` without flags. */
export const linearRegex = (source: string): string => {
  if (source.length > longest) throw new RegexError(`is longer than ${longest} characters`)
  try {
    // oxlint-disable-next-line no-new
    new RegExp(source)
  } catch (cause) {
    const flags = /^\(\?([a-z]+)\)/.exec(source)?.[0]
    if (flags !== undefined) throw switchesFlags(flags, source.slice(flags.length))
    const reason = (cause as Error).message.replace(/^.*: /s, "")
    throw new RegexError(`is no regular expression: ${reason}${instead[reason] ?? ""}`)
  }
  return new Unfolder(source).run()
}

/** What to type instead, by V8's words. */
const instead: Readonly<Record<string, string>> = {
  "Unterminated group": "; a ( is not closed: write \\( for the character itself",
  "Unmatched ')'": "; write \\) for the character itself",
  "Unterminated character class": "; a [ is not closed: write \\[ for the character itself",
  "Nothing to repeat": "; write .* for any text, \\* for the character itself",
  "\\ at end of pattern": "; write \\\\ for the character itself"
}

const switchesFlags = (flags: string, rest: string): RegexError => {
  const cased = flags.includes("i") && rest.length <= 40 ? anyCase(rest) : "[aA]"
  return new RegexError(`switches flags ("${flags}"), which is not supported; write ${cased} for either case`)
}

/** `[lL]ogin` for `login`, each letter of it; those within brackets, and behind a backslash, stay. */
export const anyCase = (source: string): string =>
  source.replaceAll(/\\.|\[(?:\\.|[^\]])*\]|[a-z]/gis, (part) =>
    part.length > 1 ? part : `[${part.toLowerCase()}${part.toUpperCase()}]`
  )

/** One pass over a valid expression; `#atom` is where the last thing that can be repeated begins in the output. */
class Unfolder {
  readonly #source: string
  #at = 0
  #out = ""
  #atom = 0
  readonly #groups: Array<number> = []

  constructor(source: string) {
    this.#source = source
  }

  run(): string {
    while (this.#at < this.#source.length) {
      this.#step()
      if (this.#out.length > longestUnfolded) throw new RegexError("repeats too much; use * or + for large counts")
    }
    return this.#out
  }

  #step(): void {
    const char = this.#source[this.#at]!
    if (char === "(") this.#open()
    else if (char === ")") this.#close()
    else if (char === "[") this.#take(this.#endOfClass())
    else if (char === "\\") this.#escape()
    else if (char === "{") this.#count()
    else if (char === "*" || char === "+" || char === "?") this.#repeat(char)
    else this.#take(this.#at + 1)
  }

  #take(end: number): void {
    this.#atom = this.#out.length
    this.#out += this.#source.slice(this.#at, end)
    this.#at = end
  }

  #open(): void {
    const special = /\(\?(?:[:=!]|<[=!]|<[^>]*>|[a-z-]*:)/y
    special.lastIndex = this.#at
    const opening = special.exec(this.#source)?.[0] ?? "("
    if (/[=!]$/.test(opening)) {
      throw new RegexError(
        `looks around ("${opening}"), which can't be matched in linear time; use two patterns, one with !`
      )
    }
    if (/^\(\?[a-z-]+:/.test(opening)) {
      throw switchesFlags(opening, this.#source.slice(this.#at + opening.length).replace(/\)$/, ""))
    }
    this.#groups.push(this.#out.length)
    this.#out += "(?:"
    this.#at += opening.length
  }

  #close(): void {
    this.#atom = this.#groups.pop() ?? 0
    this.#out += ")"
    this.#at++
  }

  #endOfClass(): number {
    let end = this.#at + 1
    while (this.#source[end] !== "]") end += this.#source[end] === "\\" ? 2 : 1
    return end + 1
  }

  #escape(): void {
    const next = this.#source[this.#at + 1]!
    if (/[1-9]/.test(next) || (next === "k" && this.#source[this.#at + 2] === "<")) {
      throw new RegexError(`refers back to a group ("\\${next}"), which can't be matched in linear time`)
    }
    if (/[pP]/.test(next) && this.#source[this.#at + 2] === "{") {
      throw new RegexError(
        `names a Unicode property ("\\${next}{"), which is not supported; write the characters in [ ]`
      )
    }
    const whole = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[A-Za-z]|[^])/y
    whole.lastIndex = this.#at
    this.#take(this.#at + whole.exec(this.#source)![0].length)
  }

  #count(): void {
    const counted = /\{(\d+)(,(\d*))?\}\??/y
    counted.lastIndex = this.#at
    const found = counted.exec(this.#source)
    if (found === null) return this.#take(this.#at + 1)
    const [whole, from, range, to] = found
    const least = Number(from)
    const most = range === undefined ? least : to === "" ? Infinity : Number(to)
    const atom = this.#out.slice(this.#atom)
    const optional = most === Infinity ? 0 : most - least
    if ((least + optional) * (atom.length + 4) > longestUnfolded) {
      throw new RegexError(`repeats too much ("${whole}"); use * or + for large counts`)
    }
    const tail = most === Infinity ? `${atom}*` : `(?:${atom}`.repeat(optional) + ")?".repeat(optional)
    this.#out = `${this.#out.slice(0, this.#atom)}(?:${atom.repeat(least)}${tail})`
    this.#at += whole.length
  }

  #repeat(char: string): void {
    this.#out += char
    this.#at++
    if (this.#source[this.#at] === "?") {
      this.#out += "?"
      this.#at++
    }
  }
}
