/** What takes the report's place: the entries behind a filter, SQL. Their code is loaded when they are opened. */
import type { ComponentType } from "preact"
import { useEffect, useState } from "preact/hooks"

import { usePage } from "../state/Page.ts"
import type { Views } from "./views.ts"

export const View = ({ name, views }: { readonly name: string; readonly views: Views }) => {
  const page = usePage()
  const [loaded, setLoaded] = useState<{ readonly name: string; readonly view: ComponentType } | null>(null)
  const load = Object.hasOwn(views, name) ? views[name] : undefined
  useEffect(() => {
    let isCurrent = true
    void load?.().then((module) => isCurrent && setLoaded({ name, view: module.default }))
    return () => {
      isCurrent = false
    }
  }, [name])
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
  const Loaded = loaded?.name === name ? loaded.view : null
  return Loaded === null ? <div class="skeleton view" aria-busy="true" /> : <Loaded />
}
