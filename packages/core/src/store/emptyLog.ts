/** The end of what writes: the write-ahead log goes into the database. */
import type { Connection } from "./open.ts"

/** Short questions are waited for. */
const patienceMs = 200

/**
 * Copies the write-ahead log into the database and empties it, as far as those who read allow. A long question of another
 * process keeps it as it is: then that process empties it at its end (query/leftovers.ts), or whoever writes next.
 */
export const emptyLog = ({ raw }: Connection): void => {
  const usual = raw.pragma("busy_timeout", { simple: true }) as number
  raw.pragma(`busy_timeout = ${patienceMs}`)
  try {
    raw.pragma("wal_checkpoint(TRUNCATE)")
  } finally {
    raw.pragma(`busy_timeout = ${usual}`)
  }
}
