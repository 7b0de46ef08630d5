/** All panels, in two columns. */
import type { ThemeChoice } from "../frame/theme.ts"
import { usePage } from "../state/Page.ts"
import { planPanels } from "./layout.ts"
import { Panel } from "./Panel.tsx"

export const Panels = ({ theme }: { readonly theme: ThemeChoice }) => {
  const page = usePage()
  const plans = planPanels(page.catalog.value?.analyses ?? [])
  return (
    <div class="panels">
      {plans.map((plan) => (
        <Panel key={plan.id} plan={plan} theme={theme} />
      ))}
    </div>
  )
}
