/**
 * What the manual says of views, columns and functions (docs/database.md, docs/sql.md), for the explorer and for completion: the
 * only place where it is written. Tests of the core hold its tables to the views.
 */
import { readFileSync } from "node:fs"

import type { SchemaInfo } from "../api/Api.ts"

type Schema = typeof SchemaInfo.Type
type View = Schema["views"][number]
type Function = Schema["functions"][number]

/** A bundle has them in its own folder. */
const pageOf = (name: string): string =>
  readFileSync(new URL((import.meta.url.endsWith(".ts") ? "../../../../docs/" : "./") + name, import.meta.url), "utf8")

export const describedViews = (): ReadonlyArray<View> => readViews(pageOf("database.md"))
export const describedFunctions = (): ReadonlyArray<Function> => readFunctions(pageOf("sql.md"))

export const readViews = (page: string): ReadonlyArray<View> => {
  const views = page
    .split(/^## /m)
    .slice(1)
    .flatMap((section): ReadonlyArray<View> => {
      const [name = "", ...rest] = section.split("\n")
      const columns = rowsOf(section, 3).flatMap(([column = "", type = "", text = ""]) =>
        /^(integer|real|text)$/.test(type) ? [{ name: plain(column), type, description: plain(text) }] : []
      )
      return columns.length === 0 ? [] : [{ name, description: firstParagraph(rest.join("\n")), columns }]
    })
  const entries = new Map(views[0]?.columns.map((column) => [column.name, column.description]))
  return views.map((view) => ({ ...view, columns: view.columns.map((column) => spelled(column, entries)) }))
}

/** Where a row points to a column of `entries`, what is said there. */
const spelled = (
  { description, name, type }: View["columns"][number],
  entries: ReadonlyMap<string, string>
): View["columns"][number] => {
  if (description === "as in entries") return { name, type, description: entries.get(name) ?? description }
  const [, column = "", rest = ""] = /^(\w+)(, in seconds)?$/.exec(description) ?? []
  const told = entries.get(column)
  return { name, type, description: told === undefined ? description : `${column} of entries${rest}: ${told}` }
}

export const readFunctions = (page: string): ReadonlyArray<Function> => {
  const section = page.split(/^## /m).find((one) => one.startsWith("Functions\n")) ?? ""
  return rowsOf(section, 2).flatMap(([signature = "", text = ""]) => {
    const name = /^`(\w+)\(/.exec(signature)?.[1]
    return name === undefined ? [] : [{ name, signature: plain(signature), description: plain(text) }]
  })
}

const rowsOf = (section: string, cells: number): ReadonlyArray<ReadonlyArray<string>> =>
  section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, 1 + cells)
        .map((cell) => cell.trim())
    )

const firstParagraph = (text: string): string =>
  plain(
    text
      .trim()
      .split(/\n\s*\n/, 1)[0]!
      .replaceAll("\n", " ")
  )

/** Markdown without its marks; of a link its text. */
const plain = (text: string): string => text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/`|\*\*/g, "")
