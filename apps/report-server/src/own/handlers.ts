/** The group `own`: what the user keeps, in the folder of the user's configuration. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { ReportApi } from "../api/Api.ts"
import { Refused } from "../api/values.ts"

const notYet = new Refused({ reason: "unknown", message: "this is not built yet", at: null })

export const ownHandlers = HttpApiBuilder.group(ReportApi, "own", (handlers) =>
  handlers
    .handle("queries", () => Effect.succeed([]))
    .handle("saveQuery", () => notYet)
    .handle("removeQuery", () => Effect.succeed([]))
    .handle("savePanel", () => notYet)
)
