/** All panels, in two columns; those that are pinned first. */
import type { ThemeChoice } from "../frame/theme.ts"
import { Pins, pinnedFirst } from "../own/Pins.ts"
import { usePage } from "../state/Page.ts"
import { useKeptHeights, Waiting } from "./keepHeights.ts"
import { planPanels } from "./layout.ts"
import { Panel } from "./Panel.tsx"

export const Panels = ({ theme }: { readonly theme: ThemeChoice }) => {
  const page = usePage()
  const plans = pinnedFirst(planPanels(page.catalog.value?.analyses ?? []), page.kept(Pins).ids.value)
  const { element, waiting } = useKeptHeights()
  return (
    <Waiting.Provider value={waiting}>
      <div ref={element} class="panels">
        {plans.map((plan) => (
          <Panel key={plan.id} plan={plan} theme={theme} />
        ))}
      </div>
    </Waiting.Provider>
  )
}
