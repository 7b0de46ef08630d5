/** A chart of a result by what its columns are: over time as lines, else bars of its first rows. */
import type { AnalysisInfo, Answer } from "../api/types.ts"
import { exact } from "../format/number.ts"
import { Lines } from "../panels/Lines.tsx"
import { Rows } from "../panels/Rows.tsx"

const mostBars = 40

export const QuickChart = ({ answer }: { readonly answer: Answer }) => {
  const isDark = document.documentElement.dataset["theme"] === "dark"
  if (answer.chart === "line") {
    return (
      <div class="quick-chart">
        <Lines answer={answer} analysis={asAnalysis(answer)} isDark={isDark} />
      </div>
    )
  }
  return (
    <div class="quick-chart">
      <Rows answer={{ ...answer, rows: answer.rows.slice(0, mostBars) }} />
      {answer.rows.length > mostBars && (
        <p class="muted">
          The first {mostBars} of {exact(answer.rows.length)} rows.
        </p>
      )}
    </div>
  )
}

const asAnalysis = ({ chart, columns, id, sql, title }: Answer): AnalysisInfo => ({
  id,
  title,
  description: "",
  topic: null,
  cost: "sort",
  chart,
  empty: null,
  counts: "all",
  origin: "user",
  params: [],
  columns,
  sql
})
