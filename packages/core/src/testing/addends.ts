/** Single entries, resolved, for tests of the sums. */
import { assert } from "@effect/vitest"

import type { RollupsKernel } from "../kernels.ts"
import { addendBytes, copyAddends, packAddends } from "../store/rollups/Addends.ts"

export interface Entry {
  readonly client: number
  readonly agent: number
  readonly site: number
  readonly path: number
  readonly key: number
  readonly day: number
  /** The beginning of its hour. */
  readonly minute: number
  readonly bytes: number
  /** -1: none. */
  readonly duration: number
}

/** Adds an entry to the kernel's tables. */
export const addEntry = (kernel: RollupsKernel, { bytes, duration, minute, ...ids }: Entry): void => {
  const minuteHigh = Math.floor(minute / 65_536)
  const integers = { ...ids, request: 1, minuteHigh, minuteLow: minute - minuteHigh * 65_536 }
  const columns = Object.fromEntries(Object.entries(integers).map(([name, value]) => [name, Int32Array.of(value)]))
  const addends = packAddends(new ArrayBuffer(addendBytes(1)), 1, 1, {
    ...(columns as Record<keyof typeof integers, Int32Array>),
    bytes: Float64Array.of(bytes),
    duration: duration === -1 ? undefined : Float64Array.of(duration)
  })
  copyAddends(kernel, addends)
  assert.strictEqual(kernel.weigh(0, 1), bytes + Math.max(duration, 0))
  kernel.add(0, 1)
}
