/** What views keep in the page's URL beside its own state. */
import type { PageState } from "./url.ts"

type Rest = PageState["rest"]

export const restValue = (rest: Rest, name: string): string | null => rest.find(([key]) => key === name)?.[1] ?? null

/** Null takes it out. */
export const withRest = (rest: Rest, name: string, value: string | null): Rest => [
  ...rest.filter(([key]) => key !== name),
  ...(value === null ? [] : [[name, value] as const])
]
