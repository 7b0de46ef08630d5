/**
 * What a plugin's enricher is: a module that exports functions, each asked once for every distinct value when it is first
 * stored, and once more by `logmill enrich`. Each is given the value and what is known of it so far, and answers with the
 * fields it knows better. They run one after the other, in the order of the plugins, after logmill's own.
 */
import { type AgentDetails, agentClasses } from "../store/details.ts"

/**
 * `value` is the text as it is stored: what was logged, with bytes that are no text as `\xNN`. What is not answered
 * (`undefined`, null, or a field that is not there) stays as it is. It must answer at once: a promise is no answer.
 */
export type Refine<Details> = (value: string, before: Details) => Partial<Details> | null | undefined | void

type Text = string | null

export type AgentRefinement = AgentDetails
export interface PathRefinement {
  /** `/user/:id` of `/user/17`. */
  readonly template: Text
}
export interface ReferrerRefinement {
  readonly class: Text
}
export interface ClientRefinement {
  readonly country: Text
  readonly city: Text
  readonly network: Text
}

/** The exports of an enricher; it has at least one of them. */
export interface Enricher {
  /** A user agent. */
  readonly agent?: Refine<AgentRefinement>
  /** A path, without its query. */
  readonly path?: Refine<PathRefinement>
  /** A referrer. */
  readonly referrer?: Refine<ReferrerRefinement>
  /** A client: an address, or a name. */
  readonly client?: Refine<ClientRefinement>
}

export type EnricherKind = keyof Enricher
export interface DetailsOf extends Record<EnricherKind, object> {
  agent: AgentRefinement
  path: PathRefinement
  referrer: ReferrerRefinement
  client: ClientRefinement
}

/** What a field may be: one of a few words, or any text. */
type Field = "text" | ReadonlyArray<string>

/** The fields each function may answer with. */
export const enricherFields: Readonly<Record<EnricherKind, Readonly<Record<string, Field>>>> = {
  agent: {
    agentClass: agentClasses,
    bot: "text",
    browser: "text",
    browserVersion: "text",
    os: "text",
    osVersion: "text",
    device: "text"
  },
  path: { template: "text" },
  referrer: { class: "text" },
  client: { country: "text", city: "text", network: "text" }
}

export const enricherKinds = Object.keys(enricherFields) as ReadonlyArray<EnricherKind>
