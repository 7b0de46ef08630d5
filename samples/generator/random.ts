/**
 * Pseudo-random numbers from a name: the same name gives the same numbers on every machine.
 *
 * Each actor of the sample site draws from its own generator, forked by name, so a change to one of them leaves the
 * lines of all others as they were. Only integer arithmetic and division: nothing here depends on how an engine
 * rounds a logarithm. Not for secrets.
 */

/** A well-mixed 32-bit hash of a text (FNV-1a with a final avalanche). */
export const hash = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

export class Random {
  readonly name: string
  private state: number

  constructor(name: string) {
    this.name = name
    this.state = hash(name)
  }

  /** An independent generator; asking for it draws nothing from this one. */
  fork(name: string): Random {
    return new Random(`${this.name}/${name}`)
  }

  /** A number in [0, 1) (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  /** An integer, both ends included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  /** Mostly near `low`, now and then up to `high`: waiting times, sizes, how often somebody comes back. */
  skewed(low: number, high: number): number {
    const u = this.next()
    return low + u * u * u * (high - low)
  }

  pick<A>(list: ReadonlyArray<A>): A {
    const value = list[this.int(0, list.length - 1)]
    if (value === undefined) throw new Error("picked from an empty list")
    return value
  }

  /** The index drawn with a probability in proportion to its weight. */
  index(weights: ReadonlyArray<number>): number {
    let left = this.next() * weights.reduce((sum, weight) => sum + weight, 0)
    for (const [i, weight] of weights.entries()) {
      left -= weight
      if (left < 0) return i
    }
    return weights.length - 1
  }

  /** A key of `weights`, drawn with a probability in proportion to its weight. */
  choose<K extends string>(weights: Readonly<Record<K, number>>): K {
    const keys = Object.keys(weights) as Array<K>
    return keys[this.index(keys.map((key) => weights[key]))] as K
  }

  /** The same elements in another order. */
  shuffle<A>(list: ReadonlyArray<A>): Array<A> {
    const out = [...list]
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(0, i)
      ;[out[i], out[j]] = [out[j] as A, out[i] as A]
    }
    return out
  }
}
