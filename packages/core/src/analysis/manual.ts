/**
 * The page of the manual about a set of analyses: what there is, by topic, and of each its parameters and columns.
 * `node scripts/analysesPage.ts` writes docs/analyses.md; a test asks whether it is what it would write.
 */
import { type Analysis, type AnalysisColumn, type AnalysisParam, type Cost, topics } from "./contract.ts"

const costs: Readonly<Record<Cost, string>> = {
  rollup: "from sums",
  scan: "one pass",
  sort: "may take long"
}

/** Markdown, tables as narrow as they come; `introduction` stands first. */
export const analysesManual = (introduction: string, analyses: ReadonlyArray<Analysis>): string => {
  const parts = topics.flatMap((topic) => {
    const about = analyses.filter((one) => one.topic === topic)
    if (about.length === 0) return []
    const rows = about.map(({ cost, description, id, title }) => [
      `[${id}](#${id})`,
      `${cell(title)}. ${cell(description)}`,
      costs[cost]
    ])
    return [`## ${capital(topic)}`, table(["analysis", "what it tells", "time"], rows), ...about.map(section)]
  })
  return `${[introduction, ...parts].join("\n\n")}\n`
}

const section = ({ columns, id, params }: Analysis): string =>
  [
    `### ${id}`,
    ...(params.length === 0 ? [] : [table(["parameter", "default", "what it does"], params.map(paramRow))]),
    table(["column", "kind", "what it is"], columns.map(columnRow))
  ].join("\n\n")

const paramRow = ({ choices, default: value, description, max, min, name, type }: AnalysisParam) => {
  const values = choices.length > 0 ? ` (${choices.join(", ")})` : ""
  const bounds = type === "duration" || (min === null && max === null) ? "" : ` (${min ?? ""}..${max ?? ""})`
  return [
    `\`${name}\``,
    value === null ? "" : `\`${cell(String(value))}\``,
    cell(`${description ?? ""}${values}${bounds}`)
  ]
}

const columnRow = ({ description, filter, kind, name, when }: AnalysisColumn) => {
  const notes = [
    description ?? "",
    when === null ? "" : `Only with \`${when}=true\``,
    filter === null ? "" : `Filter: \`--${filter}\``
  ]
  return [`\`${name}\``, kind, cell(notes.filter((note) => note !== "").join(". "))]
}

const table = (header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/([<*_])/g, "\\$1")
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
