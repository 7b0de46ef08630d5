/**
 * Pseudo-random numbers from a seed, the same on every machine: integers and divisions only, nothing that depends on
 * how an engine rounds a power. Not for secrets.
 */

export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = mix(seed ^ 0x5bf03635)
  }

  /** A number in [0, 1) (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** An integer in [0, end). */
  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<A>(list: ReadonlyArray<A>): A {
    return list[this.below(list.length)] as A
  }
}

/** Shuffles the 32-bit integers among themselves: other numbers in, other numbers out, without any order to see. */
export const mix = (n: number): number => {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Draws an index in proportion to its weight. */
export const weighted = (weights: ReadonlyArray<number>): ((random: Random) => number) => {
  const sums = new Float64Array(weights.length)
  let total = 0
  for (let i = 0; i < weights.length; i++) {
    total += weights[i] as number
    sums[i] = total
  }
  return (random) => {
    const drawn = random.next() * total
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (drawn < (sums[middle] as number)) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** Draws a rank below `count`, rank r as often as 1 / (r + offset): few are asked for often, most of them hardly ever. */
export const zipf = (count: number, offset: number): ((random: Random) => number) =>
  weighted(Array.from({ length: count }, (_, rank) => 1 / (rank + offset)))
