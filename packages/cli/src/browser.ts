/** Opens an address in the user's browser, where there is one to be seen. */
import { spawn } from "node:child_process"

import { Effect } from "effect"

import { Shell } from "./Shell.ts"

/** Null: nothing here shows a page. */
const opener = (env: Readonly<Record<string, string | undefined>>): string | null => {
  if (process.platform === "darwin") return "open"
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? "xdg-open" : null
}

/** The browser goes on by itself; what it says is nobody's. */
export const openInBrowser = Effect.fnUntraced(function* (address: string) {
  const { env } = yield* Shell
  const program = opener(env)
  if (program === null) return
  yield* Effect.callback<void>((resume) => {
    const child = spawn(program, [address], { stdio: "ignore", detached: true })
    child.once("error", () => resume(Effect.void))
    child.once("spawn", () => {
      child.unref()
      resume(Effect.void)
    })
  })
})
