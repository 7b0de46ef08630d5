/** The group `sql`: what can be asked, and what is asked ad hoc. */
import { HttpApiBuilder } from "effect/http-api"

import { ReportApi } from "../api/Api.ts"
import { schema } from "./schema.ts"
import { runPlan, runStatement } from "./statement.ts"

export const sqlHandlers = HttpApiBuilder.group(ReportApi, "sql", (handlers) =>
  handlers
    .handle("schema", () => schema)
    .handle("statement", ({ payload }) => runStatement(payload))
    .handle("plan", ({ payload }) => runPlan(payload))
)
