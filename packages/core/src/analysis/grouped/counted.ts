/**
 * What `count(DISTINCT ...)` may count before there are groups: an id, a day, or a visitor, which is a client and an agent
 * as one number, `client_id * 4294967296 + coalesce(agent_id, 0)`.
 */
import type { GroupedBy } from "../../query/protocol.ts"
import { qualifierOf, type Stretch, type Tokens } from "../select.ts"

export interface Counted {
  /** Columns of entries: rows that differ in one of them are counted. */
  readonly parts: ReadonlyArray<GroupedBy>
  /** Of `known`, those without the first part are not counted: it may be null. */
  readonly which: "all" | "known"
}

const visitor = ["client_id", "*", "4294967296", "+", "coalesce", "(", "agent_id", ",", "0", ")"]

const ids: ReadonlyArray<GroupedBy> = ["client_id", "agent_id", "site_id", "path_id", "referrer_id", "user_id"]

/** `alias`: what the relation is called. Null: it is something else. */
export const countedOf = (tokens: Tokens, { from, to }: Stretch, alias: string): Counted | null => {
  const words: Array<string> = []
  for (let at = from; at < to; at++) {
    // What stands in front of a dot is seen with what stands behind it.
    if (tokens[at + 1]?.text === "." || tokens[at]!.text === ".") continue
    const qualifier = qualifierOf(tokens, at)
    if (qualifier !== null && qualifier !== alias) return null
    words.push(tokens[at]!.value)
  }
  if (words.length === visitor.length && words.every((word, index) => word === visitor[index])) {
    return { parts: ["client_id", "agent_id"], which: "all" }
  }
  const [only, ...others] = words
  if (others.length > 0) return null
  if (only === "day") return { parts: ["day"], which: "all" }
  const id = ids.find((one) => one === only)
  return id === undefined ? null : { parts: [id], which: "known" }
}
