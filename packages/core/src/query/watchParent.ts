import { outOfMemory } from "./protocol.ts"

/**
 * Ends this process when the parent (its process id) has gone while a statement holds the main thread, or when it has more memory
 * than that (bytes): a second thread looks five times a second.
 */
export const watchParent = (parent: number, memory: number): void => {
  const { Worker } = process.getBuiltinModule("node:worker_threads")
  const watch = `const { writeSync } = require("node:fs")
    setInterval(() => {
      const isTooLarge = process.memoryUsage.rss() > ${memory}
      if (isTooLarge) writeSync(2, ${JSON.stringify(outOfMemory)})
      if (isTooLarge || process.ppid !== ${parent}) process.kill(process.pid, "SIGKILL")
    }, 200)`
  // Its streams are not joined to this process's: that would make these non-blocking, and an answer that the parent takes
  // its time with could not be written any more.
  new Worker(watch, { eval: true, stdout: true, stderr: true }).unref()
}
