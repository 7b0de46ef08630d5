/**
 * Dictionary encoding of a worker: distinct byte strings to small numbers.
 *
 * An open-addressing hash table over copies of the bytes; equality is exact (length, then bytes), so no hash ever merges
 * two values. Ids count up from 0 in the order of first appearance. Memory is bounded by the owner: when `isFull`, it
 * calls `clear` between two batches and ids begin at 0 again. So is time: values chosen to collide (anybody may send
 * requests) fill a dictionary early, instead of making it slow.
 */
import { hashOf, isPlain, same } from "./bytes"
import {
  arenaFrom,
  dictionariesAt,
  dictionaryBytes,
  endsFrom,
  mostBytes,
  mostValues,
  slotsBytes,
  slotsFrom
} from "./memory"

/** Steps to a value's slot; real values need 40 at most in a full dictionary (measured Nov 2026). */
const maxSteps: i32 = 256
const firstSlots: usize = 4096
const slotBytes: usize = 16

/**
 * A slot: hash, id + 1 (0 when it is free), where the value is, its length. All that a lookup needs of it lies together:
 * what is elsewhere costs a cache miss more.
 */
const slotId: usize = 4
const slotStart: usize = 8
const slotLength: usize = 12

@unmanaged
export class Dictionary {
  /** Slots in use, in bytes, less one slot: an offset cut by it is one of a slot. 0 until the first value. */
  mask: usize
  /** Number of values. */
  size: i32
  /** Bytes of the values together. */
  used: i32
  isCrowded: i32
  /** How many values there were with the last one that cannot be stored as it is. */
  lastOdd: i32
  /** Where the last value asked for stands: a hint for `idNear`. */
  lastSlot: usize
}

export function dictionary(number: i32): Dictionary {
  return changetype<Dictionary>(dictionariesAt + <usize>number * dictionaryBytes)
}

export function isFull(dictionary: Dictionary): bool {
  return dictionary.used > mostBytes || dictionary.size > mostValues || dictionary.isCrowded != 0
}

export function clear(dictionary: Dictionary): void {
  const at = changetype<usize>(dictionary)
  if (dictionary.mask != 0) memory.fill(at + slotsFrom, 0, dictionary.mask + slotBytes)
  memory.fill(at, 0, offsetof<Dictionary>())
}

/** The id of [start, end); a value not seen before gets the next id. */
export function idOf(dictionary: Dictionary, start: usize, end: usize): i32 {
  const slots = changetype<usize>(dictionary) + slotsFrom
  const length = <u32>(end - start)
  const hash = hashOf(start, end)
  if (dictionary.mask == 0) dictionary.mask = (firstSlots - 1) * slotBytes
  const mask = dictionary.mask
  let slot = ((<usize>hash) << 4) & mask
  let steps: i32 = 0
  while (true) {
    const at = slots + slot
    const stored = load<i32>(at, slotId)
    if (stored == 0) break
    if (load<i32>(at) == hash && load<u32>(at, slotLength) == length && same(start, load<u32>(at, slotStart), length)) {
      dictionary.lastSlot = slot
      return stored - 1
    }
    slot = (slot + slotBytes) & mask
    steps++
  }
  if (steps > maxSteps) dictionary.isCrowded = 1
  dictionary.lastSlot = slot
  return add(dictionary, start, end, hash, slots + slot)
}

/** `idOf`, where the value is likely to be the one in `slot`, the dictionary's `lastSlot` of an earlier time. */
export function idNear(dictionary: Dictionary, slot: usize, start: usize, end: usize): i32 {
  const at = changetype<usize>(dictionary) + slotsFrom + (slot & dictionary.mask)
  const stored = load<i32>(at, slotId)
  const length = <u32>(end - start)
  if (stored != 0 && load<u32>(at, slotLength) == length && same(start, load<u32>(at, slotStart), length)) {
    dictionary.lastSlot = slot & dictionary.mask
    return stored - 1
  }
  return idOf(dictionary, start, end)
}

function add(dictionary: Dictionary, start: usize, end: usize, hash: i32, slot: usize): i32 {
  const base = changetype<usize>(dictionary)
  const to = base + arenaFrom + <usize>dictionary.used
  const length = end - start
  memory.copy(to, start, length)
  const id = dictionary.size++
  dictionary.used += <i32>length
  store<i32>(base + endsFrom + ((<usize>id) << 2), dictionary.used)
  if (!isPlain(start, end)) dictionary.lastOdd = id + 1
  fill(slot, hash, id, to, length)
  if (
    <usize>dictionary.size * 2 * slotBytes > dictionary.mask + slotBytes &&
    dictionary.mask + slotBytes < slotsBytes
  ) {
    grow(dictionary)
  }
  return id
}

function fill(slot: usize, hash: i32, id: i32, start: usize, length: usize): void {
  store<i32>(slot, hash)
  store<i32>(slot, id + 1, slotId)
  store<u32>(slot, <u32>start, slotStart)
  store<u32>(slot, <u32>length, slotLength)
}

/** Twice the slots, in the same place: all values find theirs again. */
function grow(dictionary: Dictionary): void {
  const base = changetype<usize>(dictionary)
  const slots = base + slotsFrom
  const lastSlot = dictionary.lastSlot
  const lastId = load<i32>(slots + lastSlot, slotId)
  memory.fill(slots, 0, dictionary.mask + slotBytes)
  const mask = (dictionary.mask + slotBytes) * 2 - slotBytes
  dictionary.mask = mask
  let start = base + arenaFrom
  for (let id = 0; id < dictionary.size; id++) {
    const end = base + arenaFrom + <usize>load<u32>(base + endsFrom + ((<usize>id) << 2))
    const hash = hashOf(start, end)
    let slot = ((<usize>hash) << 4) & mask
    while (load<i32>(slots + slot, slotId) != 0) slot = (slot + slotBytes) & mask
    fill(slots + slot, hash, id, start, end - start)
    if (id + 1 == lastId) dictionary.lastSlot = slot
    start = end
  }
}
