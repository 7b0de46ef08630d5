/** Trying rejected lines again as it was asked for. */
import type { IngestOptions } from "../options.ts"

export interface RetryOptions extends Pick<
  IngestOptions,
  "databasePath" | "cwd" | "logFormat" | "keep" | "drop" | "site" | "siteFrom" | "durability" | "dryRun" | "waitMs"
> {
  /** Numbers of sources, or files, folders and globs they were seen under; none: all sources. */
  readonly names: ReadonlyArray<string>
  /** Zone of times logged without one; null: as when the lines were read first. So is the site, unless one is given. */
  readonly logZone: string | null
  /** Null: as when the lines were read first. */
  readonly trustedProxies: ReadonlyArray<string> | null
  readonly keepExtra: ReadonlyArray<string> | null
}
