/** The right to ask a server, as browsers keep it. */
import type { Serving } from "./command.ts"

/** A server's address and the cookie of a reader, for as many browsers as there are. */
export interface Site {
  readonly origin: string
  readonly cookies: ReadonlyArray<{
    readonly name: string
    readonly value: string
    readonly domain: string
    readonly path: string
    readonly httpOnly: boolean
    readonly sameSite: "Strict"
  }>
}

/** Lets a reader in, as the printed address does; it is used up by that. */
export const enter = async ({ address, origin }: Serving): Promise<Site> => {
  const token = new URL(address).hash.replace("#token=", "")
  const response = await fetch(`${origin}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token })
  })
  const [name, value] = (response.headers.getSetCookie()[0] ?? "").split(";")[0]!.split("=")
  if (!response.ok || name === undefined || value === undefined) throw new Error(`no session: ${response.status}`)
  return {
    origin,
    cookies: [{ name, value, domain: "127.0.0.1", path: "/", httpOnly: true, sameSite: "Strict" }]
  }
}
