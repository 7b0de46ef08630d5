/**
 * Runs regular expressions in time proportional to the line: a backtracking search, as everywhere, that never tries a
 * step of its program again at a place where it has failed. Which ones have is a bit for each such pair, so a line takes at
 * most its length times the steps of the program, whatever it is and whatever the expression: `(a+)+$` is like any other.
 *
 * Our own, because the library that could do it (re2js 2.10, a port of RE2) takes twenty times as long for a combined line
 * (17 and 0.8 µs, V8's own engine 0.4; Nov 2026).
 *
 * Of several ways to fit a line the one that JavaScript would find counts. An expression fits whole lines.
 */
import { FormatError } from "./definition.ts"
import { type Expression, isWordByte, type Node, type Place } from "./regexSyntax.ts"

// What a step does.
const SET = 0
const SPLIT = 1
const JUMP = 2
const SAVE = 3
const AT = 4
const MATCH = 5
/** As many bytes of a set as there are, where none of them can be what comes next: there is one way only. */
const RUN = 6

/** More steps than an expression for a log line has; a hostile line of 64 KiB takes a second with as many. */
const mostSteps = 2000

const places: ReadonlyArray<Place> = ["start", "end", "boundary", "inside"]

export class Program {
  /** By step: what it does, and what with. */
  readonly #kinds: Array<number> = []
  readonly #first: Array<number> = []
  readonly #second: Array<number> = []
  readonly #sets: Array<Uint8Array> = []
  /** By step, its number among those that may be tried in vain; -1: none. */
  readonly #marks: Array<number> = []
  #splits = 0
  #visited = new Uint32Array(0)
  // Where to go on, when there is no further: steps and places, or a slot to put back.
  #stack = new Int32Array(256)
  /** Where groups are: start and end of each, -1 where a group has no part. */
  readonly found: Int32Array
  /** Steps that the last line took. */
  work = 0

