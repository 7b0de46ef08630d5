/**
 * Which files of a plugin are read as data at all. A plugin may come from anybody: what stands where a small text is
 * expected can be a pipe, a device or a log of gigabytes, and reading it would never end.
 */
import { statSync } from "node:fs"

/** Bytes; the largest built-in one has 8 KiB. */
const largest = 1024 * 1024

/** Why a file is not read, as the end of a sentence that begins with its name; null: it can be. */
export const whyNotData = (file: string): string | null => {
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return stat.isDirectory() ? "is a folder" : "is no ordinary file"
    return stat.size > largest ? "is larger than 1 MiB" : null
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "ENOENT" ? "is not there" : `can't be read: ${messageOf(cause)}`
  }
}

const messageOf = (cause: unknown): string => (cause as Error).message
