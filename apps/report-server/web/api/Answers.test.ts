import { assert, describe, it } from "@effect/vitest"

import { Answers } from "./Answers.ts"
import { type Api, ApiError, type Question } from "./Api.ts"
import { questionPath } from "./http.ts"
import type { Answer } from "./types.ts"

const question: Question = { id: "paths", filter: { path: ["/a&b"] }, limit: 10 }

const answerOf = (version: number): Answer => ({
  id: "paths",
  title: "Paths",
  chart: "table",
  columns: [],
  rows: [],
  complete: true,
  total: 0,
  elapsed_ms: 1,
  data_version: version,
  zone: "UTC",
  sql: "",
  cached: false
})

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const makeAnswers = (answer: (signal: AbortSignal) => Promise<Answer>) => {
  const asked: Array<AbortSignal> = []
  const api = {
    answer: (_: Question, signal: AbortSignal) => {
      asked.push(signal)
      return answer(signal)
    }
  } as unknown as Api
  return { asked, answers: new Answers(api) }
}

describe("a question in a URL", () => {
  it("has all that changes its answer, escaped", () => {
    assert.strictEqual(
      questionPath({ ...question, params: { min_hits: "5" }, compare: "previous" }),
      "analyses/paths?path=%2Fa%26b&params=%7B%22min_hits%22%3A%225%22%7D&limit=10&compare=previous"
    )
    assert.strictEqual(questionPath({ id: "a/b", filter: {}, limit: 0 }), "analyses/a%2Fb")
  })
})

describe("answers", () => {
  it("of another database are asked for anew, whatever its version, and not shown meanwhile", async () => {
    const { answers, asked } = makeAnswers(() => Promise.resolve(answerOf(7)))
    answers.dataVersion.value = 7
    answers.watch(question, 1).leave()
    const watched = answers.watch(question, 1)
    await turn()
    answers.dataVersion.value = 3
    answers.forget()
    watched.leave()
    const later = answers.watch(question, 1)
    assert.strictEqual(later.asked.value.state, "waiting")
    await turn()
    assert.deepStrictEqual([later.asked.value.state, asked.length], ["answered", 3])
  })

  it("are asked for once, however many watch, and kept", async () => {
    const { answers, asked } = makeAnswers(() => Promise.resolve(answerOf(1)))
    const [one, two] = [answers.watch(question, 1), answers.watch(question, 1)]
    await turn()
    assert.strictEqual(two.asked.value.state, "answered")
    one.leave()
    two.leave()
    const later = answers.watch(question, 1)
    assert.strictEqual(later.asked.value.state, "answered")
    assert.strictEqual(asked.length, 1)
  })

  it("of older data stay in sight while they are asked for anew", async () => {
    let version = 1
    const { answers, asked } = makeAnswers(() => Promise.resolve(answerOf(version)))
    answers.watch(question, 1).leave()
    const first = answers.watch(question, 1)
    await turn()
    version = 2
    answers.dataVersion.value = 2
    const second = answers.watch(question, 1)
    assert.strictEqual(second.asked.value.state, "answered")
    await turn()
    const seen = first.asked.value
    assert.strictEqual(seen.state === "answered" ? seen.answer.data_version : null, 2)
    assert.isAtLeast(asked.length, 2)
  })

  it("stay, and are said to be old, where newer ones are not to be had; a refusal ends them", async () => {
    let next = (): Promise<Answer> => Promise.resolve(answerOf(1))
    const { answers } = makeAnswers(() => next())
    const first = answers.watch(question, 1)
    await turn()
    const ask = async (fails: ApiError | null, version: number) => {
      next = () => (fails === null ? Promise.resolve(answerOf(version)) : Promise.reject(fails))
      answers.dataVersion.value = version
      answers.watch(question, 1)
      await turn()
      return first.asked.value
    }
    const gone = new ApiError("Unreachable", "Gone.")
    const old = await ask(gone, 2)
    assert.deepInclude(old, { state: "answered", stale: gone })
    assert.deepStrictEqual(old.state === "answered" && old.answer, answerOf(1))
    assert.deepInclude(await ask(null, 2), { state: "answered", stale: null, answer: answerOf(2) })
    assert.deepInclude(await ask(new ApiError("Refused", "No."), 3), { state: "failed" })
  })

  it("that nobody waits for any more are aborted, as those are that the reader cancels", async () => {
    const { answers, asked } = makeAnswers(() => new Promise(() => {}))
    const left = answers.watch(question, 2)
    await turn()
    left.leave()
    assert.isTrue(asked[0]!.aborted)
    const cancelled = answers.watch(question, 2)
    await turn()
    cancelled.cancel()
    assert.isTrue(asked[1]!.aborted)
    assert.strictEqual(cancelled.asked.value.state, "cancelled")
  })

  it("that fail say why, and are asked for again by who comes next", async () => {
    let isBroken = true
    const { answers } = makeAnswers(() =>
      isBroken ? Promise.reject(new ApiError("Refused", "no such path")) : Promise.resolve(answerOf(1))
    )
    const first = answers.watch(question, 1)
    await turn()
    const failed = first.asked.value
    assert.strictEqual(failed.state === "failed" ? failed.error.message : null, "no such path")
    isBroken = false
    const second = answers.watch(question, 1)
    await turn()
    assert.strictEqual(second.asked.value.state, "answered")
  })
})
