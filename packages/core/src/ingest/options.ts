/** An ingest as it was asked for, every value resolved. */
import type { RulePresets } from "@logmill/workers/filter/rules"
import type { FormatDefinition } from "@logmill/workers/format/definition"
import type { ZoneRule } from "@logmill/workers/zone"

import type { Enrichment } from "../store/details.ts"
import { zoneRule } from "../zone.ts"

export interface IngestOptions {
  readonly databasePath: string
  /** Paths, folders, globs, `-`; relative ones to `cwd`. */
  readonly inputs: ReadonlyArray<string>
  readonly cwd: string
  /** Parser threads. */
  readonly jobs: number
  /** `auto`, a format's name, or a format in a dialect (workers/format/catalog.ts). */
  readonly logFormat: string
  readonly keep: ReadonlyArray<string>
  readonly drop: ReadonlyArray<string>
  /** Virtual host of all entries, instead of what lines say. */
  readonly site: string | null
  /** A regular expression whose first group, or all of it, is the site of the files whose paths it matches. */
  readonly siteFrom: string | null
  /** Zone of times logged without one. */
  readonly logZone: string
  /** Proxies whose word is taken for who asked: networks, addresses and names (workers/parse/trustedProxies.ts). */
  readonly trustedProxies: ReadonlyArray<string>
  /** Names of texts of many values that are stored (`unique.NAME` in a format); `*`: all of them. */
  readonly keepExtra: ReadonlyArray<string>
  /** Clients are stored without what tells them apart (store/anonymize.ts); a database that is so stays so. */
  readonly anonymize: boolean
  /** Report zone of a new database; null: UTC. */
  readonly reportZone: string | null
  /** Count what is given even if it was read before. */
  readonly again: boolean
  readonly durability: "normal" | "full"
  /** Read and parse everything as if it were new, store nothing. */
  readonly dryRun: boolean
  /** How long to wait for another ingest. */
  readonly waitMs: number
}

/** What the world (plugins) contributes to an ingest. */
export interface IngestKnowledge {
  /**
   * Asked once by an ingest that finds something new, as it takes a while: the lists of robots are long. `geoip`: the
   * databases of addresses that the database was enriched with last, used unless the user names others.
   */
  readonly enrichment: (geoip: ReadonlyArray<string>) => Promise<Enrichment>
  readonly presets: RulePresets
  /** Formats beside those that are built into the parsers; asked once by an ingest that meets lines of another. */
  readonly formats: () => ReadonlyArray<FormatDefinition>
}

/**
 * The offsets of a zone in all years of which there are times (workers/parse/time.ts) and to which zones have rules; from the beginning
 * of the year, so that its days, weeks and months have theirs.
 */
export const zoneRuleOf = (zone: string): ZoneRule => zoneRule(zone, Date.UTC(1968), Date.UTC(2100))

/** The site of a file's lines that do not say one: what its name says, else the one that is given. */
export const siteOf = ({ site, siteFrom }: Pick<IngestOptions, "site" | "siteFrom">, path: string): string | null => {
  const match = siteFrom === null ? null : new RegExp(siteFrom).exec(path)
  return match === null ? site : (match[1] ?? match[0])
}
