/** What `logmill doctor` says about one thing it looked at. */

/** `error` is red: the exit status says so. `warning`: works, but something should be done. */
export type CheckState = "ok" | "warning" | "error"

export interface Check {
  readonly name: string
  readonly state: CheckState
  readonly detail: string
}

export const check = (name: string, state: CheckState, detail: string): Check => ({ name, state, detail })
