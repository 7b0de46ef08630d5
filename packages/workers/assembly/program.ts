/**
 * Lines of other formats, read by a program (src/format/program.ts): its shapes are tried one after the other. What is
 * not ordinary is left to JavaScript, line by line.
 */
import { aside, moveAside } from "./aside"
import { setZone } from "./clock"
import { fill } from "./fields"
import { oddAt, programAt, sideAt, sideBytes } from "./memory"
import { lineEndField, lineStartField, kindField, ODD, recordAt } from "./record"
import { oddLines } from "./scan"
import { clearSlots, split } from "./split"
import { forgetTime } from "./times"

const CR: u8 = 0x0d
const SPACE: u8 = 0x20
const HASH: u8 = 0x23
const BYTE_ORDER_MARK: u8 = 0xef
const maxLineBytes: usize = 64 * 1024

// Words of a program: how many shapes, the text a header begins with and its length, offsets of the zone of times that
// name none and how many there are, then where each shape is. Of a shape: switches (split.ts), how many slots, where its
// fields are, how texts are written; its steps.
const shapesFrom: usize = 20
const stepsFrom: usize = 16

/** Another program is there. */
export function beginProgram(): void {
  forgetTime()
  setZone(programAt + <usize>load<i32>(programAt, 12), load<i32>(programAt, 16))
}

/** Bytes put aside, after the last call. */
export let sideUsed: i32 = 0

/**
 * Reads odd lines from the `from`th on until one is for JavaScript: returns its number among them. The first `used` bytes
 * of the side are taken; `reserve` of them are not to be.
 */
export function readOdd(from: i32, used: i32, reserve: i32): i32 {
  moveAside(sideAt + <usize>used)
  const limit = sideAt + <usize>(sideBytes - 16 - reserve)
  let index = from
  for (; index < oddLines; index++) {
    const number = load<i32>(oddAt + ((<usize>index) << 2))
    const record = recordAt(number)
    if (load<i32>(record, kindField) != ODD) break
    const start = <usize>load<u32>(record, lineStartField)
    let end = <usize>load<u32>(record, lineEndField)
    while (end > start && load<u8>(end - 1) == CR) end--
    const first = load<u8>(start)
    if (end == start || first <= SPACE || first == HASH || first == BYTE_ORDER_MARK) break
    if (end - start > maxLineBytes || aside + (end - start) * 2 + 4096 > limit || isHeader(start, end)) break
    const before = aside
    if (!readLine(start, end, record, number)) {
      moveAside(before)
      break
    }
  }
  sideUsed = <i32>(aside - sideAt)
  return index
}

function readLine(start: usize, end: usize, record: usize, number: i32): bool {
  const shapes = load<i32>(programAt)
  const before = aside
  for (let index = 0; index < shapes; index++) {
    const shape = programAt + <usize>load<i32>(programAt + ((<usize>index) << 2), shapesFrom)
    clearSlots(load<i32>(shape, 4), load<i32>(shape, 12))
    if (!split(shape + stepsFrom, start, end, load<i32>(shape))) continue
    return fill(programAt + <usize>load<i32>(shape, 8), record, number) && aside - before <= (end - start) * 2 + 4096
  }
  return false
}

/** Whether a line may be a header: it begins with the same letters, large or small, in quotes or not. */
function isHeader(start: usize, end: usize): bool {
  const length = <usize>load<i32>(programAt, 8)
  if (length == 0) return false
  const text = programAt + <usize>load<i32>(programAt, 4)
  const from = load<u8>(start) == 0x22 && load<u8>(text) != 0x22 ? start + 1 : start
  if (end - from < length) return false
  for (let index: usize = 0; index < length; index++) {
    const byte = load<u8>(from + index)
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte
    if (lower != load<u8>(text + index)) return false
  }
  return true
}
