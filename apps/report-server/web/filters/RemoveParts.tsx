/** Where several filters together select nothing: buttons that take one of them away. Of one alone there is nothing to choose. */
import { usePage } from "../state/Page.ts"
import type { FilterQuery } from "../api/types.ts"
import { audienceOf, chipsOf, remove, setAudience, setTimes } from "./filters.ts"
import { chipSentence } from "./words.ts"

interface Part {
  readonly title: string
  readonly without: (filter: FilterQuery) => FilterQuery
}

export const filterParts = (filter: FilterQuery): ReadonlyArray<Part> => {
  const audience = audienceOf(filter)
  const hasTime = filter.from !== undefined || filter.to !== undefined
  return [
    ...(hasTime ? [{ title: "All times", without: (filter: FilterQuery) => setTimes(filter, {}) }] : []),
    ...(audience === "people" || audience === "bots"
      ? [
          {
            title: `Count ${audience === "people" ? "bots" : "people"}, too`,
            without: (filter: FilterQuery) => setAudience(filter, "all")
          }
        ]
      : []),
    ...chipsOf(filter).map((chip) => ({
      title: `Remove ${chipSentence(chip)}`,
      without: (filter: FilterQuery) => remove(filter, chip.name, chip.pattern)
    }))
  ]
}

export const RemoveParts = () => {
  const page = usePage()
  const parts = filterParts(page.filter.value)
  if (parts.length < 2) return null
  return (
    <>
      {parts.map(({ title, without }) => (
        <button key={title} type="button" class="cut" title={title} onClick={() => page.setFilter(without)}>
          {title}
        </button>
      ))}
    </>
  )
}
