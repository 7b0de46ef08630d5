/** Ends an answer that nobody takes: what was written fills the buffers, and for long nothing of it was read. */
import type { ServerResponse } from "node:http"

/** ms between two looks; when nothing at all has become free in between, it is over. */
const patience = 30_000

/**
 * A client that reads a byte a second frees the buffers of the system, but not ours, so that it is as good as dead: what
 * counts is that all that was written got out of this process at least once.
 */
export const endStalled = (response: ServerResponse): void => {
  let drained = 0
  let seen = 0
  const onDrain = () => drained++
  response.on("drain", onDrain)
  const timer = setInterval(() => {
    if (response.writableNeedDrain && drained === seen) response.destroy()
    seen = drained
  }, patience).unref()
  response.once("close", () => clearInterval(timer))
}
