/** Where a tip stands: beside the columns that the reader may want next, not over them, where there is room for that. */

/** px from the chart's left edge. */
export interface PointedAt {
  readonly index: number
  /** Of the pointer. */
  readonly left: number
  /** What is pointed at, with its neighbours: from, to. */
  readonly near: readonly [from: number, to: number]
  /** Of the whole chart. */
  readonly width: number
  /** What a brush has selected so far, ms: from, to. */
  readonly selected?: readonly [from: number, to: number] | null
}

/** As CSS has it. */
export type TipPlace = { readonly left: string } | { readonly right: string }

/** px: as wide as tips are, or wider; those of a selection tell two times. */
const usualRoom = 200
const roomForTwo = 280
/** px between a tip and what it is to leave free. */
const gap = 8
/** px beside the pointer that are free, be the columns as thin as they may. */
const least = 32

export const tipPlace = ({ left, near: [from, to], selected = null, width }: Omit<PointedAt, "index">): TipPlace => {
  const room = selected === null ? usualRoom : roomForTwo
  const right = Math.max(to + gap, left + least)
  const end = Math.min(from - gap, left - least)
  const fits = { right: right + room <= width, left: end >= room }
  const isLeft = left > width / 2
  if (isLeft ? fits.left : !fits.right && fits.left) return { right: `${width - end}px` }
  if (fits.right) return { left: `${right}px` }
  return isLeft ? { right: `${width - left + gap}px` } : { left: `${left + gap}px` }
}
