/**
 * The names of files that are being written, until they are complete (target.ts), and those that a writer left behind which was
 * killed: they go when the same target is written again.
 *
 * A name says who writes: that it is logmill, on which machine, as which process. So none is taken for one of ours that is
 * somebody else's, nor for a dead one's that is being written in another container or on another machine of a shared folder.
 */
import { createHash } from "node:crypto"
import { lstatSync, readdirSync, rmSync } from "node:fs"
import { hostname } from "node:os"
import { basename, dirname, join } from "node:path"

/** ms; a file of another machine that has not changed for so long is nobody's any more. */
const longest = 86_400_000

const machine = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 8)

/** Beside the file. */
export const partOf = (file: string): string => `${file}.logmill-${machine()}-${process.pid}.part`

/** Those of dead writers of this file. What can't be looked at or removed stays. `now`: ms UTC. */
export const removeLeftParts = (file: string, now: number): void => {
  const folder = dirname(file)
  const beginning = `${basename(file)}.logmill-`
  for (const name of namesIn(folder)) {
    const [, host, pid] = /^([0-9a-f]{8})-(\d{1,10})\.part$/.exec(name.slice(beginning.length)) ?? []
    if (!name.startsWith(beginning) || host === undefined) continue
    const path = join(folder, name)
    try {
      const stat = lstatSync(path)
      const isLeft = host === machine() ? !isOtherAlive(Number(pid)) : now - stat.mtimeMs > longest
      if (stat.isFile() && isLeft) rmSync(path)
    } catch {
      continue
    }
  }
}

const namesIn = (folder: string): ReadonlyArray<string> => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Whether a process is there that is not this one, which has begun none yet. In a container all may have the same number. */
const isOtherAlive = (pid: number): boolean => {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== "ESRCH"
  }
}
