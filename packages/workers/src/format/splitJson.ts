/**
 * Takes lines of JSON apart: one object a line, of which only the values that a format asks for are looked at. A key in a
 * format is a path: `request.headers.User-Agent` is found nested, and also as one key with dots in it. Of an array the
 * first value counts. When a key comes twice, the last one counts, as in JSON.parse. Null is no value; an empty text and
 * `-` are one only where no other key has a better.
 *
 * Checks the grammar of what it passes (RFC 8259), but for the characters inside strings: logs have bytes there that are
 * no UTF-8. What templates make of values that are not there (nginx: `"time": ,` and `"time": -,`) is taken for null.
 */
import { isDash } from "../parse/leading.ts"
import { FormatError } from "./definition.ts"
import { FITS, JSON_STRING, LITERAL, type Slots, type Splitter } from "./slots.ts"

const SPACE = 0x20
const TAB = 0x09
const CR = 0x0d
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN = 0x7b
const CLOSE = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const BACKSLASH = 0x5c

/** Objects and arrays within each other at most: no log nests deeper, but lines that are made to hurt. */
const deepest = 64

interface Node {
  readonly children: Map<string, Node>
  /** Slot of the value here, and how much it is wanted: of several keys for a field the first counts most. */
  slot: number
  rank: number
}

const newNode = (): Node => ({ children: new Map(), slot: -1, rank: 0 })

export class JsonSplitter implements Splitter {
  readonly #root = newNode()
  readonly #ranks: Int32Array
  // Of the line at hand.
  #bytes: Buffer = Buffer.alloc(0)
  #end = 0
  #slots: Slots | undefined
  /** Where the line is no JSON; `FITS` as long as it is. */
  #wrongAt = FITS

  /** `keys`: of each slot, the paths of keys it may be found under. */
  constructor(keys: ReadonlyArray<ReadonlyArray<string>>) {
    this.#ranks = new Int32Array(keys.length)
    for (const [slot, paths] of keys.entries()) {
      for (const [rank, path] of paths.entries()) {
        let node = this.#root
        for (const key of path.split(".")) {
          let child = node.children.get(key)
          if (child === undefined) node.children.set(key, (child = newNode()))
          node = child
        }
        if (node.slot >= 0) throw new FormatError(`two fields of the format are to be had from the key "${path}"`)
        node.slot = slot
        node.rank = rank
      }
    }
  }

  split(bytes: Buffer, start: number, end: number, slots: Slots): number {
    this.#bytes = bytes
    this.#end = end
    this.#slots = slots
    this.#wrongAt = FITS
    this.#ranks.fill(0x7fff_ffff)
    let at = this.#blanks(start)
    if (bytes[at] !== OPEN || at >= end) return at
    at = this.#object(at, this.#root, 0)
    if (this.#wrongAt !== FITS) return this.#wrongAt
    at = this.#blanks(at)
    return at === end ? FITS : at
  }

  #blanks(at: number): number {
    const bytes = this.#bytes
    while (at < this.#end && (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === CR)) at++
    return at
  }

  #wrong(at: number): number {
    if (this.#wrongAt === FITS) this.#wrongAt = Math.min(at, this.#end)
    return this.#end
  }

  /** From its brace; returns where it ends. */
  #object(at: number, node: Node | null, depth: number): number {
    if (depth > deepest) return this.#wrong(at)
    const bytes = this.#bytes
    at = this.#blanks(at + 1)
    if (bytes[at] === CLOSE && at < this.#end) return at + 1
    while (at < this.#end) {
      if (bytes[at] !== QUOTE) return this.#wrong(at)
      const keyEnd = this.#string(at)
      const child = node === null || node.children.size === 0 ? null : childOf(node, bytes, at + 1, keyEnd - 1)
      at = this.#blanks(keyEnd)
      if (bytes[at] !== COLON || at >= this.#end) return this.#wrong(at)
      at = this.#value(this.#blanks(at + 1), child, depth)
      at = this.#blanks(at)
      if (bytes[at] === CLOSE && at < this.#end) return at + 1
      if (bytes[at] !== COMMA || at >= this.#end) return this.#wrong(at)
      at = this.#blanks(at + 1)
    }
    return this.#wrong(at)
  }

  #array(at: number, node: Node | null, depth: number): number {
    if (depth > deepest) return this.#wrong(at)
    const bytes = this.#bytes
    at = this.#blanks(at + 1)
    if (bytes[at] === CLOSE_ARRAY && at < this.#end) return at + 1
    for (let first = node; at < this.#end; first = null) {
      at = this.#blanks(this.#value(at, first, depth))
      if (bytes[at] === CLOSE_ARRAY && at < this.#end) return at + 1
      if (bytes[at] !== COMMA || at >= this.#end) return this.#wrong(at)
      at = this.#blanks(at + 1)
    }
    return this.#wrong(at)
  }

  #value(at: number, node: Node | null, depth: number): number {
    const byte = this.#bytes[at]
    if (at >= this.#end) return this.#wrong(at)
    if (byte === OPEN) return this.#object(at, node, depth + 1)
    if (byte === OPEN_ARRAY) return this.#array(at, node, depth + 1)
    if (byte === COMMA || byte === CLOSE) return at
    const isString = byte === QUOTE
    const to = isString ? this.#string(at) : this.#word(at)
    if (node !== null && node.slot >= 0 && this.#wrongAt === FITS)
      this.#take(node, isString ? at + 1 : at, isString ? to - 1 : to, isString)
    return to
  }

  #take({ slot, rank }: Node, start: number, end: number, isString: boolean): void {
    const slots = this.#slots!
    if (!isString && (this.#bytes[start] === NULL || isDash(this.#bytes, start, end))) return
    if (start === end || isDash(this.#bytes, start, end)) {
      if (slots.starts[slot]! >= 0) return
    } else {
      if (rank > this.#ranks[slot]!) return
      this.#ranks[slot] = rank
    }
    slots.set(slot, start, end)
    slots.escaped[slot] = isString ? JSON_STRING : LITERAL
  }

  /** From its quote; returns the place after the other. */
  #string(at: number): number {
    const bytes = this.#bytes
    for (let to = at + 1; to < this.#end; to++) {
      const byte = bytes[to]!
      if (byte === BACKSLASH) to++
      else if (byte === QUOTE) return to + 1
    }
    return this.#wrong(at)
  }

  /** A number, true, false or null; or a dash. */
  #word(at: number): number {
    const bytes = this.#bytes
    let to = at
    while (to < this.#end && isWordByte(bytes[to]!)) to++
    if (to > at && (isDash(bytes, at, to) || isWord.test(bytes.toString("latin1", at, to)))) return to
    return this.#wrong(at)
  }
}

const NULL = 0x6e
const isWord = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/

const isWordByte = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) ||
  (byte >= 97 && byte <= 122) ||
  byte === 0x2d ||
  byte === 0x2e ||
  byte === 0x2b ||
  byte === 0x45

const childOf = (node: Node, bytes: Buffer, start: number, end: number): Node | null => {
  const key = bytes.toString("latin1", start, end)
  const child = node.children.get(key)
  if (child !== undefined || !key.includes(".")) return child ?? null
  let found: Node | undefined = node
  for (const part of key.split(".")) found = found?.children.get(part)
  return found ?? null
}
