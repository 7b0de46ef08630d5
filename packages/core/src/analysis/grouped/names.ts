/**
 * What groups and their columns are called where a statement is written anew. SQLite takes a column before an alias of the
 * same name, so they have names that nobody gives: with a blank in them.
 */
import type { SummedColumn } from "../../query/protocol.ts"

export type SumKind = "sum" | "count" | "min" | "max"

export const groupsName = (index: number): string => `"grouped ${index + 1}"`

export const hitsName = '"grouped hits"'

/** The number of a group, in the order that is wanted. */
export const rowName = '"grouped row"'

/** How many distinct ids, with the one that null is or without it. */
export const distinctName = (which: "all" | "known"): string => `"grouped distinct ${which}"`

export const sumName = (column: SummedColumn, kind: SumKind): string => `"grouped ${column} ${kind}"`

/** `name`: without quotes. */
export const isOurs = (name: string): boolean => name.startsWith("grouped ")
