/** Names of rules of attacks: a click on one opens the whole table of attack requests, searched for it. */
import { Fragment } from "preact"

import type { Cell, Column } from "../api/types.ts"
import { visible } from "../format/visible.ts"
import { Narrow } from "../state/Narrow.ts"
import { usePage } from "../state/Page.ts"

const requests = "attack-requests"

/** Columns with rules, by analysis. */
const columns: ReadonlyMap<string, string> = new Map([
  ["attackers", "rule_names"],
  ["attacks", "rule"],
  [requests, "rule"]
])

export const hasRules = (analysis: string, { name }: Pick<Column, "name">): boolean => columns.get(analysis) === name

export const RuleLinks = ({
  rules,
  isLabel = false
}: {
  /** Several have commas between them. */
  readonly rules: Cell
  /** Whether it is what its row is about. */
  readonly isLabel?: boolean
}) => {
  const page = usePage()
  const names = visible(String(rules ?? "")).split(", ")
  // Below its label there is no room for a finger.
  const hasRoom = isLabel || !page.kept(Narrow).isNarrow.value
  if (!hasRoom || page.analysis(requests) === null) return <>{names.join(", ")}</>
  return (
    <>
      {names.map((rule, index) => (
        <Fragment key={rule}>
          {index === 0 ? "" : ", "}
          <button
            type="button"
            class={isLabel ? "label" : "rule"}
            title={`${rule}\nClick: the requests that match it.`}
            aria-label={rule}
            onClick={() => page.go({ expand: requests, find: rule, sort: null, hide: [] })}
          >
            {rule}
          </button>
        </Fragment>
      ))}
    </>
  )
}
