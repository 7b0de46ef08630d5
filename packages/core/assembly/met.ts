/**
 * Which ids rows have met, one or two at a time: an open-addressing hash, so that each is counted once a row. They are dense
 * and apart from the rows, because memory that is touched first costs more than all the rest.
 */
import { metAt, metBytes, metSlotsAt, mostMet, mostMetSlots } from "./groups.memory"
import { fault } from "./readPages"

let size: i32 = 0
let slots: i32 = 1 << 16
// The last one that was asked for: rows of visitors stand together.
let lastRow: u32 = 0
let lastFirst: u32 = 0
let lastSecond: u32 = 0

/** Whether it is new. `row`: where it is, which is not 0. */
export function meets(row: u32, first: u32, second: u32): bool {
  if (row == lastRow && first == lastFirst && second == lastSecond) return false
  lastRow = row
  lastFirst = first
  lastSecond = second
  const mask = slots - 1
  let slot = slotOf(row, first, second) & mask
  let number = load<i32>(metSlotsAt + ((<usize>slot) << 2))
  while (number != 0) {
    const at = metAt + <usize>(number - 1) * metBytes
    if (load<u32>(at) == row && load<u32>(at, 4) == first && load<u32>(at, 8) == second) return false
    slot = (slot + 1) & mask
    number = load<i32>(metSlotsAt + ((<usize>slot) << 2))
  }
  if (size >= mostMet) {
    fault()
    return false
  }
  const at = metAt + <usize>size * metBytes
  size++
  store<i32>(metSlotsAt + ((<usize>slot) << 2), size)
  store<u32>(at, row)
  store<u32>(at, first, 4)
  store<u32>(at, second, 8)
  if (size * 2 > slots && slots < mostMetSlots) grow()
  return true
}

function slotOf(row: u32, first: u32, second: u32): i32 {
  const mixed =
    ((((<u64>row) << 32) | <u64>first) ^ rotl<u64>(<u64>second * 0xd6e8feb86659fd93, 29)) * 0x9e3779b97f4a7c15
  return <i32>((mixed ^ (mixed >> 29)) >> 36)
}

function grow(): void {
  slots <<= 1
  memory.fill(metSlotsAt, 0, (<usize>slots) << 2)
  const mask = slots - 1
  for (let number = 0; number < size; number++) {
    const at = metAt + <usize>number * metBytes
    let slot = slotOf(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8)) & mask
    while (load<i32>(metSlotsAt + ((<usize>slot) << 2)) != 0) slot = (slot + 1) & mask
    store<i32>(metSlotsAt + ((<usize>slot) << 2), number + 1)
  }
}
