/**
 * Lines that two texts have in common, in the same order: the second is the first with some lines changed, put in or left
 * out. Greedy: where they part, it goes on at the nearest line that both have. That need not find the most lines, as
 * a longest common subsequence would; it takes time in proportion to the lines, however many are others.
 */

/** `lines` lines from line `old` of the first text and line `now` of the second are the same. */
export interface SameRun {
  readonly old: number
  readonly now: number
  readonly lines: number
}

/**
 * Lines are given by a text that is equal where they are; null: it is like no other. The empty text is of lines that
 * tell nothing: they are the same only beside others that are.
 */
export type LineKey = string | null

export const sameRuns = (old: ReadonlyArray<LineKey>, now: ReadonlyArray<LineKey>): ReadonlyArray<SameRun> => {
  const places = placesOf(now)
  const runs: Array<SameRun> = []
  let i = 0
  let j = 0
  for (;;) {
    const start = { old: i, now: j }
    while (i < old.length && j < now.length && old[i] !== null && old[i] === now[j]) {
      i++
      j++
    }
    if (i > start.old) runs.push({ ...start, lines: i - start.old })
    const next = nearest(old, places, i, j)
    if (next === null) return runs
    while (next.old > i && next.now > j && old[next.old - 1] !== null && old[next.old - 1] === now[next.now - 1]) {
      next.old--
      next.now--
    }
    i = next.old
    j = next.now
  }
}

const placesOf = (keys: ReadonlyArray<LineKey>): ReadonlyMap<string, ReadonlyArray<number>> => {
  const places = new Map<string, Array<number>>()
  for (const [index, key] of keys.entries()) {
    if (key === null || key === "") continue
    const known = places.get(key)
    if (known === undefined) places.set(key, [index])
    else known.push(index)
  }
  return places
}

/** The line from `i` on, and its place from `j` on, by which the fewest lines of both are passed over. */
const nearest = (
  old: ReadonlyArray<LineKey>,
  places: ReadonlyMap<string, ReadonlyArray<number>>,
  i: number,
  j: number
): { old: number; now: number } | null => {
  let best: { old: number; now: number } | null = null
  let fewest = Infinity
  for (let at = i; at < old.length && at - i < fewest; at++) {
    const found = firstFrom(places.get(old[at] ?? "") ?? [], j)
    if (found === undefined || at - i + found - j >= fewest) continue
    fewest = at - i + found - j
    best = { old: at, now: found }
  }
  return best
}

const firstFrom = (sorted: ReadonlyArray<number>, from: number): number | undefined => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < from) low = middle + 1
    else high = middle
  }
  return sorted[low]
}
