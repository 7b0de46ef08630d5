/**
 * Entries as that which is added up of them: what they count towards, resolved (Resolver.ts), and their numbers. In one
 * buffer, so that they can be handed to another thread (SumsThread.ts).
 */
import type { RollupsKernel } from "../../kernels.ts"

/** Columns one behind the other, each of `count` values. */
export interface Addends {
  readonly count: number
  /** The entries have contiguous ids. */
  readonly firstEntry: number
  /** Whether there are durations. */
  readonly isTimed: boolean
  readonly buffer: ArrayBuffer | SharedArrayBuffer
}

/** In the order of assembly/rollups.memory.ts; -1 is null. */
const numbers = ["bytes", "duration"] as const
const integers = ["client", "request", "agent", "site", "path", "key", "day", "minuteHigh", "minuteLow"] as const

export type AddendColumns = Readonly<Record<(typeof integers)[number], Int32Array> & Record<"bytes", Float64Array>> & {
  readonly duration: Float64Array | undefined
}

/** Bytes that `count` entries need at most. */
export const addendBytes = (count: number): number => count * (8 * numbers.length + 4 * integers.length)

/** Copies the columns into the buffer. */
export const packAddends = (
  buffer: Addends["buffer"],
  count: number,
  firstEntry: number,
  columns: AddendColumns
): Addends => {
  const { bytes, duration } = columns
  const isTimed = duration !== undefined
  new Float64Array(buffer, 0, count).set(bytes)
  if (isTimed) new Float64Array(buffer, 8 * count, count).set(duration)
  let at = 8 * count * (isTimed ? 2 : 1)
  for (const name of integers) {
    new Int32Array(buffer, at, count).set(columns[name])
    at += 4 * count
  }
  return { count, firstEntry, isTimed, buffer }
}

/** To where the kernel looks for them. */
export const copyAddends = (kernel: RollupsKernel, { count, isTimed, buffer }: Addends): void => {
  const { columnBytes, columnsAt, memory } = kernel
  let at = 0
  const copy = (column: number, width: number): void => {
    const to = columnsAt.value + column * columnBytes.value
    new Uint8Array(memory.buffer, to, width * count).set(new Uint8Array(buffer, at, width * count))
    at += width * count
  }
  copy(0, 8)
  if (isTimed) copy(1, 8)
  for (const index of integers.keys()) copy(numbers.length + index, 4)
  kernel.setTimed(isTimed)
}
