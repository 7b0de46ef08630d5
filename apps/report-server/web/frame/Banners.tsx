/** What is to be known of all that is shown: that it may be old, and what of the address means nothing. */
import type { ApiError } from "../api/Api.ts"
import { visible } from "../format/visible.ts"
import { clock, moment } from "../format/time.ts"
import { usePage } from "../state/Page.ts"
import { likelyName, strangeNames, withoutStrange } from "../state/strange.ts"

export const Banners = () => (
  <>
    <Old />
    <Strange />
  </>
)

/** ms beyond which a time of day alone misleads. */
const halfDay = 43_200_000

const Old = () => {
  const page = usePage()
  const outage = page.outage.value
  if (outage === null || page.overview.value === null) return null
  const { error, since } = outage
  const told = Date.now() - since < halfDay ? clock : moment
  return (
    <p class="column banner bad" role="status">
      {whyOld(error)}; figures are from {told(since, page.offsetAt.value)} {page.zone.value}.
    </p>
  )
}

const whyOld = ({ kind, message }: ApiError): string => {
  if (kind === "Unreachable") return "The server does not answer"
  if (kind === "Unauthorized") return "logmill serve was started anew: open the address that it printed"
  return visible(message.replace(/([^.])\.$/, "$1"))
}

const Strange = () => {
  const page = usePage()
  const names = strangeNames(page.state.value.rest)
  if (page.isStatic || names.length === 0) return null
  const said = names.map((name) => {
    const likely = likelyName(name)
    return visible(name) + (likely === null ? "" : ` (${likely}?)`)
  })
  return (
    <p class="column banner" role="status">
      The address says {said.join(", ")}, which means nothing here and changes nothing.{" "}
      <button
        type="button"
        class="plain"
        onClick={() => page.go((state) => ({ ...state, rest: withoutStrange(state.rest) }), { replace: true })}
      >
        Leave it out
      </button>
    </p>
  )
}
