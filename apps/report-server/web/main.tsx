/** Starts the page. */
import { render } from "preact"

import { ApiError } from "./api/Api.ts"
import { httpApi } from "./api/http.ts"
import { followChanges } from "./api/live.ts"
import { enterByToken, usedUp } from "./api/session.ts"
import { inTurn } from "./api/turns.ts"
import { App } from "./frame/App.tsx"
import { followTheme } from "./frame/theme.ts"
import { views } from "./frame/views.ts"
import { listenToKeys } from "./keyboard/listen.ts"
import { rememberWayBack } from "./keyboard/wayBack.ts"
import { Page, PageContext } from "./state/Page.ts"
import "./style/main.css"

const start = (): void => {
  const page = new Page({ api: httpApi(), window, turns: inTurn(locksOf(navigator), document) })
  const theme = followTheme(document.documentElement, window)
  page.followWindow()
  listenToKeys(page, document)
  rememberWayBack(page, document)
  render(
    <PageContext.Provider value={page}>
      <App theme={theme} views={views} />
    </PageContext.Provider>,
    document.getElementById("page")!
  )
  // The chart's engine comes while the answers do.
  void import("./chart/plot.ts")
  void open(page)
}

/** There are none where the page came from another machine, unencrypted. */
const locksOf = ({ locks }: { readonly locks?: LockManager }): LockManager | undefined => locks

const open = async (page: Page): Promise<void> => {
  await enter(page)
  // Another address in the same tab is another fragment only.
  window.addEventListener("hashchange", () => void enter(page))
  await followChanges(page, document)
}

const enter = async (page: Page): Promise<void> => {
  const refusal: unknown = await enterByToken(window).then(
    () => null,
    (error: unknown) => error
  )
  await page.load()
  // A token that was used before does no harm where the cookie is still there.
  if (isStranger(refusal) && isStranger(page.failure.value)) page.failure.value = new ApiError("Unauthorized", usedUp)
}

const isStranger = (error: unknown): boolean => error instanceof ApiError && error.kind === "Unauthorized"

start()
