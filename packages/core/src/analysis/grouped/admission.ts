/**
 * Conditions of a WHERE clause that one column of an entry decides (`status IN (404, 410)`, `kind = 'page'`) are asked of
 * each id there is, once, and let entries in or not: they need no part in the key of groups, which become fewer.
 *
 * Of a clause those parts between ANDs are taken that name columns told by one id, and nothing that is known later only:
 * no parameter, no macro, no statement within. What remains is part of the statement as before.
 */
import type { Admitted, GroupedBy } from "../../query/protocol.ts"
import { macroNames } from "../macros.ts"
import {
  callAt,
  isAggregate,
  isColumn,
  isWord,
  next,
  qualifierOf,
  type Stretch,
  type Tokens,
  unsteady,
  writtenAs
} from "../select.ts"
import type { Statement } from "../statement.ts"
import { dictionaries, ofRequests } from "./columns.ts"

/** What is asked of ids, once each. Of a status the id is one more than it is. */
export interface Admission extends Stretch {
  readonly admitted: Admitted
}

/** As the kernel has it (assembly/groups.memory.ts), which gives up where it meets another one; a test holds the two equal. */
export const mostStatus = 131_072

/** More would not find room in a kernel beside those of a filter. */
const mostAdmissions = 4

/** What a SELECT is from: how it is called there, and which columns it has that groups tell. */
export interface Source {
  readonly alias: string
  readonly tells: (column: string) => boolean
}

export const admissionsOf = (statement: Statement, where: Stretch, source: Source): ReadonlyArray<Admission> =>
  conjuncts(statement.tokens, where)
    .flatMap((one) => {
      const told = tellerOf(statement.tokens, one, source)
      if (told === null) return []
      const condition = writtenAs(statement, one)
      return [{ ...one, admitted: { column: told.part, params: {}, sql: idsOf(told, source.alias, condition) } }]
    })
    .slice(0, mostAdmissions)

interface Teller {
  readonly part: GroupedBy
  readonly columns: ReadonlySet<string>
}

/** What decides a condition; null: more than one column of an entry, or what can't be known beforehand. */
const tellerOf = (tokens: Tokens, { from, to }: Stretch, { alias, tells }: Source): Teller | null => {
  const columns = new Set<string>()
  for (let at = from; at < to; at++) {
    const token = tokens[at]!
    const call = callAt(tokens, at)
    const isLater = token.kind === "param" || isWord(token, "select", "values", "over") || token.text === "*"
    if (isLater || (call !== null && (macros.has(call.name) || unsteady.has(call.name) || isAggregate(call))))
      return null
    if (!isColumn(tokens, at)) continue
    const qualifier = qualifierOf(tokens, at)
    const isOwn = tells(token.value) && Object.hasOwn(ofRequests, token.value)
    if (!isOwn || (qualifier !== null && qualifier !== alias)) return null
    columns.add(token.value)
  }
  const parts = new Set([...columns].map((name) => ofRequests[name]!.part))
  const [part] = parts
  return part === undefined || parts.size > 1 ? null : { part, columns }
}

const macros: ReadonlySet<string> = new Set(macroNames)

/** The parts of a condition that all must hold; one, where an OR stands beside them. */
const conjuncts = (tokens: Tokens, where: Stretch): ReadonlyArray<Stretch> => {
  const found: Array<Stretch> = []
  let { from } = where
  let between = 0
  let cases = 0
  for (let at = where.from; at < where.to; at = next(tokens, at)) {
    const token = tokens[at]!
    if (isWord(token, "case")) cases++
    else if (isWord(token, "end")) cases--
    else if (cases > 0) continue
    else if (isWord(token, "or")) return [where]
    else if (isWord(token, "between")) between++
    else if (isWord(token, "and") && between > 0) between--
    else if (isWord(token, "and")) {
      found.push({ from, to: at })
      from = at + 1
    }
  }
  found.push({ from, to: where.to })
  return found.filter((one) => one.to > one.from)
}

const idsOf = ({ columns, part }: Teller, alias: string, condition: string): string => {
  const table = dictionaries[part]
  const ids =
    table === undefined
      ? `WITH RECURSIVE one(by_${part}) AS (SELECT 0 UNION ALL SELECT by_${part} + 1 FROM one WHERE by_${part} < ${mostStatus}) SELECT by_${part} FROM one`
      : `SELECT id AS by_${part} FROM main.${table} UNION ALL SELECT 0`
  const told = [...columns].map((name) => `${ofRequests[name]!.sql} AS "${name}"`)
  return `SELECT _id FROM (SELECT g.by_${part} AS _id, ${told.join(", ")} FROM (${ids}) AS g) AS "${alias.replaceAll('"', '""')}"
WHERE ${condition}`
}
