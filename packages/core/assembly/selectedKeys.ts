/** Ids of keys by what entries have, as numbers: an open-addressing hash table, which JavaScript fills. */
import { keysAt, keySlots } from "./selected.memory"

// Bits of the parts of a key; a part that needs more is not known here.
const mostSite: i64 = 1 << 23
const mostStatus: i64 = 1 << 20

let count: i32 = 0

export function beginKeys(): void {
  memory.fill(keysAt, 0, 16 * <usize>keySlots)
  count = 0
}

/** Never 0. */
function pack(site: i64, method: i32, status: i64, agentClass: i32): u64 {
  return (
    ((<u64>site) << 40) |
    ((<u64>(status + 1)) << 20) |
    ((<u64>method & 0xfff) << 8) |
    (<u64>agentClass & 0xff) |
    (1 << 63)
  )
}

function isKnown(site: i64, status: i64): bool {
  return site >= 0 && site < mostSite && status >= -1 && status < mostStatus - 1
}

/** Site 0: none, status -1: none. Methods are numbered up to 4095, classes up to 255. False: there is no room for it. */
export function learnKey(site: f64, method: i32, status: f64, agentClass: i32, id: i32): bool {
  if (!isKnown(<i64>site, <i64>status) || ++count * 4 > keySlots * 3) return false
  const packed = pack(<i64>site, method, <i64>status, agentClass)
  let at = slotOf(packed)
  while (load<u64>(at) != 0) at = after(at)
  store<u64>(at, packed)
  store<i32>(at, id, 8)
  return true
}

/** 0: there is none. */
export function keyOf(site: i64, method: i32, status: i64, agentClass: i32): i32 {
  if (!isKnown(site, status)) return 0
  const packed = pack(site, method, status, agentClass)
  let at = slotOf(packed)
  let found = load<u64>(at)
  while (found != packed && found != 0) {
    at = after(at)
    found = load<u64>(at)
  }
  return found == 0 ? 0 : load<i32>(at, 8)
}

function slotOf(packed: u64): usize {
  return keysAt + ((<usize>((packed * 0x9e3779b97f4a7c15) >> 48)) << 4)
}

function after(at: usize): usize {
  return keysAt + ((at - keysAt + 16) & (16 * <usize>keySlots - 1))
}
