/** What SQLite would do, as a tree, and the SQL that would run. */
import type { Plan } from "./ask.ts"

interface Step {
  readonly id: number
  readonly parent: number
  readonly detail: string
}

export const PlanView = ({ plan }: { readonly plan: Plan }) => {
  const steps = plan.rows.map(([id, parent, detail]) => ({
    id: Number(id),
    parent: Number(parent),
    detail: String(detail)
  }))
  return (
    <div class="sql-result plan" role="region" aria-label="Plan" tabIndex={0}>
      <h3>Plan</h3>
      <Steps steps={steps} parent={0} />
      <h3>The SQL that would run</h3>
      <pre class="sql" tabIndex={0} aria-label="The SQL that would run">
        {plan.sql}
      </pre>
    </div>
  )
}

const Steps = ({ parent, steps }: { readonly steps: ReadonlyArray<Step>; readonly parent: number }) => {
  const own = steps.filter((step) => step.parent === parent)
  if (own.length === 0) return null
  return (
    <ul class="plan-steps">
      {own.map(({ detail, id }) => (
        <li key={id}>
          <span class={`code ${detail.startsWith("SCAN ") ? "scan" : ""}`}>{detail}</span>
          <Steps steps={steps} parent={id} />
        </li>
      ))}
    </ul>
  )
}
