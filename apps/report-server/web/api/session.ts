/** The address that `logmill serve` prints holds a token once: it becomes a cookie, and leaves the address bar. */
import { request, sendJson } from "./http.ts"

export const usedUp =
  "This address was opened before, or logmill serve was started anew: each lets in one browser, once. " +
  "A page that is open makes another one: menu ⋯, Open elsewhere. Or start logmill serve anew."

/** Addresses that each open the page, one of them, once. `is_local`: other machines can't reach the server. */
export interface Invitation {
  readonly address: string
  readonly elsewhere: ReadonlyArray<string>
  readonly is_local: boolean
}

export const invite = (url = "./api/invitations"): Promise<Invitation> => sendJson<Invitation>("POST", url, {})

export const enterByToken = async (
  window: Pick<Window, "location" | "history">,
  url = "./api/session"
): Promise<void> => {
  const token = new URLSearchParams(window.location.hash.slice(1)).get("token")
  if (token === null) return
  window.history.replaceState(null, "", window.location.pathname + window.location.search)
  await request(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token })
  })
}
