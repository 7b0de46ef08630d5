/**
 * `matches(text, 'pattern')` as SQL: patterns as the flags of the filter read them. Of a column of addresses they are those
 * of `--client`, for which an address is one in any spelling; a network (`192.0.2.0/24`) is one whatever it is compared
 * with, as nothing else looks like it. Tested by a function on the text, not by the stored bytes of clients: an analysis
 * may name views only, which have none.
 */
import { networkOf, readClient } from "@logmill/workers/filter/client"
import { type Combined, type LeafReader, readListed } from "@logmill/workers/filter/expression"
import { type Pattern, readPattern } from "@logmill/workers/filter/pattern"

import { anyCombinedSql, anyOf, anyPatternSql, textLiteral, type Write } from "./patternSql.ts"

/** `written`: as typed, of a network. */
type Leaf = Pattern | { readonly kind: "network"; readonly written: string }

/** 1 or 0, for null too. `text` is an expression of SQL. Throws `PatternError`. */
export const matchesSql = (text: string, pattern: string): string => {
  const { any, none } = readListed(pattern, readerFor(text))
  const oneOf = (patterns: ReadonlyArray<Combined<Leaf>>): string =>
    `coalesce(${anyCombinedSql(patterns, (leaves) => anyLeafSql(`(${text})`, leaves))}, 0)`
  const parts = [...(any.length > 0 ? [oneOf(any)] : []), ...(none.length > 0 ? [`NOT ${oneOf(none)}`] : [])]
  return `(${parts.join(" AND ")})`
}

const anyLeafSql = (text: string, leaves: ReadonlyArray<Leaf>): string => {
  const networks = leaves.flatMap((leaf) => (leaf.kind === "network" ? [leaf.written] : []))
  const others = leaves.filter((leaf) => leaf.kind !== "network")
  return anyOf([
    ...networks.map((network) => `in_network(${text}, ${textLiteral(network)})`),
    ...(others.length > 0 ? [anyPatternSql(text, others, write)] : [])
  ])
}

const write: Write = (value) => textLiteral(String(value))

/** By the column that the text is, perhaps with its relation in front or in parentheses. */
const readerFor = (text: string): LeafReader<Leaf> => {
  const column = /^[(\s]*(?:\w+\s*\.\s*)?"?(\w+)"?[)\s]*$/.exec(text)?.[1]?.toLowerCase()
  if (column !== "client" && column !== "remote_address") {
    return (pattern) => (/\/\d+$/.test(pattern) ? networkIn(pattern) : null) ?? readPattern(pattern)
  }
  return (pattern) => {
    const network = networkIn(pattern)
    if (network !== null) return network
    // Of these two only a client is never unknown: where a log says "-", that is its text.
    return pattern === "-" && column !== "client" ? readPattern(pattern) : (readClient(pattern) as Pattern)
  }
}

const networkIn = (pattern: string): Leaf | null =>
  networkOf(pattern) === null ? null : { kind: "network", written: pattern }
