/**
 * Regular expressions as a tree: the syntax of JavaScript (and `(?P<name>...)` of Python) without what takes more than one
 * pass over a line: look-around, back-references, possessive and atomic groups. It works on bytes, so that places are
 * places in the line; a character beyond ASCII is its UTF-8, and can't stand in a class.
 */
import { FormatError } from "./definition.ts"

export type Node =
  /** A byte of a set: 256 entries. */
  | { readonly kind: "set"; readonly bytes: Uint8Array }
  | { readonly kind: "sequence"; readonly nodes: ReadonlyArray<Node> }
  | { readonly kind: "either"; readonly nodes: ReadonlyArray<Node> }
  | {
      readonly kind: "repeat"
      readonly node: Node
      readonly least: number
      /** Infinity: any number. */
      readonly most: number
      readonly isLazy: boolean
    }
  | { readonly kind: "group"; readonly node: Node; readonly slot: number }
  | { readonly kind: "at"; readonly place: Place }

/** `start` and `end` are of the line; the others between a letter, digit or `_` and what is none. */
export type Place = "start" | "end" | "boundary" | "inside"

export interface Expression {
  readonly root: Node
  /** Names of its groups, by slot. */
  readonly groups: ReadonlyArray<string>
}

/** A count that no log needs, and that makes an expression huge. */
const mostCount = 1000

const setOf = (isIn: (byte: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => Number(isIn(byte)))
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57
const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122
export const isWordByte = (byte: number): boolean => isDigit(byte) || isLetter(byte) || byte === 95
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13)
const classes: Readonly<Record<string, (byte: number) => boolean>> = {
  d: isDigit,
  D: (byte) => !isDigit(byte),
  w: isWordByte,
  W: (byte) => !isWordByte(byte),
  s: isSpace,
  S: (byte) => !isSpace(byte)
}
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 }

/** Throws a FormatError that says what is not understood, or not run, and at which character. */
export const readExpression = (source: string): Expression => {
  const parser = new Parser(source)
  return { root: parser.whole(), groups: parser.groups }
}

class Parser {
  readonly groups: Array<string> = []
  readonly #source: string
  #at = 0
  #ignoresCase = false
  #depth = 0

  constructor(source: string) {
    this.#source = source
  }

  whole(): Node {
    const node = this.#either()
    if (this.#at < this.#source.length) throw this.#wrong("a ) without its (")
    return node
  }

  #wrong(what: string): FormatError {
    return new FormatError(`the regular expression has ${what}, at character ${this.#at + 1}`)
  }

