/**
 * Times that a statement takes for texts, as they look like some where they are shown: to SQLite each number is less than
 * each text, and its date functions take a number for a day or for seconds, so the answer is wrong without a word.
 */
import type { Statement } from "../analysis/statement.ts"
import {
  type Call,
  callAt,
  isColumn,
  isComparison,
  isWord,
  next,
  relationsOf,
  splitList,
  type Stretch,
  type Tokens,
  writtenAs
} from "../analysis/select.ts"
import type { SqlValue } from "../query/protocol.ts"
import { textTimesOf, timesOf } from "./kinds.ts"

/** One sentence for each kind of mistake, of its first place. `params` are values by the names of parameters. */
export const timeTexts = (
  statement: Statement,
  params: Readonly<Record<string, SqlValue>> = {}
): ReadonlyArray<string> => {
  const { tokens } = statement
  const isTime = timesOf(statement)
  const isText = textTimesOf(statement)
  const said = new Map<string, string>()
  for (let index = 0; index < tokens.length; index++) {
    const call = callAt(tokens, index)
    if (call !== null && dateFunctions.has(call.name)) {
      const time = call.args.find(isTime)
      if (time !== undefined && !said.has("date")) said.set("date", callText(statement, call, time))
    }
    const [first] = call?.args ?? []
    if (call !== null && first !== undefined && !said.has(call.name)) {
      if (timeFunctions.has(call.name) && isText(first)) said.set(call.name, textText(statement, call, first))
      if (dayFunctions.has(call.name) && isTime(first)) said.set(call.name, dayText(statement, call, first))
    }
    const time = timeAt(tokens, index, isTime)
    if (time === null) continue
    const bound = boundsOf(tokens, time)
      .map((stretch) => mistaken(statement, stretch, params))
      .find((kind) => kind !== null)
    if (bound === undefined || said.has(bound.kind)) continue
    said.set(bound.kind, comparedText(statement, time, bound))
  }
  return [...said.values()]
}

const dateFunctions: ReadonlySet<string> = new Set(
  "date datetime time julianday unixepoch strftime substr substring timediff".split(" ")
)
/** Logmill's own (macros.ts), of times and of days. */
const timeFunctions: ReadonlySet<string> = new Set(["bucket", "hour_of_day", "weekday"])
const dayFunctions: ReadonlySet<string> = new Set(["is_whole_day", "add_days"])
/** What these give is a text. */
const textFunctions: ReadonlySet<string> = new Set("date datetime time strftime add_days".split(" "))
/** Symbols that make what is beside them a part of something larger. */
const continues: ReadonlySet<string> = new Set("+ - * / % || & | << >> -> ->> ~".split(" "))

/** A time that begins here, with its relation in front, and is no part of a larger expression. */
const timeAt = (tokens: Tokens, index: number, isTime: (stretch: Stretch) => boolean): Stretch | null => {
  const before = tokens[index - 1]?.text ?? ""
  if (before === "." || continues.has(before)) return null
  const call = callAt(tokens, index)
  const to = call?.to ?? (tokens[index + 1]?.text === "." ? index + 3 : index + 1)
  if (to > tokens.length || (call === null && !isColumn(tokens, to - 1))) return null
  return !continues.has(tokens[to]?.text ?? "") && isTime({ from: index, to }) ? { from: index, to } : null
}

/** What it is compared with. */
const boundsOf = (tokens: Tokens, { from, to }: Stretch): ReadonlyArray<Stretch> => {
  const bounds: Array<Stretch> = []
  const before = tokens[from - 1]
  if (isComparison(before)) bounds.push({ from: operandBefore(tokens, from - 1), to: from - 1 })
  const at = isWord(tokens[to], "not") ? to + 1 : to
  const operator = tokens[at]
  if (isComparison(operator) || isWord(operator, "is", "like", "glob")) {
    const begin = isWord(operator, "is") && isWord(tokens[at + 1], "not") ? at + 2 : at + 1
    bounds.push(operandAt(tokens, begin))
  } else if (isWord(operator, "between")) {
    const low = operandAt(tokens, at + 1)
    bounds.push(low)
    if (isWord(tokens[low.to], "and")) bounds.push(operandAt(tokens, low.to + 1))
  } else if (isWord(operator, "in") && tokens[at + 1]?.text === "(") {
    bounds.push(...splitList(tokens, { from: at + 2, to: next(tokens, at + 1) - 1 })!)
  }
  return bounds.filter((bound) => bound.to > bound.from && bound.from >= 0 && bound.to <= tokens.length)
}

/** A token or a call; empty when it goes on as a larger expression. */
const operandAt = (tokens: Tokens, from: number): Stretch => {
  if (from >= tokens.length) return { from, to: from }
  const to = callAt(tokens, from)?.to ?? from + 1
  return { from, to: continues.has(tokens[to]?.text ?? "") ? from : to }
}

/** Where the operand before an operator begins; `end` itself when it is part of something larger. */
const operandBefore = (tokens: Tokens, end: number): number => {
  for (let from = end - 1; from >= 0; from--) {
    if (operandAt(tokens, from).to === end && from < end && (callAt(tokens, from) !== null || from === end - 1)) {
      if (from === end - 1 && tokens[from]!.text === ")") continue
      return continues.has(tokens[from - 1]?.text ?? "") ? end : from
    }
  }
  return end
}

interface Mistaken {
  /** `digits`: a text that is a number, which it is compared as. `seconds`: of what a function gives; `number`: as they are typed. */
  readonly kind: "text" | "digits" | "seconds" | "number"
  /** What unixepoch() makes a time of; null: it is none that can be told. */
  readonly epoch: string | null
  /** A day or time as it is typed. */
  readonly literal: string | null
}

