/**
 * `regexp_compile(pattern)` of SQL: a short name that `regexp_matches` and REGEXP take in the pattern's place. With each call
 * SQLite hands its arguments over, and Node (26.10) keeps what it made of them until the statement gives a row: a pattern of a
 * thousand letters over three million texts is 3 GB, its name 0.1.
 *
 * No pattern begins as the names do: `*` repeats nothing there.
 */
import { Refusal } from "./Refusal.ts"

/** Of a connection. */
const most = 10_000

export class NamedPatterns {
  readonly #compile: (pattern: string) => RegExp
  readonly #names = new Map<string, string>()
  readonly #patterns = new Map<string, RegExp>()

  /** `compile` throws what is no pattern. */
  constructor(compile: (pattern: string) => RegExp) {
    this.#compile = compile
  }

  name(pattern: string): string {
    const known = this.#names.get(pattern)
    if (known !== undefined) return known
    if (this.#names.size >= most) throw new Refusal("syntax", `regexp_compile knows ${most} patterns at most`)
    const regex = this.#compile(pattern)
    const name = `*${this.#names.size}`
    this.#names.set(pattern, name)
    this.#patterns.set(name, regex)
    return name
  }

  /** Undefined: it is no name. */
  get(name: string): RegExp | undefined {
    return name.startsWith("*") ? this.#patterns.get(name) : undefined
  }
}
