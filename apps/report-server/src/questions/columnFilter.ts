/** What a click on a cell filters by, where a column's kind or name tells it. */
import { type FilterName, textNames } from "@logmill/core/analysis/filterNames"
import type { ColumnKind } from "@logmill/core/plugin"

import type { Column } from "../api/values.ts"

const filtersOfKinds: Partial<Readonly<Record<ColumnKind, FilterName>>> = {
  path: "path",
  status: "status",
  client: "client",
  agent: "agent",
  country: "country"
}

/** Columns that say by their names what they are. */
const filtersOfNames: Readonly<Record<string, FilterName>> = {
  ...Object.fromEntries(textNames.map((name) => [name, name])),
  agent_class: "class"
}

export const withFilter = ({ kind, name }: { readonly name: string; readonly kind: ColumnKind }): Column => ({
  name,
  kind,
  filter: filtersOfKinds[kind] ?? (Object.hasOwn(filtersOfNames, name) ? filtersOfNames[name]! : null)
})
