/** Starts the page. */
import { render } from "preact"

import { httpApi } from "./api/http.ts"
import { followChanges } from "./api/live.ts"
import { enterByToken } from "./api/session.ts"
import { App } from "./frame/App.tsx"
import { followTheme } from "./frame/theme.ts"
import { views } from "./frame/views.ts"
import { listenToKeys } from "./keyboard/listen.ts"
import { Page, PageContext } from "./state/Page.ts"
import "./style/main.css"

const start = (): void => {
  const page = new Page({ api: httpApi(), window })
  const theme = followTheme(document.documentElement, window)
  page.followHistory()
  listenToKeys(page, document)
  render(
    <PageContext.Provider value={page}>
      <App theme={theme} views={views} />
    </PageContext.Provider>,
    document.getElementById("page")!
  )
  // The chart's engine comes while the answers do.
  void import("./chart/plot.ts")
  void enterByToken(window)
    // A token that was used before does no harm where the cookie is still there.
    .catch(() => {})
    .then(() => page.load())
    .then(() => followChanges(page))
}

start()
