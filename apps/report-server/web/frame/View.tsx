/** What takes the report's place: the entries behind a filter, SQL. Their code is loaded when they are opened. */
import { usePage } from "../state/Page.ts"
import { useModule } from "./useModule.ts"
import type { Views } from "./views.ts"

export const View = ({ name, views }: { readonly name: string; readonly views: Views }) => {
  const page = usePage()
  const load = Object.hasOwn(views, name) ? views[name] : undefined
  const loaded = useModule(load ?? null, name)
  if (load === undefined) {
    return (
      <section class="nothing">
        <h2>There is no view of this name</h2>
        <button type="button" onClick={() => page.go({ view: null })}>
          Show the report
        </button>
      </section>
    )
  }
  return loaded === null ? <div class="skeleton view" aria-busy="true" /> : <loaded.default />
}
