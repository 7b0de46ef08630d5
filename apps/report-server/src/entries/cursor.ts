/** Cursors: places between entries in the order in which they are shown: the latest first, those of one time by falling ids. */

/** Of an entry; ms UTC. */
export interface Cursor {
  readonly time: number
  readonly id: number
}

/** Before all entries. */
const beginning: Cursor = { time: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER }

/** Negative: `a` is shown first. */
export const byTime = (a: Cursor, b: Cursor): number => b.time - a.time || b.id - a.id

/** As it stands in an address. */
export const cursorText = ({ id, time }: Cursor): string => `${time}:${id}`

/** What a text has to be, to be a cursor. */
export const cursorPattern = /^-?\d{1,15}:\d{1,15}$/

/** Absent: the beginning. */
export const cursorOf = (text: string | undefined): Cursor => {
  if (text === undefined) return beginning
  const [time, id] = text.split(":")
  return { time: Number(time), id: Number(id) }
}
