/** What runs while files that belong to root alone can't be read: root is somebody else for so long. */
import { Effect } from "effect"

const nobody = 65_534

/** `null`: whoever runs the tests is not root, and has to take rights from the files themselves. */
export const asNobody: (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) | null =
  process.geteuid?.() === 0
    ? (effect) =>
        Effect.acquireUseRelease(
          Effect.sync(() => process.seteuid!(nobody)),
          () => effect,
          () => Effect.sync(() => process.seteuid!(0))
        )
    : null