  #takes(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #either(): Node {
    if (++this.#depth > 200) throw this.#wrong("more than 200 groups within each other")
    const nodes = [this.#sequence()]
    while (this.#takes("|")) nodes.push(this.#sequence())
    this.#depth--
    return nodes.length === 1 ? nodes[0]! : { kind: "either", nodes }
  }

  #sequence(): Node {
    const nodes: Array<Node> = []
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at]!)) nodes.push(this.#repeated())
    return { kind: "sequence", nodes }
  }

  #repeated(): Node {
    const node = this.#atom()
    const counted = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#source.slice(this.#at, this.#at + 32))
    const counts: readonly [number, number] | null =
      counted !== null
        ? [
            Number(counted[1]),
            counted[2] === undefined ? Number(counted[1]) : counted[3] === "" ? Infinity : Number(counted[3])
          ]
        : this.#takes("*")
          ? [0, Infinity]
          : this.#takes("+")
            ? [1, Infinity]
            : this.#takes("?")
              ? [0, 1]
              : null
    if (counts === null) return node
    const [least, most] = counts
    if (least > mostCount || (most !== Infinity && most > mostCount)) {
      throw this.#wrong(`a count above ${mostCount}`)
    }
    if (least > most) throw this.#wrong("a count whose end is before its beginning")
    if (counted !== null) this.#at += counted[0].length
    const isLazy = this.#takes("?")
    if (this.#takes("+")) throw this.#wrong("a possessive quantifier; leave out its last +")
    if (/^(?:[*?]|\{\d+(?:,\d*)?\})/.test(this.#source.slice(this.#at, this.#at + 32))) {
      throw this.#wrong("a quantifier behind another")
    }
    return { kind: "repeat", node, least, most, isLazy }
  }

  #atom(): Node {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at)!)
    if (character === "(") return this.#group()
    if (character === "[") return this.#class()
    if (character === "\\") return this.#escape()
    if (/[*+?]/.test(character)) throw this.#wrong(`a ${character} with nothing before it`)
    this.#at += character.length
    if (character === ".") return { kind: "set", bytes: setOf(() => true) }
    if (character === "^") return { kind: "at", place: "start" }
    if (character === "$") return { kind: "at", place: "end" }
    return this.#literal(character)
  }

  #group(): Node {
    const start = this.#at
    if (/^\(\?<?[=!]/.test(this.#source.slice(start, start + 4))) {
      throw this.#wrong("look-around, which can take for ever; say what stands there instead")
    }
    if (this.#source.startsWith("(?>", start))
      throw this.#wrong("an atomic group; (?:...) does, as nothing takes for ever here")
    const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(this.#source.slice(start, start + 200))
    const flags = /^\(\?(i?)(?:-(i))?([:)])/.exec(this.#source.slice(start, start + 8))
    const before = this.#ignoresCase
    let slot = -1
    if (named !== null) {
      if (this.groups.includes(named[1]!)) throw this.#wrong(`two groups with the name ${named[1]}`)
      slot = this.groups.push(named[1]!) - 1
      this.#at += named[0].length
    } else if (flags !== null) {
      this.#at += flags[0].length
      if (flags[1] === "i") this.#ignoresCase = true
      if (flags[2] === "i") this.#ignoresCase = false
      // `(?i)`: from here on.
      if (flags[3] === ")") return { kind: "sequence", nodes: [] }
    } else if (this.#source.startsWith("(?", start)) {
      throw this.#wrong("a group that is not known; there are (...), (?:...), (?<NAME>...), (?i:...) and (?i)")
    } else this.#at++
    const node = this.#either()
    if (!this.#takes(")")) {
      this.#at = start
      throw this.#wrong("a ( that is never closed")
    }
    this.#ignoresCase = before
    return slot < 0 ? node : { kind: "group", node, slot }
  }

  #escape(): Node {
    const next = this.#source[this.#at + 1]
    if (next === undefined) throw this.#wrong("a backslash at its end")
    if (/[1-9]/.test(next) || next === "k") {
      throw this.#wrong("a reference back to a group, which can take for ever; say what stands there instead")
    }
    if (next === "b" || next === "B") {
      this.#at += 2
      return { kind: "at", place: next === "b" ? "boundary" : "inside" }
    }
    const isIn = classes[next]
    if (isIn !== undefined) {
      this.#at += 2
      return { kind: "set", bytes: setOf(isIn) }
    }
    return this.#literal(this.#escapedCharacter())
  }

  /** Of `\n`, `\x41`, `\u0041`, `\.`. */
  #escapedCharacter(): string {
    const rest = this.#source.slice(this.#at + 1, this.#at + 6)
    const hex = /^x([0-9A-Fa-f]{2})|^u([0-9A-Fa-f]{4})/.exec(rest)
    if (hex !== null) {
      this.#at += 1 + hex[0].length
      return String.fromCharCode(Number.parseInt(hex[1] ?? hex[2]!, 16))
    }
    const [character = ""] = rest
    const control = controls[character]
    if (control === undefined && /[A-Za-z]/.test(character)) {
      throw this.#wrong(
        `\\${character}, which is not known; there are \\d \\w \\s \\D \\W \\S \\b \\B \\t \\xNN, and \\ before a sign`
      )
    }
    this.#at += 1 + character.length
    return control === undefined ? character : String.fromCharCode(control)
  }

  #literal(character: string): Node {
    const bytes = [...Buffer.from(character)]
    const nodes = bytes.map((byte): Node => ({ kind: "set", bytes: this.#folded(setOf((one) => one === byte)) }))
    return nodes.length === 1 ? nodes[0]! : { kind: "sequence", nodes }
  }

  #folded(bytes: Uint8Array): Uint8Array {
    if (!this.#ignoresCase) return bytes
    return bytes.map((isIn, byte) => (isLetter(byte) ? isIn | bytes[byte ^ 32]! : isIn))
  }

  #class(): Node {
    const start = this.#at++
    const isNegated = this.#takes("^")
    const bytes = new Uint8Array(256)
    const take = (): number | Uint8Array => {
      const next = this.#source[this.#at + 1]
      const isIn = this.#source[this.#at] === "\\" && next !== undefined ? classes[next] : undefined
      if (isIn !== undefined) {
        this.#at += 2
        return setOf(isIn)
      }
      if (this.#source.startsWith("\\b", this.#at)) {
        this.#at += 2
        return 8
      }
      const character =
        this.#source[this.#at] === "\\"
          ? this.#escapedCharacter()
          : String.fromCodePoint(this.#source.codePointAt(this.#at++)!)
      if (character.codePointAt(0)! > 127) {
        throw this.#wrong("a character beyond ASCII in a class; say it as (?:a|b)")
      }
      return character.codePointAt(0)!
    }
    while (!this.#takes("]")) {
      if (/^\[:\w+:\]/.test(this.#source.slice(this.#at, this.#at + 12))) {
        throw this.#wrong("[:...:] in a class, which is not known; say it as \\w, \\d, \\s or a-z")
      }
      if (this.#at >= this.#source.length) {
        this.#at = start
        throw this.#wrong("a [ that is never closed")
      }
      const first = take()
      if (typeof first !== "number") {
        for (let byte = 0; byte < 256; byte++) bytes[byte]! |= first[byte]!
        continue
      }
      let last = first
      if (this.#source[this.#at] === "-" && this.#source[this.#at + 1] !== "]" && this.#at + 1 < this.#source.length) {
        this.#at++
        const end = take()
        if (typeof end !== "number" || end < first) throw this.#wrong("a range that ends before it begins")
        last = end
      }
      bytes.fill(1, first, last + 1)
    }
    const folded = this.#folded(bytes)
    return { kind: "set", bytes: isNegated ? folded.map((isIn) => 1 - isIn) : folded }
  }
}
