/** Ends an answer that nobody takes: what was written fills the buffers, and for long nothing of it was read. */
import type { ServerResponse } from "node:http"

/**
 * `patience`: ms between two looks. A client that reads a byte a second frees the buffers of the system, but not ours, so that
 * it is as good as dead: what counts is that all that was written has left this process in between.
 */
export const endStalled = (response: ServerResponse, patience: number): void => {
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
