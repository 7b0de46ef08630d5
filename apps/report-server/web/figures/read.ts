/** The six figures: how each is read from the answers it comes from. */
import type { Answer } from "../api/types.ts"
import { numberOf } from "../format/cell.ts"
import { columnIndex } from "../chart/series.ts"
import { average, bytes, count, counted, duration, exact, missing, share } from "../format/number.ts"
import type { Clock, Range } from "../state/range.ts"
import type { Metric } from "../state/url.ts"

export interface Figure {
  readonly value: string
  /** In full, on hover. */
  readonly title: string
  /** What stands under it. */
  readonly caption: string
  /** Null: there was nothing before, or nothing is compared. */
  readonly change: number | null
  /** Whether the change is a difference of two shares; else it is relative. */
  readonly isPoints: boolean
  /** Whether more of it is good (1), bad (-1) or neither. */
  readonly sense: -1 | 0 | 1
}

export const figureTitles: Readonly<Record<Metric, string>> = {
  hits: "Hits",
  visitors: "Visitors",
  bytes: "Bytes sent",
  errors: "Errors",
  latency: "Response time",
  bots: "Bots"
}

export const figureDescriptions: Readonly<Record<Metric, string>> = {
  hits: "Requests that were logged",
  visitors: "Distinct pairs of client and user agent",
  bytes: "Sent in responses, as logged",
  errors: "Part of the hits that was answered with 4xx or 5xx",
  latency: "95 of 100 requests took no longer than this (p95), half of them no longer than p50",
  bots: "Part of the hits whose agents say that they are programs"
}

const none: Figure = { value: missing, title: "", caption: "", change: null, isPoints: false, sense: 0 }

/** Numbers of the first row, by names. */
export const reader = (answer: Answer): ((name: string) => number | null) => {
  const row = answer.rows[0] ?? []
  return (name) => {
    const at = columnIndex(answer, name)
    return at < 0 ? null : numberOf(row[at])
  }
}

const relative = (now: number | null, before: number | null): number | null =>
  now === null || before === null || before === 0 ? null : now / before - 1

const difference = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : now - before

const part = (some: number | null, all: number | null): number | null =>
  some === null || all === null || all === 0 ? null : some / all

/** `174 days` as a number and its unit, by which figures are told: as long as the title says, so that they can be reckoned from it. */
const lengthOf = (ms: number): { readonly unit: string; readonly length: number } | null => {
  // A log's first and last entries are seconds within its days.
  const [unit, size] = ms >= 1.95 * day ? ["day", day] : ms >= 2 * hour ? ["hour", hour] : ["minute", minute]
  return ms < size ? null : { unit, length: Math.round((10 * ms) / size) / 10 }
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** ms of the selected time, as far as the data goes: the same whatever else is selected. What is later than now is of a wrong clock. */
export const loggedTime = (
  { from, to }: Range,
  { first, last, now }: Pick<Clock, "first" | "last" | "now">
): number => {
  if (first === null || last === null) return 0
  const end = first < now && last > now ? now : last
  return Math.max(0, Math.min(to, end) - Math.max(from, first))
}

/** `logged`: ms, that there are logs of. */
export const summaryFigure = (metric: Exclude<Metric, "latency">, answer: Answer, logged: number): Figure => {
  const of = reader(answer)
  const entries = of("entries")
  const plain = (name: string, unit: string, text: (value: number) => string, rated = text): Figure => {
    const value = of(name)
    if (value === null) return none
    const time = lengthOf(logged)
    return {
      value: text(value),
      title: `${exact(value)} ${unit}${time === null ? "" : ` in ${counted(time.length, time.unit)}`}`,
      caption: time === null ? "" : `${rated(value / time.length)} ${time.unit === "hour" ? "an" : "a"} ${time.unit}`,
      change: relative(value, of(`${name}_before`)),
      isPoints: false,
      sense: 0
    }
  }
  switch (metric) {
    case "hits":
      return plain("entries", "hits", count, average)
    case "visitors": {
      const figure = plain("visitors", "visitors", count)
      const each = part(entries, of("visitors"))
      return {
        ...figure,
        caption: each === null ? "" : `${average(each)} ${each === 1 ? "hit" : "hits"} each`
      }
    }
    case "bytes":
      return plain("bytes", "bytes", bytes)
    case "errors": {
      const [client, server] = [of("hits_4xx") ?? 0, of("hits_5xx") ?? 0]
      const before = part((of("hits_4xx_before") ?? 0) + (of("hits_5xx_before") ?? 0), of("entries_before"))
      const now = part(client + server, entries)
      return {
        value: now === null ? missing : share(now),
        title: `${exact(client)} 4xx and ${exact(server)} 5xx of ${exact(entries ?? 0)} hits`,
        caption: `${count(client)} 4xx · ${count(server)} 5xx`,
        change: difference(now, before),
        isPoints: true,
        sense: -1
      }
    }
    case "bots": {
      const bots = of("bot_hits")
      const now = part(bots, entries)
      return {
        value: now === null ? missing : share(now),
        title: `${exact(bots ?? 0)} of ${exact(entries ?? 0)} hits`,
        caption: `${count(bots ?? 0)} ${bots === 1 ? "hit" : "hits"}`,
        change: difference(now, part(of("bot_hits_before"), of("entries_before"))),
        isPoints: true,
        sense: 0
      }
    }
  }
}

export const latencyFigure = (answer: Answer): Figure => {
  const of = reader(answer)
  const [half, most] = [of("p50_ms"), of("p95_ms")]
  if (half === null || most === null) return { ...none, caption: "not logged" }
  return {
    value: duration(most),
    title: `p50 ${exact(half)} ms, p95 ${exact(most)} ms of ${exact(of("timed") ?? 0)} timed requests`,
    caption: `p95 · p50 ${duration(half)}`,
    change: relative(most, of("p95_ms_before")),
    isPoints: false,
    sense: -1
  }
}
