/** Which child answers a request: one that is kept, or a new one. */
import { Effect } from "effect"

import { QueryChild } from "./child.ts"
import { pathFault } from "./databasePath.ts"
import { fileState } from "./fileState.ts"
import type { ChildLimits } from "./limits.ts"
import { type ChildPool, QueryError } from "./queries.ts"

/** One that is idle, or a new one; at most `size` are there at a time, as nobody takes more. */
export const takeChild = (
  idle: Array<QueryChild>,
  path: string,
  { limits, size = 1 }: { readonly limits?: ChildLimits; readonly size?: number },
  pool: ChildPool | null = null
): Effect.Effect<QueryChild, QueryError> =>
  Effect.suspend(() => {
    const usable = idle.filter((child) => child.isAlive && child.isUpToDate)
    for (const child of idle) if (!usable.includes(child)) child.kill()
    const child = chosen(usable, pool)
    // Where every child may be idle, one of another pool makes room for the new one.
    const leaving = child === null && usable.length >= size ? usable[0] : undefined
    leaving?.kill()
    idle.splice(0, idle.length, ...usable.filter((one) => one !== child && one !== leaving))
    if (child !== null) {
      if (pool !== null) child.join(pool)
      return Effect.succeed(child)
    }
    const state = fileState(path)
    if (state === "ENOENT" || state === "ENOTDIR") {
      const message = `there is no database ${path} yet; make one with: logmill ingest FILE...`
      return Effect.fail(new QueryError({ reason: "missing", message }))
    }
    const fault = pathFault(path, state)
    if (fault !== null) return Effect.fail(new QueryError({ reason: "notADatabase", message: fault }))
    if (typeof state === "string") {
      return Effect.fail(new QueryError({ reason: "io", message: `${path} can't be read (${state})` }))
    }
    return Effect.try({
      try: () => {
        const made = new QueryChild(path, limits)
        if (pool !== null) made.join(pool)
        return made
      },
      catch: (cause) =>
        new QueryError({ reason: "io", message: `the query process can't be started: ${String(cause)}`, cause })
    })
  })

/** The last that was used: of the pool, or of none. Whoever has no pool takes any that is not exclusive. */
const chosen = (idle: ReadonlyArray<QueryChild>, pool: ChildPool | null): QueryChild | null => {
  const own = idle.findLast((child) => child.pool === (pool?.name ?? null))
  if (own !== undefined) return own
  return idle.findLast((child) => (pool === null ? !child.isExclusive : child.pool === null)) ?? null
}
