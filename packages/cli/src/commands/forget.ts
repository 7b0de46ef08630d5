import { Effect } from "effect"
export const run = (_: object) => Effect.void
