/** What all pages of b-trees have in common (sqlite.org/fileformat2.html, §1.6). */

export const pageKind = { indexInterior: 0x02, tableInterior: 0x05, indexLeaf: 0x0a, tableLeaf: 0x0d } as const

/** Behind the header come the pointers to cells, two bytes each. */
export const leafHeaderBytes = 8
export const interiorHeaderBytes = 12

/** Kind, no free block, number of cells, where their content begins (65,536 is written 0), no fragments. */
export const writePageHeader = (bytes: Buffer, at: number, kind: number, cells: number, content: number): void => {
  bytes[at] = kind
  bytes.writeUInt16BE(0, at + 1)
  bytes.writeUInt16BE(cells, at + 3)
  bytes.writeUInt16BE(content & 0xffff, at + 5)
  bytes[at + 7] = 0
}
