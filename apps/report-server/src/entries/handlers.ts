/** The group `entries`: the entries behind a number, and the lines they were read from. */
import { HttpApiBuilder } from "effect/http-api"

import { ReportApi } from "../api/Api.ts"
import { Unreadable } from "../api/values.ts"

const notYet = new Unreadable({ message: "this is not built yet" })

export const entriesHandlers = HttpApiBuilder.group(ReportApi, "entries", (handlers) =>
  handlers.handle("entries", () => notYet).handle("line", () => notYet)
)
