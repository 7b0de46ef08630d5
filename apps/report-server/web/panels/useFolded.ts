/**
 * Whether a panel has nothing to show, and so takes a line and not half a row: what stands beside it has the room. Decided
 * when no panel waits any more, as heights are, and once a selection: who chooses another analysis finds it in its place.
 */
import { effect } from "@preact/signals"
import { useContext, useEffect, useState } from "preact/hooks"

import type { FilterQuery } from "../api/types.ts"
import { Waiting } from "./keepHeights.ts"

interface Decision {
  readonly of: string
  readonly filter: FilterQuery | null
  readonly isFolded: boolean
}

/** `hasNothing` null: that is not known yet. */
export const useFolded = (of: string, filter: FilterQuery, hasNothing: boolean | null): boolean => {
  const waiting = useContext(Waiting)
  const [decision, decide] = useState<Decision>({ of, filter: null, isFolded: false })
  useEffect(() => {
    if (hasNothing === null) return
    return effect(() => {
      if (waiting !== null && waiting.value > 0) return
      decide((last) => (last.filter === filter && last.of !== of ? last : { of, filter, isFolded: hasNothing }))
    })
  }, [of, filter, hasNothing, waiting])
  return decision.isFolded
}
