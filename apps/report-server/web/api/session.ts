/** The address that `logmill serve` prints holds a token once: it becomes a cookie, and leaves the address bar. */
import { request } from "./http.ts"

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
