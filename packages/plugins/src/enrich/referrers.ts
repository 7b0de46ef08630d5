/**
 * What kind of site a page's visitors come from (`search`, `social`, ...), by the host of the referrer: the user's rules
 * first, then the list of sites (referrerSites.ts). `other`: a web page of no known kind; null: nobody, or no web page.
 */
import { type ReferrerDetails, siteOfReferrer } from "@logmill/core/plugin"

import { anyOf } from "./anyOf.ts"
import { referrerApps, referrerSites } from "./referrerSites.ts"
import type { ReferrerRule } from "./rules.ts"

/** Sites remembered: more than a log has that is not made to hurt. */
const mostSites = 10_000

/** Half a microsecond a call, one for a site that was not met before. */
export const makeReferrerDetails = (rules: ReadonlyArray<ReferrerRule>): ((referrer: string) => ReferrerDetails) => {
  const compiled = rules.map(({ match, referrerClass }) => ({ matches: anyOf(match), referrerClass }))
  const listed = byHost(referrerSites)
  const apps = byHost(referrerApps)
  const known = new Map<string, ReferrerDetails>()
  const classOf = (site: string): string =>
    compiled.find(({ matches }) => matches(site))?.referrerClass ?? listedClass(site, listed) ?? "other"
  return (referrer) => {
    const site = siteOfReferrer(referrer)
    if (site === null) return { site, referrerClass: apps.get(appOf(referrer)) ?? null }
    let details = known.get(site)
    if (details === undefined) {
      details = { site, referrerClass: classOf(site) }
      if (known.size < mostSites) known.set(site, details)
    }
    return details
  }
}

const byHost = (classes: Readonly<Record<string, ReadonlyArray<string>>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(classes).flatMap(([name, hosts]) => hosts.map((host) => [host, name] as const)))

const appOf = (referrer: string): string => /^android-app:\/\/([\w.]+)/.exec(referrer)?.[1] ?? ""

/** The class of the longest host in the list that this is, or is below. */
const listedClass = (site: string, listed: ReadonlyMap<string, string>): string | undefined => {
  // A host may be written with the dot of the root.
  const labels = (site.endsWith(".") ? site.slice(0, -1) : site).split(".").slice(-mostLabels)
  const top = topLabels(labels)
  for (let from = 0; from < labels.length - 1; from++) {
    const anywhere = `${labels.slice(from, -top).join(".")}.*`
    const found = listed.get(labels.slice(from).join(".")) ?? listed.get(`.${anywhere}`)
    if (found !== undefined) return found
    const alone = from === 0 ? listed.get(anywhere) : undefined
    if (alone !== undefined) return alone
  }
  return undefined
}

/** More than any host in the list has: a hostile one may have a hundred. */
const mostLabels = 8

/** Of a country that has its companies on a second level: `co.uk`, `com.br`. */
const topLabels = (labels: ReadonlyArray<string>): number =>
  labels.length > 2 && /^(?:co|com|net|org|gov|edu|ne|or|ac)$/.test(labels.at(-2)!) && labels.at(-1)!.length === 2
    ? 2
    : 1
