/**
 * From the slots of a line to its record, as fill.ts does in JavaScript, for what is ordinary. Whatever is not (lists of
 * durations, addresses in a list, numbers with exponents, times in words ...) is left to JavaScript, which a test holds
 * this to.
 */
import { fillClient, fillSite } from "./client"
import { draft, equals, has } from "./draft"
import { AGENT, chunkLines, detailsAt, REFERRER, USER } from "./memory"
import { bytesIn, duration, fillNumbers, upstream } from "./numbers"
import { ENTRY, kindField, recordBytes } from "./record"
import { fillRequest } from "./request"
import { AGENT_SLOT, CODE, LISTS, REFERRER_SLOT, SLOTS, USER_SLOT } from "./shape"
import { dropSlot, slotStart } from "./split"
import { fillExtras, fillText } from "./texts"
import { beginTime, fillTime } from "./times"

/** Makes the record of a line whose slots are filled; false: it is for JavaScript to read. */
export function fill(fields: usize, record: usize, number: i32): bool {
  beginTime()
  const lists = fields + LISTS
  let at = lists
  // Texts that say that there is nothing.
  const nones = load<i32>(at)
  at += 4
  for (let index = 0; index < nones; index++, at += 8) dropEqual(load<i32>(fields, SLOTS), at)
  const fixed = load<i32>(at)
  at += 4
  for (let index = 0; index < fixed; index++) {
    const texts = load<i32>(at, 8)
    const slot = load<i32>(at)
    if (has(slot) ? !isOneOf(slot, at + 12, texts) : load<i32>(at, 4) != 0) return false
    at += 12 + ((<usize>texts) << 3)
  }
  if (!fillClient(fields) || !fillTime(fields) || !fillRequest(fields)) return false
  const code = load<i32>(fields, CODE)
  const user = load<i32>(fields, USER_SLOT)
  if (!fillText(user, USER, code, false, true)) return false
  if (!fillSite(fields)) return false
  if (!fillText(load<i32>(fields, REFERRER_SLOT), REFERRER, code, true, false)) return false
  if (!fillText(load<i32>(fields, AGENT_SLOT), AGENT, code, false, false)) return false
  at = fillNumbers(at)
  if (at == 0 || !fillExtras(at, code)) return false
  const details = detailsAt + ((<usize>number) << 3)
  store<f64>(details, duration)
  store<f64>(details, upstream, (<usize>chunkLines) << 3)
  store<f64>(details, bytesIn, (<usize>chunkLines) << 4)
  store<i32>(draft, ENTRY, kindField)
  memory.copy(record, draft, recordBytes)
  return true
}

function dropEqual(slots: i32, text: usize): void {
  for (let slot = 0; slot < slots; slot++) if (slotStart(slot) != 0 && equals(slot, text)) dropSlot(slot)
}

function isOneOf(slot: i32, texts: usize, count: i32): bool {
  for (let index = 0; index < count; index++) if (equals(slot, texts + ((<usize>index) << 3))) return true
  return false
}
