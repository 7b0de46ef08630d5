/** Records by their keys, byte by byte from the last to the first (radix sort: 3 ns a record and byte). */

/** A record: its key, then the number of what it stands for. */
export const recordBytes: usize = 16
const numberFrom: usize = 8

/** Of a pass: records by their byte, then where the next of each goes. */
const counts = memory.data(4 * 256, 4)

export function writeRecord(at: usize, key: u64, number: u32): void {
  store<u64>(at, key)
  store<u32>(at, number, numberFrom)
}

export function numberOfRecord(at: usize): u32 {
  return load<u32>(at, numberFrom)
}

/** So many records at `from`, with room for as many at `to`, by the last `bits` of their keys. Returns where they are then. */
export function sortRecords(from: usize, to: usize, records: i32, bits: i32): usize {
  for (let shift = 0; shift < bits; shift += 8) {
    pass(from, to, records, shift)
    const swapped = from
    from = to
    to = swapped
  }
  return from
}

function pass(from: usize, to: usize, records: i32, shift: i32): void {
  memory.fill(counts, 0, 4 * 256)
  const end = from + <usize>records * recordBytes
  for (let at = from; at < end; at += recordBytes) {
    const count = counts + ((<usize>(load<u64>(at) >> <u64>shift) & 0xff) << 2)
    store<u32>(count, load<u32>(count) + 1)
  }
  let sum: u32 = 0
  for (let count = counts; count < counts + 4 * 256; count += 4) {
    const before = sum
    sum += load<u32>(count)
    store<u32>(count, before)
  }
  for (let at = from; at < end; at += recordBytes) {
    const key = load<u64>(at)
    const count = counts + ((<usize>(key >> <u64>shift) & 0xff) << 2)
    const index = load<u32>(count)
    store<u32>(count, index + 1)
    const record = to + <usize>index * recordBytes
    store<u64>(record, key)
    store<u64>(record, load<u64>(at, numberFrom), numberFrom)
  }
}
