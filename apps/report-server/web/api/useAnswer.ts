/** A component's question and its answer, through changes of the filter. */
import { useSignal } from "@preact/signals"
import { useEffect, useRef, useState } from "preact/hooks"

import { usePage } from "../state/Page.ts"
import type { Watched } from "./Answers.ts"
import type { ApiError, Question } from "./Api.ts"
import { questionPath } from "./http.ts"
import type { Urgency } from "./queue.ts"
import type { Answer } from "./types.ts"

export interface Shown {
  /** The last one there was; under a new filter it is that of the filter before, until the new one is there. */
  readonly answer: Answer | null
  /** Why there is none. */
  readonly error: ApiError | null
  /** Why the answer is of older data than there is. */
  readonly stale: ApiError | null
  /** `slow`: for so long that it should be said. Shorter waits are not shown. */
  readonly wait: "none" | "short" | "slow"
  readonly isCancelled: boolean
  readonly cancel: () => void
  readonly again: () => void
}

/** ms before a wait is shown. */
const shortWait = 150

/** A null question is not asked: its panel is not in sight yet. */
export const useAnswer = (question: Question | null, urgency: Urgency): Shown => {
  const page = usePage()
  const [, redraw] = useState(0)
  const watched = useRef<{ readonly key: string; readonly of: Watched } | null>(null)
  const last = useRef<Answer | null>(null)
  const turn = useSignal(0)
  const isSlow = useSignal(false)
  const key = question === null ? null : questionPath(question)
  const version = (urgency === 0 ? page.answers.dataVersion : page.answers.calmVersion).value
  const revived = page.answers.revived.value

  useEffect(() => {
    if (question === null) return
    const current = page.answers.watch(question, urgency)
    watched.current = { key: questionPath(question), of: current }
    isSlow.value = false
    const timer = setTimeout(() => (isSlow.value = true), shortWait)
    const stop = current.asked.subscribe((asked) => {
      if (asked.state === "answered") last.current = asked.answer
      if (asked.state !== "waiting") isSlow.value = false
      redraw((count) => count + 1)
    })
    return () => {
      clearTimeout(timer)
      stop()
      current.leave()
      if (watched.current?.of === current) watched.current = null
    }
  }, [key, version, revived, turn.value])

  // In the render in which the question changes, nobody watches the new one yet.
  const own = watched.current?.key === key ? watched.current.of : null
  const asked = own?.asked.value ?? { state: "waiting" as const }
  const isWaiting = question !== null && asked.state === "waiting"
  const before = last.current?.id === question?.id ? last.current : null
  return {
    answer: asked.state === "answered" ? asked.answer : asked.state === "failed" ? null : before,
    error: asked.state === "failed" ? asked.error : null,
    stale: asked.state === "answered" ? asked.stale : null,
    wait: !isWaiting ? "none" : isSlow.value ? "slow" : "short",
    isCancelled: asked.state === "cancelled",
    cancel: () => own?.cancel(),
    again: () => {
      turn.value++
    }
  }
}
