/** What a query child tells its parent of a statement that failed: a reason of the closed set, and a sentence that says what to do. */
import { SqlTextError } from "../analysis/tokenizer.ts"
import { longestText } from "./database.ts"
import { isDiskFull } from "./diskSpace.ts"
import { fileState, readRefusal, unreadableText } from "./fileState.ts"
import type { ChildLimits } from "./limits.ts"
import { type FromChild, publicViews, type QueryReason } from "./protocol.ts"
import { Refusal } from "./Refusal.ts"
import { noSuchView, viewsOfTables } from "./viewNames.ts"

interface Failing {
  readonly path: string
  readonly limits: ChildLimits
  /** Whether the statement is an analysis's. */
  readonly isAnalysis: boolean
  /** What the authorizer refused last. */
  readonly refused: string | null
}

export const failureOf = (cause: unknown, { isAnalysis, limits, path, refused }: Failing): FromChild => {
  const error = cause as Error & { readonly errcode?: number; readonly code?: string }
  const ofSqlite = typeof error.errcode === "number"
  const told = (reason: QueryReason, message: string): FromChild => ({
    type: "error",
    reason,
    message,
    sqlite: ofSqlite ? error.message : null
  })
  if (error instanceof Refusal) return told(error.reason, error.message)
  if (error instanceof SqlTextError) return told("syntax", error.message)
  // What Node says of a statement's values has a code.
  if (!ofSqlite && typeof error.code !== "string") return told("crashed", ownFault(error))
  const code = error.errcode ?? 0
  if (code === writeFailed || (code & 0xff) === full) return told("resources", noTemporarySpace(code, limits))
  if ((code & 0xff) === tooBig) return told("syntax", noLongTexts)
  // Of a function it says so with another code.
  if ((code & 0xff) === 23 || error.message.startsWith("not authorized")) {
    return told("denied", deniedText(refused))
  }
  switch (code & 0xff) {
    case 5:
    case 6:
      return told("busy", `${path} is busy: another process keeps it from being read; try again`)
    case 26:
      return told("notADatabase", `${path} is not a logmill database; choose another file with --db PATH`)
    case 14: {
      const refusal = readRefusal(path)
      const state = fileState(path)
      if (refusal !== null && typeof state !== "string")
        return told("io", unreadableText(path, refusal, state, process.getuid?.()))
      return told("io", `${path}: ${error.message}`)
    }
    case 10:
      return told("io", isDiskFull(path) ? diskFull(path) : `${path}: ${error.message}`)
    case 11:
      return told("io", `${path}: ${error.message}`)
  }
  const table = /^no such table: (.*)$/.exec(error.message)?.[1]
  if (table === undefined) return told("syntax", error.message)
  const instead = viewsOfTables[table.toLowerCase()]
  return instead === undefined || !isAnalysis
    ? told("syntax", noSuchView(table))
    : told("denied", `"${table}" is a table of the database's inside, which no filter reaches; write ${instead}`)
}

/** Only temporary files are written: SQLITE_FULL, when the disk is, and SQLITE_IOERR_WRITE, beyond the limit. */
const full = 13
const writeFailed = 10 | (3 << 8)

const diskFull = (path: string): string =>
  `the disk is full, so that ${path} can't even be read: to read it SQLite makes two small files beside it; make room there`

const tooBig = 18
const noLongTexts = `the statement makes a text or a blob of more than ${longestText / 1e6} MB, the most there may be; ask for rows in place of one long text`

const noTemporarySpace = (code: number, { temporaryFile, temporaryFolder }: ChildLimits): string => {
  const most = `${Math.floor(temporaryFile / 2 ** 20)} MiB`
  const where = temporaryFolder === null ? "there is no folder for them" : `in ${temporaryFolder}`
  const what =
    code === writeFailed
      ? `the statement wants to sort more than temporary files have room for (${most} each, ${where})`
      : `the disk is full under the temporary files (${where})`
  return `${what}; ask for less, or set SQLITE_TMPDIR to a folder with more space`
}

const ownFault = ({ message, name, stack }: Error): string =>
  `logmill failed at a statement that may be right (${name}: ${message}); please report it with this: ${stack?.split("\n")[1]?.trim() ?? ""}`

const deniedText = (refused: string | null): string =>
  `the statement wants to ${refused ?? "do what is not allowed"}, but it may only read${refused?.startsWith("read ") ? ` ${publicViews.join(", ")}` : ""}`
