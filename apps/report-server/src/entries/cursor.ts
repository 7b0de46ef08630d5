/** Places between entries in the order in which they are shown: the latest first, those of one time by falling ids. */

/** Of an entry; ms UTC. */
export interface Place {
  readonly time: number
  readonly id: number
}

/** Before all entries. */
const beginning: Place = { time: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER }

/** Negative: `a` is shown first. */
export const byTime = (a: Place, b: Place): number => b.time - a.time || b.id - a.id

/** As it stands in an address. */
export const textOf = ({ id, time }: Place): string => `${time}:${id}`

/** What a text has to be, to be a place. */
export const placePattern = /^-?\d{1,15}:\d{1,15}$/

/** Absent: the beginning. */
export const cursorOf = (text: string | undefined): Place => {
  if (text === undefined) return beginning
  const [time, id] = text.split(":")
  return { time: Number(time), id: Number(id) }
}
