/** The filter of a request as the core reads it. */
import type { FilterInput } from "@logmill/core/analysis/filter"

import { type FilterQuery, filterFields } from "../api/filter.ts"

/** What of a request's query is the filter. */
export const filterOf = (query: FilterQuery): FilterInput =>
  Object.fromEntries(
    Object.keys(filterFields).flatMap((name) => {
      const value = query[name as keyof FilterQuery]
      return value === undefined ? [] : [[name, value]]
    })
  )
