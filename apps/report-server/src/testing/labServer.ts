/** A server over logs in a folder that were read as the command reads them. */
import { Effect } from "effect"

import type { Lab } from "@logmill/core/testing/lab"

import { testServer } from "./testServer.ts"

export type Server = Effect.Success<ReturnType<typeof testServer>>

/** Asks and expects JSON of a status. */
export const askJson = <A>(server: Server, path: string, init: RequestInit = {}, status = 200): Effect.Effect<A> =>
  Effect.promise(async () => {
    const response = await server.ask(path, init)
    const text = await response.text()
    if (response.status !== status) throw new Error(`${path}: ${response.status} ${text}`)
    return JSON.parse(text) as A
  })

export const bodyOf = (value: unknown, method = "POST"): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value)
})

export const labServer = (lab: Lab) => testServer({ databasePath: lab.databasePath })
