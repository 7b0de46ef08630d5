/**
 * The enrichers of plugins around logmill's own: each is asked after those before it, and may answer fields anew. What
 * one throws, or answers that is no such field, is counted, and the value stays as it was.
 */
import { nearest } from "../nearest.ts"
import type { AgentDetails, ClientDetails, Enrichment } from "../store/details.ts"
import { type DetailsOf, enricherFields, type EnricherKind } from "./Enricher.ts"
import type { LoadedEnricher } from "./loadEnricher.ts"
import { errorText, placeIn } from "./thrown.ts"

/** Values at which an enricher failed. */
export interface EnricherFailure {
  readonly name: string
  readonly file: string
  readonly kind: EnricherKind
  readonly values: number
  /** Of the first of them, and the value. */
  readonly reason: string
  readonly example: string
}

/** Characters; what is longer is nobody's class or name. */
const longest = 1000

export class Enrichers {
  readonly #loaded: ReadonlyArray<LoadedEnricher>
  readonly #failures = new Map<string, EnricherFailure>()

  constructor(loaded: ReadonlyArray<LoadedEnricher>) {
    this.#loaded = loaded
  }

  /** By plugin and kind, in the order in which they first failed. */
  get failures(): ReadonlyArray<EnricherFailure> {
    return [...this.#failures.values()]
  }

  /** What is known of values with these enrichers, given what is known without them. */
  around(base: Enrichment): Enrichment {
    const { agent, client, path, referrer } = base
    const refineAgent = this.refiner("agent", wholeAgent)
    const refinePath = this.refiner("path")
    const refineReferrer = this.refiner("referrer")
    const refineClient = this.refiner("client")
    const enrichers = this.#loaded.map(({ name }) => name)
    return {
      ...base,
      ...(enrichers.length === 0 ? {} : { madeWith: { ...base.madeWith, enrichers } }),
      ...(refineAgent === null ? {} : { agent: (value) => refineAgent(value, agent(value)) }),
      ...(refinePath === null ? {} : { path: refinedPath(path, refinePath) }),
      ...(refineReferrer === null ? {} : { referrer: refinedReferrer(referrer, refineReferrer) }),
      ...(refineClient === null ? {} : { client: (value) => refineClient(value, client?.(value) ?? nowhere) })
    }
  }

  /**
   * Asks all enrichers that have a function for it; null: there are none, so that nothing need be done for each value.
   * `checked` sees what one of them makes of the details, and may complain by a RangeError.
   */
  refiner<Kind extends EnricherKind>(
    kind: Kind,
    checked: (after: DetailsOf[Kind], answer: object) => DetailsOf[Kind] = (after) => after
  ): ((value: string, before: DetailsOf[Kind]) => DetailsOf[Kind]) | null {
    const askable = this.#loaded.filter(({ enricher }) => enricher[kind] !== undefined)
    if (askable.length === 0) return null
    return (value, before) => {
      let details = before
      for (const loaded of askable) {
        try {
          loaded.guarded.enter(kind, value)
          const ask = loaded.enricher[kind] as (value: string, before: object) => unknown
          const answer = readAnswer(kind, ask(value, { ...details }))
          if (answer !== null) details = checked({ ...details, ...answer }, answer)
        } catch (cause) {
          this.#count(loaded, kind, value, cause)
        } finally {
          loaded.guarded.leave()
        }
      }
      return details
    }
  }

  #count({ file, name }: LoadedEnricher, kind: EnricherKind, value: string, cause: unknown): void {
    const key = `${file} ${kind}`
    const failure = this.#failures.get(key)
    const reason =
      failure?.reason ?? (cause instanceof AnswerError ? cause.message : `${errorText(cause)}${placeIn(file, cause)}`)
    const example = failure?.example ?? value.slice(0, 60)
    this.#failures.set(key, { name, file, kind, values: (failure?.values ?? 0) + 1, reason, example })
  }
}

const nowhere: ClientDetails = { country: null, city: null, network: null }

type Refiner<Kind extends EnricherKind> = (value: string, before: DetailsOf[Kind]) => DetailsOf[Kind]

/** What is no path has no template. */
const refinedPath =
  (path: Enrichment["path"], refine: Refiner<"path">): Enrichment["path"] =>
  (bytes, start, end) => {
    const details = path(bytes, start, end)
    if (details.kind === "other") return details
    return { ...details, template: refine(bytes.toString("utf8", start, end), { template: details.template }).template }
  }

const refinedReferrer =
  (referrer: Enrichment["referrer"], refine: Refiner<"referrer">): Enrichment["referrer"] =>
  (value) => {
    const { referrerClass, site } = referrer(value)
    return { site, referrerClass: refine(value, { class: referrerClass }).class }
  }

/** What it answered is none of what it may. */
class AnswerError extends Error {}

/** The fields of an answer that are there; null: it has nothing to say. */
const readAnswer = (kind: EnricherKind, answer: unknown): object | null => {
  if (answer === undefined || answer === null) return null
  if (typeof answer !== "object" || Array.isArray(answer))
    throw new AnswerError(`it answered ${shown(answer)}, no object`)
  if ("then" in answer) throw new AnswerError("it answered a promise; it must answer at once")
  const fields = enricherFields[kind]
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]: [string, unknown]) => [name, readField(name, value, fields)])
  )
}

const readField = (name: string, value: unknown, fields: (typeof enricherFields)[EnricherKind]): string | null => {
  const field = Object.hasOwn(fields, name) ? fields[name]! : null
  if (field === null) {
    const near = nearest(name, Object.keys(fields))
    const known = near === null ? `there are ${Object.keys(fields).join(", ")}` : `did you mean ${near}?`
    throw new AnswerError(`it answered a field ${name}; ${known}`)
  }
  if (field !== "text") {
    if (field.includes(value as string)) return value as string
    throw new AnswerError(`it answered ${name} ${shown(value)}, which is none of ${field.join(", ")}`)
  }
  if (value === null || value === "") return null
  if (typeof value !== "string")
    throw new AnswerError(`it answered ${name} ${shown(value)}, which must be a text or null`)
  if (value.length > longest) throw new AnswerError(`it answered a ${name} of more than ${longest} characters`)
  return value.toWellFormed()
}

const shown = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value.slice(0, 40))
    : value === null || typeof value !== "object"
      ? String(value)
      : Array.isArray(value)
        ? "a list"
        : "an object"

/** Only robots have a name; one that is called a robot must not stay a person. */
const wholeAgent = (after: DetailsOf["agent"], answer: Partial<AgentDetails>): DetailsOf["agent"] => {
  if (after.agentClass !== "human" && after.agentClass !== "unknown") return after
  if (answer.bot === undefined || answer.bot === null) return { ...after, bot: null }
  throw new AnswerError(
    answer.agentClass === undefined
      ? `it answered a bot, but the agent's class is ${after.agentClass}; answer an agentClass, too`
      : `it answered a bot and the agentClass ${after.agentClass}, of which none has a bot's name; answer bot: null, or another agentClass`
  )
}
