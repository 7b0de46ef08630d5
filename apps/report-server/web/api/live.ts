/** Changes of the data while the page is open (SSE). New data waits while the reader has the chart in hand. */
import { effect } from "@preact/signals"

import type { Page } from "../state/Page.ts"
import type { Change } from "./types.ts"

export const followChanges = (page: Page, url = "./api/live"): void => {
  if (typeof EventSource === "undefined") return
  const source = new EventSource(url)
  let waiting: Change | null = null
  let isRefreshing = false
  const refresh = async (): Promise<void> => {
    if (waiting === null || isRefreshing || page.isHeld.value || page.overview.value === null) return
    const { data_version } = waiting
    waiting = null
    if (data_version === page.overview.value.data_version) return
    isRefreshing = true
    await page.load()
    isRefreshing = false
    void refresh()
  }
  source.addEventListener("message", ({ data }: MessageEvent<string>) => {
    const change = JSON.parse(data) as Change
    page.ingest.value = change.ingest
    waiting = change
    void refresh()
  })
  effect(() => {
    if (!page.isHeld.value) void refresh()
  })
}
