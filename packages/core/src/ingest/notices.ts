/** What an ingest should tell of, beyond its counts: settings that do not do what one may think. */
import { count } from "drizzle-orm"

import { isAnonymized } from "../store/anonymity.ts"
import type { Connection } from "../store/open.ts"
import { meta, reject, source } from "../store/schema.ts"
import { type IngestOptions, siteOf } from "./options.ts"
import { isStream, type SourceOutcome } from "./report.ts"
import { optionsBefore, rulesNoLongerGiven } from "./runs.ts"

export const beginNotices = (
  connection: Connection,
  options: IngestOptions,
  runId: number,
  ruleNames: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const notices: Array<string> = []
  const { zone } = connection.db.select({ zone: meta.zone }).from(meta).get()!
  if (options.reportZone !== null && options.reportZone !== zone) {
    notices.push(
      `the days of this database are days in ${zone}, chosen when it was made; --tz ${options.reportZone} would need a new one (--db PATH)`
    )
  }
  if (!options.anonymize && isAnonymized(connection)) {
    notices.push("clients are stored anonymously, as this database was made with --anonymize")
  }
  for (const { rule, lines } of rulesNoLongerGiven(connection, ruleNames)) {
    notices.push(
      `${lines} ${lines === 1 ? "line" : "lines"} dropped by an earlier ingest (${rule}) stay dropped; to have them, logmill forget SOURCE and ingest the file again`
    )
  }
  const before = optionsBefore(connection, runId)
  if (before !== null && named(before.trustedProxies) !== named(options.trustedProxies)) {
    notices.push(
      `clients that are stored stay as they were chosen with ${named(before.trustedProxies)}; to choose them with ${named(options.trustedProxies)}, logmill forget SOURCE and ingest the file again`
    )
  }
  if (before !== null && options.logFormat !== "auto" && options.logFormat !== before.logFormat) {
    const { rejected } = connection.db.select({ rejected: count() }).from(reject).get()!
    if (rejected > 0) {
      notices.push(
        `${rejected} ${rejected === 1 ? "line that was" : "lines that were"} read before ${rejected === 1 ? "is a reject" : "are rejects"}; with --retry-rejects they are tried again by the format that is given now`
      )
    }
  }
  const missing = before === null ? [] : options.keepExtra.filter((name) => !isKept(name, before.keepExtra))
  if (missing.length > 0) {
    notices.push(
      `lines that are stored have no ${missing.join(", ").replace("*", "such texts")}, which the ingest before did not keep; to have them, logmill forget SOURCE and ingest the file again`
    )
  }
  return notices
}

/** That no path has what a site is to be told by: what was meant is known only to who wrote it. */
export const sayNoSite = (siteFrom: string | null, paths: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [first] = paths
  if (siteFrom === null || first === undefined) return []
  const expression = new RegExp(siteFrom)
  if (paths.some((path) => expression.test(path))) return []
  const of = paths.length === 1 ? first : `any of ${paths.length} paths, such as ${first}`
  return [
    `--site-from ${siteFrom} does not match ${of}: no site is told by the path; it is a regular expression, whose first group is the site`
  ]
}

/** Of given logs that are stored with another site than is asked for now, which is for new logs only. */
export const sayKeptSites = (
  { db }: Connection,
  options: Pick<IngestOptions, "site" | "siteFrom">,
  outcomes: ReadonlyArray<Pick<SourceOutcome, "path" | "result" | "sourceId">>,
  command: (words: string) => string
): ReadonlyArray<string> => {
  if (options.site === null && options.siteFrom === null) return []
  const { id, site } = source
  const sites = new Map(
    db
      .select({ id, site })
      .from(source)
      .all()
      .map((row) => [row.id, row.site])
  )
  const kept = outcomes.flatMap(({ path, result, sourceId }) => {
    const wanted = siteOf(options, path)
    const isStored = sourceId !== null && storedBefore.has(result) && !isStream(path)
    if (!isStored || wanted === null || sites.get(sourceId) === wanted) return []
    const stored = sites.get(sourceId) ?? null
    return { path, sourceId, wanted, has: stored === null ? "without a site" : `with the site ${stored}` }
  })
  const [first] = kept
  if (first === undefined) return []
  if (kept.length > 1) {
    return [
      `${kept.length} logs that are stored keep the sites they have, such as ${first.path}, ${first.has}; to have them by what is given now, ${command("forget SOURCE")} and ingest the files again`
    ]
  }
  return [
    `${first.path} is stored ${first.has}, and stays so; for the site ${first.wanted}, ${command(`forget ${first.sourceId}`)} and ingest the file again`
  ]
}

const storedBefore: ReadonlySet<SourceOutcome["result"]> = new Set(["unchanged", "alreadyRead", "continued"])

const named = (proxies: ReadonlyArray<string>): string =>
  proxies.length === 0 ? "no --trusted-proxy" : `--trusted-proxy ${proxies.toSorted().join(",")}`

const isKept = (name: string, kept: ReadonlyArray<string>): boolean => kept.includes(name) || kept.includes("*")
