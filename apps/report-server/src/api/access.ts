/** What is answered before the library is asked, as the API's description has it: who may ask, and the description itself. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

/** `{}` */
const Nothing = Schema.Record(Schema.String, Schema.Never)

export const Invitation = Schema.Struct({
  /** Opens the page, once. */
  address: Schema.String,
  /** The same for other machines. */
  elsewhere: Schema.Array(Schema.String),
  /** The server listens to this machine only. */
  is_local: Schema.Boolean
}).annotate({ identifier: "Invitation" })

export const accessGroup = HttpApiGroup.make("access")
  .add(
    HttpApiEndpoint.post("session", "/api/session", {
      payload: Schema.Struct({ token: Schema.String }),
      success: Nothing
    }).annotate(OpenApi.Summary, "The token of the opened address becomes a cookie, once")
  )
  .add(
    HttpApiEndpoint.post("invitations", "/api/invitations", { payload: Nothing, success: Invitation }).annotate(
      OpenApi.Summary,
      "An address for another browser"
    )
  )
  .add(
    HttpApiEndpoint.get("description", "/api/openapi.json", {
      success: Schema.Record(Schema.String, Schema.Unknown)
    }).annotate(OpenApi.Summary, "This description")
  )
