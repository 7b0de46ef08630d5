/**
 * What is said when a statement that was typed does anything but read, and what may be done instead. That it can't is
 * the query child's business (query/authorizer.ts).
 */
import type { Statement } from "../analysis/statement.ts"
import { nearest } from "../nearest.ts"
import { StatementError } from "./StatementError.ts"

const beginnings = ["select", "with", "values", "explain"]

const ofWriting = "entries come with logmill ingest, and go with logmill forget"
const ofTables =
  "the views are logmill's; for a table of your own in a statement write WITH name AS (SELECT ...) SELECT ..."
const ofTransactions = "each statement is a transaction of its own, and sees one state of the data"
const ofSchema = "write SELECT name FROM pragma_table_info('entries') for the columns of a view"

const instead: Readonly<Record<string, string>> = {
  insert: ofWriting,
  replace: ofWriting,
  update: ofWriting,
  delete: ofWriting,
  truncate: ofWriting,
  copy: "rows go to a file with --csv > FILE",
  create: ofTables,
  alter: ofTables,
  drop: ofTables,
  attach: "one database is read at a time, that of --db PATH; ingest the other logs into it, too",
  detach: "one database is read at a time, that of --db PATH",
  pragma: `a PRAGMA that tells of the schema is a table here: ${ofSchema}`,
  begin: ofTransactions,
  commit: ofTransactions,
  end: ofTransactions,
  rollback: ofTransactions,
  savepoint: ofTransactions,
  release: ofTransactions,
  describe: ofSchema,
  desc: ofSchema,
  show: "the views are entries, hits, visits, sources, rejects, access_log and extras",
  from: "begin with SELECT: SELECT ... FROM ..."
}

/** Throws `StatementError` for what does not begin as a statement that reads. `offset`: where it is in all that was typed. */
export const refuseOthers = ({ sql, tokens }: Statement, offset = 0): void => {
  const first = tokens[0]!
  if (first.kind === "word" && beginnings.includes(first.value)) return
  const at = offset + first.start
  if (first.text === "(")
    throw new StatementError({ at, message: "a statement begins without a parenthesis here: SELECT ..." })
  if (first.text === ".") {
    const message = `${sql.slice(first.start).split(/\s/, 1)[0]} is a command of a prompt; logmill sql on a terminal has one, and .help there lists its commands`
    throw new StatementError({ at, message })
  }
  const meant = nearest(first.text, beginnings)
  const advice =
    instead[first.value] ?? (meant === null ? "begin with SELECT or WITH" : `did you mean ${meant.toUpperCase()}?`)
  throw new StatementError({
    at,
    message: `"${first.text}" can't begin a statement here, because statements only read; ${advice}`
  })
}
