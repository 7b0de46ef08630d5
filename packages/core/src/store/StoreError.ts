/** What can go wrong with the database, as sentences for the user. */
import { Data } from "effect"

/**
 * `notOurs`: the file is not a logmill database. `newer`: made by a later release. `full`: the disk is full. `io`: the
 * system failed to read or write. `busy`: another process holds the database. `corrupt`: SQLite finds damage.
 * `missing`: there is no such database. `failed`: anything else SQLite says.
 */
export type StoreReason = "notOurs" | "newer" | "full" | "io" | "busy" | "corrupt" | "missing" | "failed"

export class StoreError extends Data.TaggedError("StoreError")<{
  readonly reason: StoreReason
  readonly message: string
  readonly cause?: unknown
}> {}

/** An error thrown by SQLite or the file system while doing something with `path`, as a StoreError. */
export const storeError = (path: string, cause: unknown): StoreError => {
  if (cause instanceof StoreError) return cause
  const { code, text } = told(cause)
  const reason = reasonOf(code)
  return new StoreError({ reason, message: sentence(reason, path, text), cause })
}

/** What SQLite or the system says; Drizzle wraps it. */
const told = (cause: unknown): { readonly code: string; readonly text: string } => {
  if (!(cause instanceof Error)) return { code: "", text: String(cause) }
  const { code } = cause as { readonly code?: unknown }
  if (typeof code === "string") return { code, text: cause.message }
  return cause.cause === undefined ? { code: "", text: cause.message } : told(cause.cause)
}

const reasonOf = (code: string): StoreReason => {
  if (code === "SQLITE_FULL" || code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return "full"
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) return "busy"
  if (code === "SQLITE_NOTADB") return "notOurs"
  if (code.startsWith("SQLITE_CORRUPT")) return "corrupt"
  if (code === "ENOENT") return "missing"
  if (code.startsWith("SQLITE_IOERR") || code.startsWith("SQLITE_CANTOPEN") || code.startsWith("SQLITE_READONLY"))
    return "io"
  return code.startsWith("E") ? "io" : "failed"
}

const sentence = (reason: StoreReason, path: string, text: string): string => {
  switch (reason) {
    case "full":
      return `the disk is full: ${path} cannot grow. What was committed is safe; make room and run the same command again`
    case "busy":
      return `${path} is in use by another process; try again, or wait longer with --wait 5m`
    case "notOurs":
      return `${path} is not a logmill database; choose another file with --db PATH`
    case "corrupt":
      return `${path} is damaged (${text}); restore a backup, or delete it and ingest the logs again`
    case "missing":
      return `there is no database ${path} yet; make one with: logmill ingest FILE... --db ${path}`
    case "io":
      return `${path} cannot be read or written (${text}); look at the disk and at the rights of the file and its folder`
    default:
      return `${path}: ${text}`
  }
}
