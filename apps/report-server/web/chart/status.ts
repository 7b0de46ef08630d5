/** Classes of statuses: one colour, one order and one name each, everywhere. */
import type { Cell } from "../api/types.ts"

export const statusClasses = ["2xx", "3xx", "4xx", "5xx", "other"] as const
export type StatusClass = (typeof statusClasses)[number]

export const statusClassOf = (status: Cell): StatusClass => {
  const first = Math.floor(Number(status) / 100)
  return status !== null && first >= 2 && first <= 5 ? statusClasses[first - 2]! : "other"
}