const aTime = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/

const mistaken = (
  statement: Statement,
  { from, to }: Stretch,
  params: Readonly<Record<string, SqlValue>>
): Mistaken | null => {
  const { tokens } = statement
  const token = tokens[from]!
  const call = callAt(tokens, from)
  if (call !== null) {
    const written = call.args.length === 0 ? "" : writtenAs(statement, { from: from + 2, to: to - 1 })
    if (call.name === "unixepoch") return { kind: "seconds", epoch: written, literal: null }
    if (!textFunctions.has(call.name)) return null
    if (call.name === "strftime") return ofStrftime(statement, call)
    const isPlain = call.name === "date" || call.name === "datetime"
    return { kind: "text", epoch: isPlain && written !== "" ? written : null, literal: null }
  }
  if (to - from !== 1) return null
  if (isWord(token, "current_date", "current_timestamp", "current_time"))
    return { kind: "text", epoch: "'now'", literal: null }
  if (token.kind === "number" && /^\d{9,10}$/.test(token.text)) {
    return { kind: "number", epoch: token.text, literal: null }
  }
  const value = token.kind === "string" ? token.value : token.kind === "param" ? params[token.text.slice(1)] : null
  // SQLite makes a number of a text that is one.
  if (typeof value !== "string" || /^\s*[\d.]*%?\s*$/.test(value)) return null
  const day = /^\d{4}-\d\d-\d\d/.exec(value)?.[0] ?? null
  const literal = aTime.test(value) ? value : day
  if (token.kind === "param") return { kind: "text", epoch: token.text, literal: null }
  return { kind: "text", epoch: literal === null ? null : `'${literal}'`, literal }
}

/** Of digits alone SQLite makes a number, as a time is one. */
const ofStrftime = (statement: Statement, { args }: Call): Mistaken | null => {
  const [format, ...rest] = args
  const token = format === undefined || format.to - format.from !== 1 ? undefined : statement.tokens[format.from]
  if (token?.kind !== "string") return null
  const epoch = rest.length === 0 ? null : writtenAs(statement, { from: rest[0]!.from, to: rest.at(-1)!.to })
  if (token.value === "%s") return { kind: "seconds", epoch, literal: null }
  return { kind: /^(?:%[YmdHMSjuwsJ]|\d)+$/.test(token.value) ? "digits" : "text", epoch: null, literal: null }
}

const comparedText = (statement: Statement, time: Stretch, { kind, epoch, literal }: Mistaken): string => {
  const { tokens } = statement
  const name = writtenAs(statement, time)
  const epochSql = `unixepoch(${epoch ?? "'2026-11-10'"}) * 1000`
  if (kind === "number") return `${name} is in milliseconds: write ${epoch} * 1000 for a time in seconds`
  if (kind === "seconds") return `${name} is in milliseconds, and this gives seconds: write ${name} >= ${epochSql}`
  const others = []
  const views = relationsOf(tokens).map((relation) => relation.name)
  const bound = literal ?? "2026-11-10"
  if (tokens[time.to - 1]!.value === "time") {
    const isUtc = !/[+-]\d\d:\d\d$/.test(bound)
    if (views.includes("entries") && isUtc) others.push(`iso_time >= '${bound.replace(" ", "T").replace(/Z$/, "")}'`)
    else if (views.includes("hits")) others.push(`day >= '${bound.slice(0, 10)}'`)
    others.push(`the filter's --from ${bound.replace(" ", "T")}`)
  }
  const instead = [`${name} >= ${epochSql}`, ...others]
  const last = instead.length > 1 ? ` or ${instead.pop()}` : ""
  const compared = kind === "digits" ? "" : ", and less than any text it is compared with"
  return `${name} is a number, milliseconds since 1970${compared}: write ${instead.join(", ")}${last}`
}

const dayText = (statement: Statement, { name }: Call, first: Stretch): string =>
  `${name}() takes a day as a text, YYYY-MM-DD, and ${writtenAs(statement, first)} is a number: write ${name}(day)`

const textText = (statement: Statement, { args: [, ...others], name }: Call, first: Stretch): string => {
  const text = writtenAs(statement, first)
  const isTyped = text.startsWith("'")
  const time = isTyped ? `unixepoch(${text}) * 1000` : "time"
  const instead = `${name}(${[time, ...others.map((arg) => writtenAs(statement, arg))].join(", ")})`
  const ofDay = name === "weekday" && !isTyped ? `, or of a day strftime('%u', ${text})` : ""
  return `${name}() takes a time, milliseconds since 1970, and ${text} is a text: write ${instead}${ofDay}`
}

const callText = (statement: Statement, call: Call, time: Stretch): string => {
  const name = writtenAs(statement, time)
  if (call.name.startsWith("substr"))
    return `${name} is a number, milliseconds since 1970, and ${call.name}() takes its digits: write date(${name} / 1000, 'unixepoch') or bucket(${name}, 'day')`
  const args = call.args.flatMap((arg) => {
    if (arg === time) return [`${name} / 1000`, "'unixepoch'"]
    const written = writtenAs(statement, arg)
    return /^'(unixepoch|auto)'$/i.test(written) ? [] : [written]
  })
  const written = call.name === "unixepoch" ? `${name} / 1000` : `${call.name}(${args.join(", ")})`
  return `${name} is a number, milliseconds since 1970, which ${call.name}() does not take: write ${written}, in UTC, or bucket(${name}, 'day'), hour_of_day(${name})`
}
