/** The group `data`: what is loaded, and what changes. */
import { Effect, Stream } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { ReportApi } from "../api/Api.ts"
import { ofQuestion } from "../questions/errors.ts"
import { Changes } from "./Changes.ts"
import { overview } from "./overview.ts"
import { rejects } from "./rejects.ts"
import { sources } from "./sources.ts"

export const dataHandlers = HttpApiBuilder.group(ReportApi, "data", (handlers) =>
  handlers
    .handle("overview", () => overview)
    .handle("sources", () => sources)
    .handle("rejects", ({ query }) => rejects(query))
    .handle("state", () => Changes.use(({ present }) => Effect.mapError(present, ofQuestion)))
    .handle("live", () => Changes.use(({ stream }) => Effect.succeed(endingQuietly(stream))))
)

/** Where the database can't be read, browsers ask again after a while, which they would not after an error. */
const endingQuietly = <A, E>(stream: Stream.Stream<A, E>): Stream.Stream<A> =>
  stream.pipe(Stream.catch(() => Stream.empty))
