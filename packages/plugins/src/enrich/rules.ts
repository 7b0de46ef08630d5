/**
 * The user's own rules of what values are: a TOML file with `[[agent]]`, `[[path]]` and `[[referrer]]` tables, tried in
 * their order before all that logmill knows by itself; the first that matches decides. Patterns are those of filters.
 *
 * Read into plain data here, which can be compared and handed to a thread; `agentRules.ts` and its like make functions.
 */
import { agentClasses, type AgentClass, PatternError, readPattern, tomlFault } from "@logmill/core/plugin"
import { parse, TomlError } from "smol-toml"

export interface AgentRule {
  readonly match: ReadonlyArray<string>
  readonly agentClass: AgentClass
  readonly bot: string | null
}

/** With a template alone, that is a route, which is what matches: `/shop/:product/reviews`. */
export interface PathRule {
  readonly match: ReadonlyArray<string> | null
  /** Null: paths that match are their own templates. */
  readonly template: string | null
}

/** Matches the site of a referrer. */
export interface ReferrerRule {
  readonly match: ReadonlyArray<string>
  readonly referrerClass: string
}

export interface EnrichmentRules {
  readonly agents: ReadonlyArray<AgentRule>
  readonly paths: ReadonlyArray<PathRule>
  readonly referrers: ReadonlyArray<ReferrerRule>
}

export const noRules: EnrichmentRules = { agents: [], paths: [], referrers: [] }

/** The sentence names the file, the table by its number, and what to write instead. */
export class RulesError extends Error {
  override readonly name = "RulesError"
}

/** Several files' rules, those of the first first. */
export const joinRules = (several: ReadonlyArray<EnrichmentRules>): EnrichmentRules => ({
  agents: several.flatMap(({ agents }) => agents),
  paths: several.flatMap(({ paths }) => paths),
  referrers: several.flatMap(({ referrers }) => referrers)
})

/** `file`: how messages name it. Throws a RulesError. */
export const readRules = (text: string, file: string): EnrichmentRules => {
  const read = parsed(text, file)
  const tables = { agent: [] as Array<Table>, path: [] as Array<Table>, referrer: [] as Array<Table> }
  for (const [kind, value] of Object.entries(read)) {
    if (!Object.hasOwn(tables, kind)) {
      throw new RulesError(`${file}: there is no rule for "${kind}"; there are [[agent]], [[path]] and [[referrer]]`)
    }
    if (!Array.isArray(value) || !value.every(isTable)) {
      throw new RulesError(`${file}: ${kind} is no list of tables; write [[${kind}]]`)
    }
    tables[kind as keyof typeof tables] = value.map(
      (fields, index) => new Table(fields, file, `[[${kind}]]`, index + 1)
    )
  }
  return {
    agents: tables.agent.map(toAgentRule),
    paths: tables.path.map(toPathRule),
    referrers: tables.referrer.map(toReferrerRule)
  }
}

const parsed = (text: string, file: string): Record<string, unknown> => {
  try {
    return parse(text)
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    throw new RulesError(`${file}:${cause.line}: ${tomlFault(cause, text)}`, { cause })
  }
}

type Fields = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** One table of the file, whose fields are asked for by name. */
class Table {
  readonly #fields: Fields
  readonly #place: string
  readonly #kind: string

  constructor(fields: Fields, file: string, kind: string, number: number) {
    this.#fields = fields
    this.#kind = kind
    this.#place = `${file}: ${kind} number ${number}`
  }

  fail(what: string): never {
    throw new RulesError(`${this.#place} ${what}`)
  }

  only(names: ReadonlyArray<string>): void {
    const other = Object.keys(this.#fields).find((name) => !names.includes(name))
    if (other !== undefined) this.fail(`has a field "${other}"; ${this.#kind} has ${names.join(", ")}`)
  }

  text(name: string): string | null {
    const value = this.#fields[name]
    if (value === undefined) return null
    if (typeof value !== "string" || value === "") this.fail(`has a ${name} that is no text`)
    return value
  }

  /** One pattern, or a list of them. */
  patterns(name: string): ReadonlyArray<string> | null {
    const value = this.#fields[name]
    if (value === undefined) return null
    const texts: ReadonlyArray<unknown> = Array.isArray(value) ? value : [value]
    for (const text of texts) {
      if (typeof text !== "string") this.fail(`has a ${name} that is neither a pattern nor a list of patterns`)
      try {
        readPattern(text)
      } catch (cause) {
        if (!(cause instanceof PatternError)) throw cause
        this.fail(`cannot be read: ${cause.message}`)
      }
    }
    if (texts.length === 0) this.fail(`has an empty list in ${name}`)
    return texts as ReadonlyArray<string>
  }
}

const toAgentRule = (table: Table): AgentRule => {
  table.only(["match", "class", "bot"])
  const match = table.patterns("match") ?? table.fail(`has no match; write the agent, such as match = "OurProbe/*"`)
  const name = table.text("class")
  const agentClass = agentClasses.find((one) => one === name)
  if (agentClass === undefined) table.fail(`needs a class, one of ${agentClasses.join(", ")}`)
  const bot = table.text("bot")
  const isRobot = agentClass !== "human" && agentClass !== "unknown"
  if (bot !== null && !isRobot) table.fail(`names a bot, but its class is ${agentClass}`)
  return { match, agentClass, bot }
}

/** A name in a route: `:product`; one a segment, with other characters around it or none. */
const routeName = /:[A-Za-z_]\w*/g

const toPathRule = (table: Table): PathRule => {
  table.only(["match", "template"])
  const match = table.patterns("match")
  const template = table.text("template")
  if (match !== null) return { match, template }
  if (template === null) return table.fail(`is empty; write a template, such as template = "/shop/:product/reviews"`)
  if (!template.startsWith("/")) table.fail(`has a template that begins with no slash: "${template}"`)
  const segments = template.split("/")
  if (segments.some((segment) => (segment.match(routeName)?.length ?? 0) > 1)) {
    table.fail(`has two names in one part of "${template}"; give it a match, too`)
  }
  if (segments.some((segment, index) => segment.includes("*") && (segment !== "*" || index < segments.length - 1))) {
    table.fail(`has a * in "${template}" that is not all of its last part; give it a match, too`)
  }
  return { match, template }
}

const toReferrerRule = (table: Table): ReferrerRule => {
  table.only(["match", "class"])
  const match = table.patterns("match") ?? table.fail(`has no match; write the site, such as match = "*.example.com"`)
  const referrerClass = table.text("class") ?? table.fail(`needs a class, such as class = "partner"`)
  if (!/^[a-z][a-z0-9-]*$/.test(referrerClass)) {
    table.fail(`has the class "${referrerClass}"; a class is made of small letters, digits and hyphens`)
  }
  return { match, referrerClass }
}
