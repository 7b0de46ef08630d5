/**
 * Takes the lock of a database again and again, and gives it back at once.
 *
 *     lock.child.ts DATABASE TIMES
 */
import { Effect } from "effect"

import { lockDatabase } from "../store/lock.ts"

const [path, times] = process.argv.slice(2)
const once = Effect.scoped(lockDatabase(path!, 30_000, () => "another process"))
await Effect.runPromise(Effect.repeat(once, { times: Number(times) - 1 }))
