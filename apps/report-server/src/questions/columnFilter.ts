/** What a click on a cell filters by, where a column's kind or name tells it. */
import type { ColumnKind, FilterName } from "@logmill/core/plugin"

import type { Column } from "../api/values.ts"

const filtersOfKinds: Partial<Readonly<Record<ColumnKind, FilterName>>> = {
  path: "path",
  status: "status",
  client: "client",
  agent: "agent"
}

/** Columns that say by their names what they are. */
const filtersOfNames: Readonly<Record<string, FilterName>> = {
  site: "site",
  method: "method",
  referrer: "referrer",
  agent_class: "class",
  source: "source"
}

export const withFilter = ({ kind, name }: { readonly name: string; readonly kind: ColumnKind }): Column => ({
  name,
  kind,
  filter: filtersOfKinds[kind] ?? (Object.hasOwn(filtersOfNames, name) ? filtersOfNames[name]! : null)
})