  /** Throws a FormatError for an expression that becomes too large. */
  constructor({ groups, root }: Expression) {
    this.found = new Int32Array(groups.length * 2)
    this.#add(root)
    this.#step(MATCH, 0, 0)
    for (let step = 0; step < this.#kinds.length; step++) this.#simplify(step)
  }

  /** Whether the line in bytes[start, end) fits; then `found` says where its groups are. */
  run(bytes: Uint8Array, start: number, end: number): boolean {
    const width = end - start + 1
    const words = (this.#splits * width + 31) >>> 5
    if (this.#visited.length < words) this.#visited = new Uint32Array(words * 2)
    else this.#visited.fill(0, 0, words)
    this.found.fill(-1)
    const kinds = this.#kinds
    const visited = this.#visited
    let depth = 0
    let step = 0
    let at = start
    let work = 0
    for (;;) {
      work++
      let isFailed = false
      const first = this.#first[step]!
      switch (kinds[step]) {
        case SET:
          if (at < end && this.#sets[first]![bytes[at]!] === 1) {
            at++
            step++
          } else isFailed = true
          break
        case SPLIT: {
          const bit = this.#marks[step]! * width + at - start
          if ((visited[bit >>> 5]! & (1 << (bit & 31))) !== 0) {
            isFailed = true
            break
          }
          visited[bit >>> 5]! |= 1 << (bit & 31)
          depth = this.#push(depth, this.#second[step]!, at)
          step = first
          break
        }
        case RUN: {
          const set = this.#sets[first]!
          const mark = this.#marks[step]! * width - start
          // Where it went on from before, it comes to the same end.
          for (; !isFailed; at++) {
            const bit = mark + at
            isFailed = (visited[bit >>> 5]! & (1 << (bit & 31))) !== 0
            visited[bit >>> 5]! |= 1 << (bit & 31)
            if (at >= end || set[bytes[at]!] === 0) break
            work++
          }
          step = this.#second[step]!
          break
        }
        case JUMP:
          step = first
          break
        case SAVE:
          depth = this.#push(depth, -1 - first, this.found[first]!)
          this.found[first] = at
          step++
          break
        case AT:
          if (isAt(first, bytes, at, start, end)) step++
          else isFailed = true
          break
        default:
          if (at === end) {
            this.work = work
            return true
          }
          isFailed = true
      }
      if (!isFailed) continue
      for (;;) {
        if (depth === 0) {
          this.work = work
          return false
        }
        depth -= 2
        const next = this.#stack[depth]!
        if (next >= 0) {
          step = next
          at = this.#stack[depth + 1]!
          break
        }
        this.found[-1 - next] = this.#stack[depth + 1]!
      }
    }
  }

  #push(depth: number, step: number, at: number): number {
    if (depth + 2 > this.#stack.length) {
      const larger = new Int32Array(this.#stack.length * 2)
      larger.set(this.#stack)
      this.#stack = larger
    }
    this.#stack[depth] = step
    this.#stack[depth + 1] = at
    return depth + 2
  }

  #step(kind: number, first: number, second: number): number {
    if (this.#kinds.length >= mostSteps) {
      throw new FormatError(
        `the regular expression is too large: its counts ({N}) make more than ${mostSteps} steps of it; use * or + in place of large ones`
      )
    }
    this.#marks.push(kind === SPLIT ? this.#splits++ : -1)
    this.#first.push(first)
    this.#second.push(second)
    return this.#kinds.push(kind) - 1
  }

  /** `X*` where no byte of X can come next needs no place to come back to: a shorter one would fail there, too. */
  #simplify(split: number): void {
    const [on, out] = [this.#first[split]!, this.#second[split]!]
    const isLoop =
      this.#kinds[split] === SPLIT &&
      on === split + 1 &&
      this.#kinds[on] === SET &&
      this.#kinds[on + 1] === JUMP &&
      this.#first[on + 1] === split
    if (!isLoop) return
    let next = out
    while (this.#kinds[next] === SAVE) next++
    const set = this.#sets[this.#first[on]!]!
    const after = this.#kinds[next] === SET ? this.#sets[this.#first[next]!]! : null
    if (this.#kinds[next] !== MATCH && (after === null || set.some((isIn, byte) => isIn === 1 && after[byte] === 1)))
      return
    this.#kinds[split] = RUN
    this.#first[split] = this.#first[on]!
  }

  get #next(): number {
    return this.#kinds.length
  }

  /** Whether to go on or to leave first, at a split that was added before. */
  #choose(split: number, on: number, out: number, isLazy: boolean): void {
    this.#first[split] = isLazy ? out : on
    this.#second[split] = isLazy ? on : out
  }

  #add(node: Node): void {
    switch (node.kind) {
      case "set":
        this.#step(SET, this.#sets.push(node.bytes) - 1, 0)
        return
      case "at":
        this.#step(AT, places.indexOf(node.place), 0)
        return
      case "sequence":
        for (const one of node.nodes) this.#add(one)
        return
      case "group":
        this.#step(SAVE, node.slot * 2, 0)
        this.#add(node.node)
        this.#step(SAVE, node.slot * 2 + 1, 0)
        return
      case "either": {
        const jumps: Array<number> = []
        for (const [index, one] of node.nodes.entries()) {
          if (index === node.nodes.length - 1) {
            this.#add(one)
            break
          }
          const split = this.#step(SPLIT, 0, 0)
          this.#add(one)
          jumps.push(this.#step(JUMP, 0, 0))
          this.#choose(split, split + 1, this.#next, false)
        }
        for (const jump of jumps) this.#first[jump] = this.#next
        return
      }
      case "repeat":
        this.#repeat(node)
    }
  }

  #repeat({ isLazy, least, most, node }: Node & { readonly kind: "repeat" }): void {
    for (let count = 0; count < least; count++) this.#add(node)
    if (most === Infinity) {
      const split = this.#step(SPLIT, 0, 0)
      this.#add(node)
      this.#step(JUMP, split, 0)
      this.#choose(split, split + 1, this.#next, isLazy)
      return
    }
    const splits: Array<number> = []
    for (let count = least; count < most; count++) {
      splits.push(this.#step(SPLIT, 0, 0))
      this.#add(node)
    }
    for (const split of splits) this.#choose(split, split + 1, this.#next, isLazy)
  }
}

const isAt = (place: number, bytes: Uint8Array, at: number, start: number, end: number): boolean => {
  if (place === 0) return at === start
  if (place === 1) return at === end
  const before = at > start && isWordByte(bytes[at - 1]!)
  const after = at < end && isWordByte(bytes[at]!)
  return (before !== after) === (place === 2)
}
