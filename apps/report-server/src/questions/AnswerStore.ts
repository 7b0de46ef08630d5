/** Answers as they were sent, by what they were asked, up to so many bytes; those that nobody asked for longest go first. */
import { Context, Layer } from "effect"

/** Bytes of all of them, and of the largest. */
const room = 64_000_000
const largest = 16_000_000

export interface AnswerStoreShape {
  readonly get: (key: string) => string | null
  readonly put: (key: string, answer: string) => void
}

export class AnswerStore extends Context.Service<AnswerStore, AnswerStoreShape>()(
  "@logmill/report-server/questions/AnswerStore"
) {
  static readonly layer: Layer.Layer<AnswerStore> = Layer.sync(AnswerStore, () => makeAnswerStore({ room, largest }))
}

export const makeAnswerStore = (most: { readonly room: number; readonly largest: number }): AnswerStoreShape => {
  const answers = new Map<string, string>()
  let held = 0
  const remove = (key: string): string | null => {
    const answer = answers.get(key)
    if (answer === undefined) return null
    answers.delete(key)
    held -= sizeOf(key, answer)
    return answer
  }
  const put = (key: string, answer: string): void => {
    remove(key)
    const size = sizeOf(key, answer)
    if (size > most.largest) return
    answers.set(key, answer)
    held += size
    for (const oldest of answers.keys()) {
      if (held <= most.room) break
      remove(oldest)
    }
  }
  return {
    put,
    get: (key) => {
      const answer = remove(key)
      if (answer !== null) put(key, answer)
      return answer
    }
  }
}

/** V8 keeps a text with any character beyond Latin-1 in two bytes each. */
const sizeOf = (key: string, answer: string): number => 2 * (key.length + answer.length)
