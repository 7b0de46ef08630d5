import { assert, describe, it } from "@effect/vitest"

import { inTurn } from "./turns.ts"

const signal = new AbortController().signal

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const documentOf = (visibilityState: "visible" | "hidden") => {
  const listeners = new Set<() => void>()
  const document = {
    visibilityState,
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener)
  }
  const see = (state: "visible" | "hidden"): void => {
    document.visibilityState = state
    for (const listener of listeners) listener()
  }
  return { document: document as unknown as Document, see }
}

describe("slow requests", () => {
  it("wait for those of other tabs, where the browser has locks", async () => {
    // Node's are those of one process, as a browser's are of one site.
    const { locks } = globalThis.navigator
    const { document } = documentOf("visible")
    const [one, other] = [inTurn(locks, document), inTurn(locks, document)]
    let end = (): void => {}
    const first = one("slow 0", signal, () => new Promise<string>((resolve) => (end = () => resolve("first"))))
    const second = other("slow 0", signal, async () => "second")
    assert.strictEqual(await other("slow 1", signal, async () => "third"), "third")
    const abort = new AbortController()
    const given = other("slow 0", abort.signal, async () => "never").catch((error: Error) => error.name)
    abort.abort()
    assert.strictEqual(await given, "AbortError")
    assert.strictEqual(await Promise.race([second, later()]), undefined)
    end()
    assert.deepStrictEqual(await Promise.all([first, second]), ["first", "second"])
  })

  it("are sent one by one elsewhere, and none while another tab is in front", async () => {
    const { document, see } = documentOf("hidden")
    const turn = inTurn(undefined, document)
    const sent: Array<number> = []
    const send = (number: number) => async () => {
      sent.push(number)
      if (number === 1) throw new Error("no answer")
    }
    const both = [turn("slow 0", signal, send(1)).catch(() => {}), turn("slow 1", signal, send(2))]
    await later()
    assert.deepStrictEqual(sent, [])
    see("visible")
    await Promise.all(both)
    assert.deepStrictEqual(sent, [1, 2])
  })

  it("are given up there when another tab comes to the front, and asked again afterwards", async () => {
    const { document, see } = documentOf("visible")
    const turn = inTurn(undefined, document)
    let sent = 0
    const answer = turn("slow 0", signal, (own) => {
      sent++
      if (sent === 2) return Promise.resolve("answer")
      return new Promise((_, reject) => own.addEventListener("abort", () => reject(new Error("left"))))
    })
    await later()
    see("hidden")
    await later()
    assert.strictEqual(sent, 1)
    see("visible")
    assert.strictEqual(await answer, "answer")
  })
})
