/**
 * docs/analyses.md: what the built-in analyses tell, with their parameters and columns, from their files. `node
 * scripts/analysesPage.ts` writes it; a test asks whether it is what that would write.
 */
import { analysesManual, readAnalysis } from "@logmill/core/plugin"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { builtInAnalyses } from "./analyses.ts"

const introduction = `# Analyses

Made from \`packages/plugins/analyses\` by \`node scripts/analysesPage.ts\`. Each analysis is one \`.sql\` file over the
[views](database.md), and each obeys the filter: \`logmill analyze pages --from -7d --class people\`. \`logmill analyses NAME\`
prints what stands here, and the SQL; \`logmill analyses new NAME\` writes one of your own.

- **hits** are entries, whatever was answered. **Visitors** are distinct pairs of client and user agent, within the
  selection. **Pages** are paths that are no assets by their extension; where pages are seen, those answered with 2xx or 304.
- **share** is a part of what the column says, from 0 to 1; **change** a part of what was before, so -0.5 is half of it.
- Null is unknown, and stands as a row of its own where values are counted.
- Times and days are in the report zone, or in that of \`--tz\`.
- **time** says what an answer over ten million entries takes: _from sums_ that are kept, a fraction of a second; _one pass_
  over entries or sums, about two seconds; _may take long_, up to a quarter of a minute, and is kept until the data changes.
  A form with a parameter of its own (\`visitors=true\`) takes a pass over the entries.`

/** Markdown before it is formatted. */
export const analysesPage = (): string => {
  const { origin, path: folder } = builtInAnalyses
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"))
  const analyses = files.toSorted().map((name) => {
    const file = join(folder, name)
    return readAnalysis(readFileSync(file, "utf8"), { file, origin })
  })
  return analysesManual(introduction, analyses)
}
