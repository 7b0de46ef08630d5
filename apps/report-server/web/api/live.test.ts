/** What the page does about new data, and about a server that is gone. */
import { assert, describe, it } from "@effect/vitest"
import { afterEach, beforeEach, vi } from "vitest"

import { type Outage, Page } from "../state/Page.ts"
import { type Api, ApiError } from "./Api.ts"
import { followChanges } from "./live.ts"
import type { Change, Overview } from "./types.ts"

const change = (data_version: number): Change => ({
  created_at: 1,
  data_version,
  entries: 1,
  last_time: null,
  ingest: null
})

const begin = () => {
  let version = 1
  let createdAt = 1
  let refusal: ApiError | null = null
  let ingest: Change["ingest"] = null
  const calls = { overview: 0, state: 0 }
  const listeners = new Set<() => void>()
  const document = {
    visibilityState: "visible",
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener)
  }
  const api = {
    overview: async () => {
      calls.overview++
      return { created_at: createdAt, data_version: version, zone: "UTC" } as Overview
    },
    catalog: async () => ({ analyses: [], problems: [] })
  } as unknown as Api
  const window = { location: { pathname: "/", search: "" }, history: {}, innerWidth: 1280 } as unknown as Window
  const page = new Page({ api, window })
  const end = new AbortController()
  const ask = async (): Promise<Change> => {
    calls.state++
    if (refusal !== null) throw refusal
    return { ...change(version), created_at: createdAt, ingest }
  }
  const start = async () => {
    await page.load()
    void followChanges(page, document as unknown as Document, ask, end.signal)
    await vi.advanceTimersByTimeAsync(0)
  }
  return {
    page,
    calls,
    start,
    end: () => end.abort(),
    store: () => void version++,
    replace: (by: { readonly createdAt: number; readonly version: number }) =>
      void ([createdAt, version] = [by.createdAt, by.version]),
    read: (lines: number | null) => void (ingest = lines === null ? null : { started_at: 0, lines, sources: 1 }),
    refuse: (error: ApiError | null) => void (refusal = error),
    see: (state: "visible" | "hidden") => {
      document.visibilityState = state
      for (const listener of listeners) listener()
    }
  }
}

describe("a page that follows the data", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("shows what is new, and asks for nothing where nothing is, or nobody looks", async () => {
    const { calls, end, page, see, start, store } = begin()
    await start()
    await vi.advanceTimersByTimeAsync(3_000)
    assert.strictEqual(calls.overview, 1)
    store()
    await vi.advanceTimersByTimeAsync(1_000)
    assert.deepStrictEqual([calls.overview, page.answers.dataVersion.value], [2, 2])
    see("hidden")
    await vi.advanceTimersByTimeAsync(2_000)
    const asked = calls.state
    store()
    await vi.advanceTimersByTimeAsync(60_000)
    assert.deepStrictEqual([calls.state, calls.overview], [asked, 2])
    see("visible")
    await vi.advanceTimersByTimeAsync(0)
    assert.strictEqual(page.answers.dataVersion.value, 3)
    end()
  })

  it("forgets what it knows of another database: of its own, or an older copy in its place", async () => {
    const { end, page, replace, start, store } = begin()
    await start()
    store()
    await vi.advanceTimersByTimeAsync(1_000)
    const { revived } = page.answers
    assert.strictEqual(revived.value, 0)
    replace({ createdAt: 2, version: 2 })
    await vi.advanceTimersByTimeAsync(1_000)
    assert.deepStrictEqual([page.databases.value, revived.value], [1, 1])
    replace({ createdAt: 2, version: 1 })
    await vi.advanceTimersByTimeAsync(1_000)
    assert.deepStrictEqual([page.databases.value, revived.value], [2, 2])
    end()
  })

  it("has figures follow an ingest at once, panels now and then, and all of them in the end", async () => {
    const { end, page, read, start, store } = begin()
    await start()
    const versions = async (ms: number): Promise<ReadonlyArray<number>> => {
      await vi.advanceTimersByTimeAsync(ms)
      return [page.answers.dataVersion.value, page.answers.calmVersion.value]
    }
    read(1000)
    store()
    assert.deepStrictEqual(await versions(2_000), [2, 2])
    store()
    assert.deepStrictEqual(await versions(2_000), [3, 2])
    assert.deepStrictEqual(await versions(4_000), [3, 3])
    store()
    assert.deepStrictEqual(await versions(2_000), [4, 3])
    read(null)
    assert.deepStrictEqual(await versions(1_000), [4, 4])
    end()
  })

  it("keeps still while the reader has the chart in hand", async () => {
    const { calls, end, page, start, store } = begin()
    await start()
    page.isHeld.value = true
    store()
    await vi.advanceTimersByTimeAsync(5_000)
    assert.strictEqual(calls.overview, 1)
    page.isHeld.value = false
    await vi.advanceTimersByTimeAsync(1_000)
    assert.strictEqual(calls.overview, 2)
    end()
  })

  it("says that the server is gone, and goes on by itself; one that is busy is there", async () => {
    const { end, page, refuse, start } = begin()
    await start()
    refuse(new ApiError("Busy", "Too much."))
    await vi.advanceTimersByTimeAsync(2_000)
    assert.isNull(page.outage.value)
    const before = Date.now()
    refuse(new ApiError("Unreachable", "Gone."))
    await vi.advanceTimersByTimeAsync(2_000)
    const { error, since } = page.outage.peek() as unknown as Outage
    assert.strictEqual(error.message, "Gone.")
    assert.isAtMost(since, before)
    refuse(null)
    await vi.advanceTimersByTimeAsync(2_000)
    assert.isNull(page.outage.value)
    assert.strictEqual(page.answers.revived.value, 1)
    end()
  })
})
