/**
 * A decompressor that is a stream, fed from a source: one portion at a time, and no more than it has room for.
 */
import { finished, type Duplex } from "node:stream"

import type { DamageError } from "./damage.ts"

/** The next bytes to give to it; undefined at the end. */
type Next = () => Buffer | undefined

/**
 * What comes out of the stream, in chunks that are the caller's to keep. Throws a DamageError for what the stream calls an
 * error, after what could be made of the data before, and what `next` throws.
 */
export const throughStream = async function* (
  stream: Duplex,
  next: Next,
  damageOf: (error: Error) => DamageError
): AsyncGenerator<Buffer, void> {
  let failure: unknown
  const feed = (): void => {
    if (stream.destroyed || stream.writableEnded) return
    try {
      const bytes = next()
      if (bytes === undefined) stream.end()
      else stream.write(bytes, (error) => error == null && feed())
    } catch (cause) {
      failure = cause
      stream.destroy()
    }
  }
  let wake: () => void = () => undefined
  let isOver = false
  finished(stream, { writable: false }, (error) => {
    if (error != null) failure ??= damageOf(error)
    isOver = true
    wake()
  })
  stream.on("readable", () => wake())
  feed()
  try {
    for (;;) {
      const chunk = stream.read() as Buffer | null
      if (chunk !== null) yield chunk
      else if (isOver) break
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    stream.destroy()
  }
  if (failure !== undefined) throw failure
}
