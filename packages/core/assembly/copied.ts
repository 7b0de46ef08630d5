/** Rows that a filter lets through, as they are, in pages of their own: leaves, as those they come from. */
import { copiedAt } from "./groups.memory"

let pageBytes: usize = 0
/** What leaves they are. */
let kind: u32 = 0
/** Pages that are complete; the one behind them has begun. */
export let copiedPages: i32 = 0
let cells: i32 = 0
/** Where the cells of the page that has begun start. */
let content: usize = 0

export function beginCopy(bytes: usize, ofKind: u32): void {
  pageBytes = bytes
  kind = ofKind
  copiedPages = 0
  beginPage()
}

function pageAt(): usize {
  return copiedAt + <usize>copiedPages * pageBytes
}

function beginPage(): void {
  memory.fill(pageAt(), 0, 8)
  store<u8>(pageAt(), <u8>kind)
  cells = 0
  content = pageBytes
}

export function copyCell(at: usize, bytes: usize): void {
  if (content < bytes + 8 + ((<usize>cells + 1) << 1)) completePage()
  content -= bytes
  memory.copy(pageAt() + content, at, bytes)
  store<u16>(pageAt() + 8 + ((<usize>cells) << 1), bswap<u16>(<u16>content))
  cells++
  store<u16>(pageAt() + 3, bswap<u16>(<u16>cells))
}

/** The page that has begun, too, is to be taken. */
export function completePage(): void {
  copiedPages++
  beginPage()
}

/** Complete pages have been taken. */
export function forgetCopied(): void {
  memory.copy(copiedAt, pageAt(), pageBytes)
  copiedPages = 0
}
