/** Beside what is shown of older data than there is, because newer could not be had: that it is so, why, and another try. */
import type { Shown } from "../api/useAnswer.ts"
import { visible } from "../format/visible.ts"

export const Stale = ({ shown: { again, stale } }: { readonly shown: Pick<Shown, "again" | "stale"> }) =>
  stale === null ? null : (
    <span class="stale" role="status" title={visible(stale.message)}>
      not up to date;{" "}
      <button type="button" class="link" onClick={again}>
        try again
      </button>
    </span>
  )
