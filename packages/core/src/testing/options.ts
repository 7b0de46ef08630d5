/** An ingest's options and knowledge, as tests want them unless they say otherwise. */
import type { IngestKnowledge, IngestOptions } from "../ingest/options.ts"
import type { RetryOptions } from "../ingest/retry/options.ts"
import { testEnrichment } from "./enrichment.ts"

export const testKnowledge: IngestKnowledge = {
  enrichment: () => Promise.resolve(testEnrichment),
  formats: () => [],
  presets: { static: ["ext:css,js,png"] }
}

/** `folder` is where relative inputs are, and the database `logs.db` unless another is given. */
export const ingestOptions = (
  folder: string,
  inputs: ReadonlyArray<string>,
  options: Partial<IngestOptions> = {}
): IngestOptions => ({
  databasePath: `${folder}/logs.db`,
  inputs,
  cwd: folder,
  jobs: 2,
  logFormat: "auto",
  keep: [],
  drop: [],
  site: null,
  siteFrom: null,
  logZone: "UTC",
  trustedProxies: [],
  keepExtra: [],
  anonymize: false,
  reportZone: null,
  again: false,
  durability: "normal",
  dryRun: false,
  waitMs: 0,
  ...options
})

/** The same of trying rejects again; `names`: none for all sources. */
export const retryOptions = (
  folder: string,
  names: ReadonlyArray<string>,
  options: Partial<RetryOptions> = {}
): RetryOptions => {
  const { cwd, databasePath, drop, dryRun, durability, keep, logFormat, site, siteFrom, waitMs } = ingestOptions(
    folder,
    []
  )
  return {
    cwd,
    databasePath,
    drop,
    dryRun,
    durability,
    keep,
    logFormat,
    site,
    siteFrom,
    waitMs,
    names,
    logZone: null,
    trustedProxies: null,
    keepExtra: null,
    ...options
  }
}
