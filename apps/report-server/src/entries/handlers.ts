/** The group `entries`: the entries behind a number, and the lines they were read from. */
import { HttpApiBuilder } from "effect/http-api"

import { ReportApi } from "../api/Api.ts"
import { filterOf } from "../questions/filterInput.ts"
import { OriginalLines } from "./OriginalLines.ts"
import { entryPage } from "./page.ts"

export const entriesHandlers = HttpApiBuilder.group(ReportApi, "entries", (handlers) =>
  handlers
    .handle("entries", ({ query }) =>
      entryPage({ filter: filterOf(query), limit: query.limit, before: query.before, id: query.id })
    )
    .handle("line", ({ params }) => OriginalLines.use((lines) => lines.of(params.id)))
)
