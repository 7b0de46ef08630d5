/** Brotli (RFC 7932), which has neither a mark nor a checksum. */
import { createBrotliDecompress } from "node:zlib"

import { DamageError } from "./damage.ts"
import { Input, type Portions } from "./input.ts"
import type { ByteSource } from "./source.ts"
import { throughStream } from "./stream.ts"

export const unbrotli = (source: ByteSource, portions: Portions): AsyncGenerator<Buffer, void> => {
  const input = new Input(source, portions)
  return throughStream(
    createBrotliDecompress({ chunkSize: portions.output }),
    () => input.next(),
    (error) => {
      const isCut = (error as NodeJS.ErrnoException).code === "Z_BUF_ERROR"
      return isCut
        ? new DamageError("truncated", "the file ends inside the brotli data", error)
        : new DamageError("corrupt", "the compressed data is damaged", error)
    }
  )
}
