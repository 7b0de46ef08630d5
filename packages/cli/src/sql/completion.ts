/** What may come next in the prompt, for Tab: commands of the prompt, views, columns of the views named, functions, words of SQL. */
import type { Catalogue } from "@logmill/core/sql/catalogue"
import type { Token } from "@logmill/core/analysis/tokenizer"
import { tokenize } from "@logmill/core/analysis/tokenizer"
import { relationsOf } from "@logmill/core/analysis/select"
import { publicViews } from "@logmill/core/query/protocol"

import { dotArguments, dotCommands } from "./dotCommands.ts"

/** What is typed: lines before this one, this line up to the cursor, and all of it. */
export interface Typing {
  readonly before: string
  readonly line: string
  readonly whole: string
}

/** Candidates for the end of the line, and the part of it that they take the place of. */
export type Completion = readonly [candidates: ReadonlyArray<string>, part: string]

export const complete = ({ before, line, whole }: Typing, catalogue: Catalogue): Completion => {
  if (before.trim() === "" && line.startsWith(".")) return completeDot(line, catalogue)
  const part = /[A-Za-z_][\w$]*$/.exec(line)?.[0] ?? ""
  const tokens = tokensOf(before + line.slice(0, line.length - part.length))
  if (tokens === null) return [[], part]
  return [candidatesFor(part, tokens, tokensOf(before + whole) ?? tokens, catalogue), part]
}

const startingWith = (part: string, words: ReadonlyArray<string>): ReadonlyArray<string> =>
  words.filter((word) => word.toLowerCase().startsWith(part.toLowerCase()))

/** Views; tables where none is meant. */
const relationsFor = (part: string, { columns }: Catalogue): ReadonlyArray<string> => {
  const views = startingWith(part, publicViews)
  return views.length > 0 ? views : startingWith(part, [...columns.keys()])
}

const completeDot = (line: string, catalogue: Catalogue): Completion => {
  const [, command, part] = /^(\.\w*)(?:\s+(.*))?$/s.exec(line) ?? []
  if (part === undefined) return [dotCommands.filter((name) => name.startsWith(line)), line]
  if (command === ".schema") return [relationsFor(part, catalogue), part]
  return [startingWith(part, dotArguments(command ?? "")), part]
}

/** Null: the cursor is in a text or in a comment. */
const tokensOf = (text: string): ReadonlyArray<Token> | null => {
  try {
    return /--[^\n]*$/.test(text) ? null : tokenize(text)
  } catch {
    return null
  }
}

const candidatesFor = (
  part: string,
  tokens: ReadonlyArray<Token>,
  whole: ReadonlyArray<Token>,
  catalogue: Catalogue
): ReadonlyArray<string> => {
  const last = tokens.at(-1)
  if (isWord(last, "from", "join")) return relationsFor(part, catalogue)
  if (last === undefined || last.text === ";") return startingWith(part, cased(beginnings, part))
  const relations = relationsIn(whole, catalogue)
  if (last.text === ".") {
    return startingWith(part, columnsOf([relations.get(tokens.at(-2)?.value ?? "") ?? ""], catalogue))
  }
  const columns = columnsOf(relations.size > 0 ? [...relations.values()] : publicViews, catalogue)
  if (part === "") return columns
  const functions = catalogue.functions.map((name) => `${name}(`)
  return [...new Set(startingWith(part, [...columns, ...functions, ...cased(words, part), ...publicViews]))]
}

const isWord = (token: Token | undefined, ...values: ReadonlyArray<string>): boolean =>
  token?.kind === "word" && values.includes(token.value)

/** What relations are called in the statement, and which they are. */
const relationsIn = (tokens: ReadonlyArray<Token>, { columns }: Catalogue): ReadonlyMap<string, string> =>
  new Map(
    relationsOf(tokens)
      .filter(({ name }) => columns.has(name))
      .flatMap(({ alias, name }) => [[name, name] as const, ...(alias === null ? [] : [[alias, name] as const])])
  )

const columnsOf = (relations: ReadonlyArray<string>, { columns }: Catalogue): ReadonlyArray<string> => [
  ...new Set(relations.flatMap((relation) => columns.get(relation) ?? []))
]

/** Words of SQL as they are typed: in small letters by who began with them. */
const cased = (all: ReadonlyArray<string>, part: string): ReadonlyArray<string> =>
  part !== "" && part === part.toLowerCase() ? all.map((word) => word.toLowerCase()) : all

const beginnings = ["SELECT", "WITH", "VALUES", "EXPLAIN QUERY PLAN"]

const words = (
  "AND AS ASC BETWEEN BY CASE CAST COLLATE CROSS DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS FILTER FROM GLOB GROUP HAVING IN " +
  "INNER INTERSECT IS JOIN LEFT LIKE LIMIT MATERIALIZED NATURAL NOT NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION " +
  "RECURSIVE REGEXP SELECT THEN UNION USING VALUES WHEN WHERE WINDOW WITH"
).split(" ")
