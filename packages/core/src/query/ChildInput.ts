import { readSync } from "node:fs"
import { StringDecoder } from "node:string_decoder"

import { decode } from "./json.ts"
import type { ToChild } from "./protocol.ts"

/** What the parent of a query child says on its standard input, line by line; nothing else happens while it is waited for. */
export class ChildInput {
  readonly #chunk = Buffer.alloc(65_536)
  readonly #decoder = new StringDecoder("utf8")
  #text = ""

  /** Null: the parent has gone. */
  next(): ToChild | null {
    let end: number
    while ((end = this.#text.indexOf("\n")) < 0) {
      const length = readSync(0, this.#chunk)
      if (length === 0) return null
      this.#text += this.#decoder.write(this.#chunk.subarray(0, length))
    }
    const line = this.#text.slice(0, end)
    this.#text = this.#text.slice(end + 1)
    return decode(line) as ToChild
  }
}
