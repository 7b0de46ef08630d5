/**
 * What the logs contain, counted from the requests as they were before they became text.
 *
 * Nothing here reads a log, so a parser can be held against these numbers. A path is counted as logged, up to the first
 * `?`; a request that has none counts as its own text. Clients are counted as each log names them.
 */
import { DAY, DAYS, END, START, iso } from "./clock.ts"
import type { Chapter, Hit, LogFile, Written } from "./log.ts"
import { bytesOf, clientOf, logFiles, logOf, requestOf } from "./log.ts"
import { oldBundles, pathOf } from "./site.ts"

export type Story = ReturnType<typeof story>

export const story = (written: ReadonlyArray<Written>) => {
  const hits = written.flatMap(({ line }) => (line.kind === "hit" ? [line] : []))
  const described = hits.filter(({ host }) => logOf(host) !== "api")
  const failures = hits.filter(({ status }) => status >= 500)
  const paths = groups(hits, pathLogged)
  return {
    from: iso(START),
    to: iso(END),
    lines: written.length,
    entries: hits.length,
    broken: written.filter(({ line }) => line.kind === "junk").length,
    blank: written.filter(({ line }) => line.kind === "blank").length,
    bytes_sent: sent(hits),
    clients: groups(hits, clientOf).size,
    clients_v6: groups(
      hits.filter((hit) => clientOf(hit).includes(":")),
      clientOf
    ).size,
    visitors: groups(hits, (hit) => `${clientOf(hit)} ${agentLogged(hit)}`).size,
    agents: groups(described, agentLogged).size - 1,
    paths: paths.size,
    files: logFiles.map((file) => fileStory(file, written)),
    damaged: written.flatMap(({ file, line, number }) =>
      line.kind === "hit" ? [] : [{ file: file.name, line: number, what: line.what }]
    ),
    status: counts(hits, ({ status }) => String(status)),
    methods: counts(hits, ({ method }) => method || "none"),
    hosts: counts(hits, ({ host }) => host),
    roles: counts(hits, ({ actor }) => actor.role),
    days: Array.from({ length: DAYS }, (_, n) => {
      const day = hits.filter(({ time }) => Math.floor((time - START) / DAY) === n)
      const people = day.filter(({ actor }) => actor.role === "person").length
      return { day: iso(START + n * DAY).slice(0, 10), hits: day.length, people, bytes_sent: sent(day) }
    }),
    top_paths: [...paths]
      .map(([path, list]) => ({ path, hits: list.length, bytes_sent: sent(list) }))
      .toSorted((a, b) => b.hits - a.hits || (a.path < b.path ? -1 : 1))
      .slice(0, 20),
    top_referrers: ranking(
      described.filter(({ referrer }) => referrer !== undefined && !own.test(referrer)),
      ({ referrer }) => referrer ?? ""
    ).slice(0, 12),
    not_found: ranking(
      hits.filter(({ status }) => status === 404),
      clientOf
    ).slice(0, 3),
    failures: {
      hits: failures.length,
      hours: ranking(failures, ({ time }) => `${iso(time).slice(0, 13)}:00:00Z`).slice(0, 3),
      clients: ranking(failures, clientOf).slice(0, 3)
    },
    stale_bundles: hits.filter(({ target, status }) => status === 404 && oldBundles.includes(target)).length,
    chapters: Object.fromEntries(
      [...groups(hits, ({ chapter }) => chapter)].flatMap(([chapter, list]) =>
        chapter === undefined ? [] : [[chapter, chapterStory(list)]]
      )
    ) as Record<Chapter, ReturnType<typeof chapterStory>>
  }
}

const own = /^https:\/\/(www\.example\.com|blog\.example\.net|docs\.example\.org)\//

const fileStory = (file: LogFile, written: ReadonlyArray<Written>) => {
  const lines = written.filter((line) => line.file === file)
  const hits = lines.flatMap(({ line }) => (line.kind === "hit" ? [line] : []))
  return {
    name: file.name,
    format: file.format,
    zone_minutes: file.zoneMinutes,
    lines: lines.length,
    entries: hits.length,
    broken: lines.filter(({ line }) => line.kind === "junk").length,
    blank: lines.filter(({ line }) => line.kind === "blank").length,
    bytes: lines.reduce((sum, { text }) => sum + text.length + 1, 0),
    bytes_sent: sent(hits),
    ...span(hits),
    status: counts(hits, ({ status }) => String(status))
  }
}

const chapterStory = (hits: ReadonlyArray<Hit>) => ({
  hits: hits.length,
  ...span(hits),
  status: counts(hits, ({ status }) => String(status)),
  paths: groups(hits, pathLogged).size,
  clients: groups(hits, clientOf).size,
  first_client: clientOf(hits.toSorted((a, b) => a.time - b.time)[0] as Hit)
})

const span = (hits: ReadonlyArray<Hit>) => {
  const times = hits.map(({ time }) => time).toSorted((a, b) => a - b)
  return { first_time: iso(times.at(0) ?? START), last_time: iso(times.at(-1) ?? START) }
}

const pathLogged = (hit: Hit): string => (hit.method === "" ? requestOf(hit) : pathOf(hit.target))

const agentLogged = ({ actor, host }: Hit): string => (logOf(host) === "api" ? "-" : (actor.agent ?? "-"))

const sent = (hits: ReadonlyArray<Hit>): number => hits.reduce((sum, hit) => sum + (bytesOf(hit) ?? 0), 0)

const groups = <K>(hits: ReadonlyArray<Hit>, key: (hit: Hit) => K): Map<K, Array<Hit>> => Map.groupBy(hits, key)

const ranking = (hits: ReadonlyArray<Hit>, key: (hit: Hit) => string) =>
  [...groups(hits, key)]
    .map(([value, list]) => ({ value, hits: list.length }))
    .toSorted((a, b) => b.hits - a.hits || (a.value < b.value ? -1 : 1))

const counts = (hits: ReadonlyArray<Hit>, key: (hit: Hit) => string): Record<string, number> =>
  Object.fromEntries(ranking(hits, key).map(({ value, hits }) => [value, hits]))
