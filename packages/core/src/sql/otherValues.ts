/**
 * Columns compared with what they never hold, as it is written elsewhere: a blank in a time of ISO 8601, a class of statuses, a
 * network, the dash that logs have for nothing. The answer is empty, or all there is, without a word. Told by the tokens alone, and
 * only where nothing else can be meant.
 */
import { isComparison, isWord, relationsOf, selectsOf, type Tokens, writtenAs } from "../analysis/select.ts"
import type { Statement } from "../analysis/statement.ts"
import { publicViews, type SqlValue } from "../query/protocol.ts"
import { comparedWith } from "./closedColumns.ts"

/** A sentence of a text that the column never holds; null: it may hold it. */
type Told = (column: string, text: string, others: ReadonlyArray<string>) => string | null

const absent: Told = (column, text) =>
  text === "-" ? `where a log has - for the ${column}, it is null here: write ${column} IS NULL, or IS NOT NULL` : null

const status: Told = (column, text) => {
  const digit = /^([1-5])xx$/i.exec(text)?.[1]
  return digit === undefined ? null : `${column} is a number: write ${column} BETWEEN ${digit}00 AND ${digit}99`
}

const client: Told = (column, text) =>
  /^(?:\d+(?:\.\d+){3}|[\da-f]*:[\da-f:]*)\/\d+$/i.test(text)
    ? `${column} is an address, never a network: write matches(${column}, '${text}')`
    : null

const method: Told = (column, text, others) => {
  const upper = text.toUpperCase()
  return text !== upper && methods.has(upper) && !others.includes(upper)
    ? `${column} is compared letter by letter: write '${upper}'`
    : null
}

const isoTime: Told = (column, text) =>
  /^\d{4}-\d\d-\d\d \d/.test(text)
    ? `${column} has a T between day and time, and is compared as a text: write '${text.replace(/ +/, "T")}'`
    : null

const told: Readonly<Record<string, Told>> = {
  iso_time: isoTime,
  status,
  sc_status: status,
  client,
  c_ip: client,
  method,
  cs_method: method,
  referrer: absent,
  cs_referer: absent,
  agent: absent,
  cs_user_agent: absent,
  user: absent
}

const methods: ReadonlySet<string> = new Set("GET HEAD POST PUT PATCH DELETE OPTIONS".split(" "))

/** One sentence for each column and kind of mistake, of its first place. `params` are values by the names of parameters. */
export const otherValues = (
  statement: Statement,
  params: Readonly<Record<string, SqlValue>> = {}
): ReadonlyArray<string> => {
  const { tokens } = statement
  // A relation of the statement's own may have a column of this name.
  const isOfViews = relationsOf(tokens).every(({ name }) => publicViews.some((view) => view === name))
  const said = new Map<string, string>()
  const say = (what: string, sentence: string | null): void => {
    if (sentence !== null && !said.has(what)) said.set(what, sentence)
  }
  for (const [index, token] of tokens.entries()) {
    const column = token.value.toLowerCase()
    const tell = token.kind === "word" || token.kind === "quoted" ? told[column] : undefined
    if (tell !== undefined && isOfViews) {
      const texts = comparedWith(tokens, index, params)
      for (const text of texts) say(column, tell(column, text, texts))
    }
    say("or", bareAlternative(statement, index))
    say("regexp", tildeInRegexp(tokens, index))
    say("date", subtractedDate(statement, index))
  }
  for (const { items, orderBy } of selectsOf(tokens)) {
    const names = items.map(({ alias, to }) => alias ?? tokens[to - 1]!.value.toLowerCase())
    for (const { from, to } of orderBy) {
      const { kind, text, value } = tokens[from]!
      const isAlone = to - from === 1 || (to - from === 2 && isWord(tokens[to - 1], "asc", "desc"))
      if (!isAlone || kind !== "string" || !names.includes(value.toLowerCase())) continue
      say("order", `ORDER BY ${text} sorts by a text, the same in every row: write ORDER BY ${nameOf(value)}`)
    }
  }
  return [...said.values()]
}

const nameOf = (text: string): string => (/^[A-Za-z_]\w*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`)

/** `status = 500 OR 503`: the second is a condition of its own. */
const bareAlternative = (statement: Statement, at: number): string | null => {
  const { tokens } = statement
  const [operator, first, second, behind] = [tokens[at - 2], tokens[at - 1], tokens[at + 1], tokens[at + 2]]
  if (!isWord(tokens[at], "or") || (operator?.text !== "=" && operator?.text !== "==")) return null
  const kind = first?.kind
  if (tokens[at - 3]?.kind !== "word" || (kind !== "number" && kind !== "string") || second?.kind !== kind) return null
  const ends = behind === undefined || [")", ";", ","].includes(behind.text) || isWord(behind, ...follow)
  if (!ends) return null
  const from = tokens[at - 4]?.text === "." ? at - 5 : at - 3
  const column = writtenAs(statement, { from, to: at - 2 })
  return `OR ${second.text} is a condition of its own, not of ${column}: write ${column} IN (${first!.text}, ${second.text})`
}

const follow = ["and", "or", "group", "order", "limit", "having", "union", "then", "as", "end", "window"]

/** `REGEXP '~^/blog'`, with the mark that patterns of the filter have: no text goes on before its beginning. */
const tildeInRegexp = (tokens: Tokens, at: number): string | null => {
  const text = tokens[at + 1]
  if (!isWord(tokens[at], "regexp") || text?.kind !== "string" || !text.value.startsWith("~^")) return null
  return `behind REGEXP an expression has no ~ in front: write REGEXP ${text.text.replace("~", "")}`
}

/** `day = 2015-05-19`, which is 1991. */
const subtractedDate = ({ sql, tokens }: Statement, at: number): string | null => {
  const last = tokens[at + 5]
  if (!isComparison(tokens[at]) || last === undefined) return null
  const text = sql.slice(tokens[at + 1]!.start, last.end)
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null
  const number = text.split("-").reduce((rest, part, index) => (index === 0 ? Number(part) : rest - Number(part)), 0)
  const isTime = ["time", "first_time", "last_time", "started", "ended"].includes(tokens[at - 1]?.value ?? "")
  const instead = isTime ? `unixepoch('${text}') * 1000` : `'${text}'`
  return `${text} without quotes is a number, ${number}: write ${instead}`
}
