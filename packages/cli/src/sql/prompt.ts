import { Effect } from "effect"
import type { Session } from "./session.ts"
export const prompt = (_session: Session) => Effect.void
