/** The group `sql`: what can be asked, and what is asked ad hoc. */
import { HttpApiBuilder } from "effect/http-api"

import { ReportApi } from "../api/Api.ts"
import { Unreadable } from "../api/values.ts"

const notYet = new Unreadable({ message: "this is not built yet" })

export const sqlHandlers = HttpApiBuilder.group(ReportApi, "sql", (handlers) =>
  handlers
    .handle("schema", () => notYet)
    .handle("statement", () => notYet)
    .handle("plan", () => notYet)
)
