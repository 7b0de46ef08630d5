/**
 * The pages of a SQLite b-tree, filled with cells in the order of their keys (fileformat2.html, §1.6): leaves one after
 * the other, and one interior page above them, the root. Only what such a tree needs is written: no overflow pages, no
 * free space inside a page.
 *
 * A leaf that is full is copied to the pages that leave the kernel, `out`, and numbered from `outFirst` on. Whoever fills
 * trees must make room there first.
 */
import { outAt, outPages, treesAt, treeBytes } from "./image.memory"
import { store16, store32 } from "./integers"

/** The largest that SQLite knows: with few pages the tree stays flat. */
export const pageBytes: usize = 0x1_0000

const leafHeaderBytes: usize = 8
const interiorHeaderBytes: usize = 12
const childBytes: usize = 4
/** Cells are written from behind, eight bytes at a time: so much before the first one may be spoilt. */
const spoilt: usize = 8

const leafFrom: usize = 64
const rootFrom: usize = leafFrom + pageBytes

@unmanaged
export class Tree {
  /** Rows have ids: interior pages name the last of each leaf. Else rows between two leaves stand above them. */
  hasIds: i32
  /** In the leaf at hand. */
  cells: i32
  /** Where in the leaf at hand the content begins. */
  contentAt: usize
  /** Leaves that are full, and where in the root the cells begin that point to them. */
  children: i32
  rootContentAt: usize
  /** Where the last cell has its key, what interior pages repeat of it: from this offset in the cell, so many bytes. */
  keyAt: i32
  keyBytes: i32
  rows: i32
}

/** Pages in `out`, and the number in the file of their first. */
export let outCount: i32 = 0
let outFirst: u32 = 0

export function beginOut(first: u32): void {
  outCount = 0
  outFirst = first
}

export function hasOut(): bool {
  // A tree that ends may need two.
  return outCount + 2 <= outPages
}

export function tree(number: i32): Tree {
  return changetype<Tree>(treesAt + <usize>number * treeBytes)
}

/** Forgets all rows. */
export function clearTree(number: i32, hasIds: bool): void {
  const it = tree(number)
  memory.fill(changetype<usize>(it), 0, offsetof<Tree>())
  it.hasIds = hasIds ? 1 : 0
  it.contentAt = pageBytes
  it.rootContentAt = pageBytes
}

export function rowsOf(number: i32): i32 {
  return tree(number).rows
}

/** Room for a cell of this size, to be written from behind; returns where it begins. */
export function placeCell(it: Tree, size: usize): usize {
  const leaf = changetype<usize>(it) + leafFrom
  if (it.contentAt < leafHeaderBytes + 2 * (<usize>it.cells + 1) + size + spoilt) closeLeaf(it)
  it.contentAt -= size
  store16(<u32>it.contentAt, leaf + leafHeaderBytes + 2 * <usize>it.cells)
  it.cells++
  it.rows++
  return leaf + it.contentAt
}

/** Rows without ids: the last row goes above the leaf, which is not left empty by that. */
function closeLeaf(it: Tree): void {
  const leaf = changetype<usize>(it) + leafFrom
  const root = changetype<usize>(it) + rootFrom
  const key = leaf + it.contentAt + <usize>it.keyAt
  if (!it.hasIds) {
    it.cells--
    it.contentAt += <usize>it.keyBytes
  }
  it.rootContentAt -= childBytes + <usize>it.keyBytes
  const pointer = interiorHeaderBytes + 2 * <usize>it.children
  if (it.rootContentAt < pointer + 2) unreachable()
  store32(outFirst + <u32>outCount, root + it.rootContentAt)
  memory.copy(root + it.rootContentAt + childBytes, key, <usize>it.keyBytes)
  store16(<u32>it.rootContentAt, root + pointer)
  it.children++
  leaveLeaf(it)
  it.cells = 0
  it.contentAt = pageBytes
}

function leaveLeaf(it: Tree): void {
  const leaf = changetype<usize>(it) + leafFrom
  writeHeader(leaf, it.hasIds ? 0x0d : 0x0a, it.cells, it.contentAt)
  leavePage(leaf)
}

function leavePage(page: usize): void {
  memory.copy(outAt + <usize>outCount * pageBytes, page, pageBytes)
  outCount++
}

/** Completes the tree: the last page in `out` is its root, and has no number. */
export function finishTree(number: i32): void {
  const it = tree(number)
  if (it.children != 0) {
    const root = changetype<usize>(it) + rootFrom
    store32(outFirst + <u32>outCount, root + 8)
    writeHeader(root, it.hasIds ? 0x05 : 0x02, it.children, it.rootContentAt)
    leaveLeaf(it)
    leavePage(root)
  } else {
    // A root must not be an interior page without cells: the only leaf is the root.
    leaveLeaf(it)
  }
}

/** Kind, no free block, number of cells, where their content begins (65,536 is written 0), no fragments. */
function writeHeader(page: usize, kind: u32, cells: i32, content: usize): void {
  store<u8>(page, kind)
  store16(0, page + 1)
  store16(<u32>cells, page + 3)
  store16(<u32>content & 0xffff, page + 5)
  store<u8>(page, 0, 7)
}
