/**
 * A download: bytes as they are made, no faster than the client takes them. It has a lane of its own, and has to be taken within
 * a while, as it keeps the database from forgetting what was replaced meanwhile.
 */
import { Clock, Data, Effect, Stream } from "effect"
import { HttpServerResponse } from "effect/http"

import { contentTypes, type DownloadForm } from "./forms.ts"

/** ms */
const mostTime = 30 * 60_000

class TooSlow extends Data.TaggedError("TooSlow") {}

/** `name` is of letters, digits and hyphens. */
export const download = Effect.fnUntraced(function* <E>(
  name: string,
  form: DownloadForm,
  bytes: Stream.Stream<Uint8Array, E>
) {
  const end = (yield* Clock.currentTimeMillis) + mostTime
  const timed = Stream.mapEffect(bytes, (piece) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => (now < end ? Effect.succeed(piece) : Effect.fail(new TooSlow())))
  )
  return HttpServerResponse.stream(timed, {
    contentType: contentTypes[form],
    headers: {
      "cache-control": "no-store",
      "content-disposition": `attachment; filename="logmill-${name}.${form}"`
    }
  })
})
