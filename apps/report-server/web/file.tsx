/** Starts the page of a report in one file: its data is in it, and nothing is asked of anybody. */
import { render } from "preact"

import type { EmbeddedReport } from "../src/file/Embedded.ts"
import { embeddedApi } from "./api/embedded.ts"
import { App } from "./frame/App.tsx"
import { followTheme } from "./frame/theme.ts"
import { listenToKeys } from "./keyboard/listen.ts"
import { fragmentWindow } from "./state/fragment.ts"
import { Page, PageContext } from "./state/Page.ts"
import "./style/main.css"

const start = (): void => {
  const report = JSON.parse(document.getElementById("report")!.textContent) as EmbeddedReport
  const page = new Page({
    api: embeddedApi(report),
    window: fragmentWindow(window, report.search),
    isStatic: true
  })
  const theme = followTheme(document.documentElement, window)
  page.followWindow()
  listenToKeys(page, document)
  render(
    <PageContext.Provider value={page}>
      <App theme={theme} />
    </PageContext.Provider>,
    document.getElementById("page")!
  )
  void page.load()
}

start()
