/**
 * What is to be known of the data before it is believed, in sentences: what became of all lines, so that one sees that none is missing;
 * what was found, of which log; and the lines themselves that did not parse.
 */
import type { Answer } from "../api/types.ts"
import { useAnswer } from "../api/useAnswer.ts"
import { summaryQuestion } from "../figures/questions.ts"
import { reader } from "../figures/read.ts"
import { count, exact, share } from "../format/number.ts"
import { visible } from "../format/visible.ts"
import { useWaiting } from "../panels/keepHeights.ts"
import { usePage } from "../state/Page.ts"
import { RejectedLines } from "./RejectedLines.tsx"
import { type Found, foundIn, issueWords, namesOf } from "./words.ts"

export const Quality = ({ answer }: { readonly answer: Answer }) => {
  const found = foundIn(answer)
  const names = namesOf(found.flatMap(({ source }) => source ?? []))
  const lines = useLines()
  return (
    <div class="quality">
      <Lines lines={lines} />
      {found.length === 0 ? (
        <p class="muted">
          {lines === "unknown"
            ? "Nothing is wrong with the selected entries, as far as they tell."
            : lines === null
              ? ""
              : "Nothing is wrong with these logs."}
        </p>
      ) : (
        <ul>
          {found.map((one) => (
            <Issue
              key={JSON.stringify([one.issue, one.detail, one.source])}
              found={one}
              name={one.source === null ? null : names.get(one.source)!}
            />
          ))}
        </ul>
      )}
    </div>
  )
}

const parts = [
  ["entries", "stored"],
  ["rejected", "did not parse"],
  ["filtered", "left out by --drop or --keep"],
  ["skipped", "blank or comments"]
] as const

/**
 * What became of all lines. Under a filter that tells entries apart nobody knows which would have been among them (`unknown`); null: it is
 * not known yet.
 */
const useLines = (): Answer | "unknown" | null => {
  const page = usePage()
  const selected = { filter: page.filter.value, compare: page.state.value.compare }
  const { answer, wait } = useAnswer(summaryQuestion(selected), 1)
  useWaiting(wait !== "none")
  if (answer === null || answer.rows.length === 0) return null
  return reader(answer)("lines") === null ? "unknown" : answer
}

const Lines = ({ lines }: { readonly lines: ReturnType<typeof useLines> }) => {
  if (lines === null) return null
  if (lines === "unknown") {
    return (
      <p class="muted">
        What became of lines, and which of them did not parse, is told of whole logs: without this filter.
      </p>
    )
  }
  const numberOf = reader(lines)
  return (
    <p>
      <b>{exact(numberOf("lines") ?? 0)}</b> lines read ={" "}
      {parts.map(([name, words], index) => (
        <span key={name} class={numberOf(name) === 0 ? "muted" : ""}>
          {index === 0 ? "" : " + "}
          <b>{exact(numberOf(name) ?? 0)}</b> {words}
        </span>
      ))}
    </p>
  )
}

const Issue = ({ found, name }: { readonly found: Found; readonly name: string | null }) => {
  const { isStatic } = usePage()
  const { detail, issue, line, source } = found
  return (
    <li>
      <span class="number" title={exact(found.count)}>
        {count(found.count)}
      </span>
      <span class="number muted" title={source === null ? "of all entries" : "of the lines of this log"}>
        {found.share === null ? "" : share(found.share)}
      </span>
      <div>
        {visible(issueWords(issue, detail))}
        {name !== null && (
          <>
            {" "}
            <span class="code muted" title={visible(source!)}>
              {visible(name)}
            </span>
          </>
        )}
        {line !== null && issue !== "rejected" && <span class="muted"> from line {exact(line)} on</span>}
        {issue === "rejected" && detail !== null && source !== null && !isStatic && (
          <RejectedLines source={source} reason={detail} all={found.count} />
        )}
      </div>
    </li>
  )
}
