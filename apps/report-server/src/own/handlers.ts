/** The group `own`: what the user keeps, in the folder of the user's configuration. */
import { HttpApiBuilder } from "effect/http-api"

import { ReportApi } from "../api/Api.ts"
import { savePanel } from "./savePanel.ts"
import { SavedQueries } from "./SavedQueries.ts"
import { SavedViews } from "./SavedViews.ts"

export const ownHandlers = HttpApiBuilder.group(ReportApi, "own", (handlers) =>
  handlers
    .handle("queries", () => SavedQueries.use(({ list }) => list))
    .handle("saveQuery", ({ payload }) => SavedQueries.use(({ save }) => save(payload)))
    .handle("removeQuery", ({ query }) => SavedQueries.use(({ remove }) => remove(query.name)))
    .handle("views", () => SavedViews.use(({ list }) => list))
    .handle("saveView", ({ payload: { was, ...view } }) => SavedViews.use(({ save }) => save(view, was)))
    .handle("removeView", ({ query }) => SavedViews.use(({ remove }) => remove(query.name)))
    .handle("savePanel", ({ payload }) => savePanel(payload))
)
