/** What takes the report's place, by name in the URL: loaded when it is opened. A page that is a file has none of it. */
import type { ComponentType } from "preact"

export type Views = Readonly<Record<string, () => Promise<{ readonly default: ComponentType }>>>

export const views: Views = {
  entries: () => import("../entries/Entries.tsx"),
  sql: () => import("../sql/Workbench.tsx")
}
