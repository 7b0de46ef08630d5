/**
 * What a filter selects by, by name: those of the command line's flags, of keys in a request, and of what a column of an
 * analysis sets. Each list of them is made of these, in this order. What each means is in condition.ts.
 */

/** What is known of an agent, by the column of its dictionary. Unknown where no agent was logged, too. */
export const agentDetails = ["browser", "os", "device", "bot"] as const

/** What is known of a client, likewise: unknown without a database of addresses. */
export const clientDetails = ["country", "city", "network"] as const

/** All that take a list of patterns. */
export const patternNames = [
  "site",
  "path",
  "status",
  "method",
  "class",
  "client",
  "referrer",
  "agent",
  ...agentDetails,
  ...clientDetails,
  "user",
  "source"
] as const

/** Those of texts; the others have patterns of their own. */
export const textNames = patternNames.filter((name) => name !== "status" && name !== "class" && name !== "client")

/** What a click on a cell may set. */
export const filterNames = ["from", ...patternNames] as const

export type AgentDetail = (typeof agentDetails)[number]
export type ClientDetail = (typeof clientDetails)[number]
export type TextName = (typeof textNames)[number]
export type PatternName = (typeof patternNames)[number]
export type FilterName = (typeof filterNames)[number]
