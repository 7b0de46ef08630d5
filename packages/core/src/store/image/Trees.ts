/**
 * The tables of an image as trees of pages, which a kernel fills (assembly/tree.ts): complete pages are written to the
 * file as they come, so that rows by the hundred thousand need no memory.
 */
import type { ImageKernel } from "../../kernels.ts"
import { type ImagePages, pageBytes } from "./ImagePages.ts"

export class Trees {
  readonly #kernel: ImageKernel
  readonly #pages: ImagePages
  readonly #hasIds: boolean
  #next: number
  /** By tree, whether its root in the file has no rows. */
  readonly #isEmpty: Array<boolean>

  /** The tables of these pages are the kernel's trees, from 0. `hasIds`: they are tables with row ids. */
  constructor(kernel: ImageKernel, pages: ImagePages, hasIds: boolean) {
    this.#kernel = kernel
    this.#pages = pages
    this.#hasIds = hasIds
    this.#next = pages.firstFree
    this.#isEmpty = pages.roots.map(() => true)
    this.clear()
  }

  /** Calls `add`, which adds rows as long as the kernel has room for complete pages, until it says that it is done. */
  fill(add: () => boolean): void {
    for (let isDone = false; !isDone;) {
      this.#kernel.beginOut(this.#next)
      isDone = add()
      this.#write(this.#kernel.outCount.value, 0, this.#next)
      this.#next += this.#kernel.outCount.value
    }
  }

  /** Completes the tables, and lets SQLite see them. */
  publish(): void {
    const kernel = this.#kernel
    for (const [tree, root] of this.#pages.roots.entries()) {
      const isEmpty = kernel.rowsOf(tree) === 0
      if (isEmpty && this.#isEmpty[tree] === true) continue
      this.#isEmpty[tree] = isEmpty
      kernel.beginOut(this.#next)
      kernel.finishTree(tree)
      const leaves = kernel.outCount.value - 1
      this.#write(leaves, 0, this.#next)
      this.#write(1, leaves, root)
      this.#next += leaves
    }
    this.#pages.publish(this.#next - 1)
  }

  /** Forgets all rows. */
  clear(): void {
    for (const tree of this.#pages.roots.keys()) this.#kernel.clearTree(tree, this.#hasIds)
    this.#next = this.#pages.firstFree
  }

  #write(count: number, from: number, number: number): void {
    if (count === 0) return
    const { memory, outAt } = this.#kernel
    this.#pages.write(new Uint8Array(memory.buffer, outAt.value + from * pageBytes, count * pageBytes), number)
  }
}
