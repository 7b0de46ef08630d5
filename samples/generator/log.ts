/**
 * A request as the generator thinks of it, and the line a server writes for it.
 */
import { END, START, at, stamp } from "./clock.ts"
import type { Host } from "./site.ts"

/** Who a client really is: what a classification by user agent can be compared with. */
export type Role =
  | "person"
  | "search"
  | "ai-crawler"
  | "seo"
  | "preview"
  | "monitor"
  | "feed"
  | "library"
  | "partner"
  | "scanner"
  | "intruder"
  | "server"

export type Actor = {
  readonly client: string
  /** What reverse lookup says, written by the one server that asks for it. */
  readonly name?: string
  readonly agent?: string
  readonly user?: string
  readonly protocol: string
  readonly role: Role
}

/** Part of which story a request is. */
export type Chapter =
  | "storm"
  | "scan"
  | "guesses"
  | "break-in"
  | "misspelt-link"
  | "newsletter"
  | "front-page"
  | "dead-link"
  | "order"
  | "throttled"
  | "hostile"
  | "odd"

export type Hit = {
  readonly kind: "hit"
  readonly time: number
  readonly host: Host
  readonly actor: Actor
  readonly method: string
  readonly target: string
  /** Stands for the whole request where it is no method, target and protocol. */
  readonly request?: string
  readonly status: number
  readonly bytes: number
  readonly referrer?: string
  readonly chapter?: Chapter
}

/** A line that is no request. */
export type Junk = {
  readonly kind: "junk" | "blank"
  readonly time: number
  readonly log: LogName
  readonly text: string
  readonly what: string
}

export type Line = Hit | Junk
export type Emit = (line: Line) => void

export type LogName = "www" | "vhosts" | "api"
export const logOf = (host: Host): LogName =>
  host === "www.example.com" ? "www" : host === "api.example.com" ? "api" : "vhosts"

export type LogFile = {
  readonly name: string
  readonly log: LogName
  readonly format: "common" | "combined" | "vhost_combined"
  readonly zoneMinutes: number
  readonly from: number
  readonly to: number
}

/** A line in its place: the `number` counts from 1 in its file. */
export type Written = {
  readonly file: LogFile
  readonly number: number
  readonly line: Line
  /** One character a byte (latin1), without the line end. */
  readonly text: string
}

/** logrotate starts a new file on Sunday mornings, when cron.daily runs. */
const firstSunday = at("2026-11-08T06:25:02")
const secondSunday = at("2026-11-15T06:25:01")

export const logFiles: ReadonlyArray<LogFile> = [
  { name: "www.access.log.2.gz", log: "www", format: "combined", zoneMinutes: 0, from: START, to: firstSunday },
  { name: "www.access.log.1.gz", log: "www", format: "combined", zoneMinutes: 0, from: firstSunday, to: secondSunday },
  { name: "www.access.log", log: "www", format: "combined", zoneMinutes: 0, from: secondSunday, to: END },
  { name: "vhosts.access.log.1.gz", log: "vhosts", format: "vhost_combined", zoneMinutes: 60, from: START, to: END },
  { name: "api.access.log", log: "api", format: "common", zoneMinutes: 0, from: START, to: END }
]

/** The client as the log names it. */
export const clientOf = ({ actor, host }: Hit): string =>
  logOf(host) === "vhosts" ? (actor.name ?? actor.client) : actor.client

/** The bytes as the log counts them: the server of the virtual hosts adds the headers, the others write `-` for none. */
export const bytesOf = ({ bytes, host }: Hit): number | null =>
  logOf(host) === "vhosts" ? bytes + 287 : bytes === 0 ? null : bytes

/** The request line; nobody speaks HTTP/2 on the port without TLS. */
export const requestOf = (hit: Hit): string => {
  const protocol = hit.host === "example.com" && hit.actor.protocol === "HTTP/2.0" ? "HTTP/1.1" : hit.actor.protocol
  return hit.request ?? `${hit.method} ${hit.target} ${protocol}`
}

/** Sorts what happened into the files, as the servers would have written it. */
export const write = (lines: ReadonlyArray<Line>): ReadonlyArray<Written> => {
  const inOrder = lines.toSorted((a, b) => a.time - b.time)
  return logFiles.flatMap((file) =>
    inOrder
      .filter((line) => (line.kind === "hit" ? logOf(line.host) : line.log) === file.log)
      .filter(({ time }) => time >= file.from && time < file.to)
      .map((line, i) => ({ file, number: i + 1, line, text: line.kind === "hit" ? render(line, file) : line.text }))
  )
}

const render = (hit: Hit, file: LogFile): string => {
  const common =
    `${clientOf(hit)} - ${hit.actor.user ?? "-"} [${stamp(hit.time, file.zoneMinutes)}] ` +
    `"${requestOf(hit)}" ${hit.status} ${bytesOf(hit) ?? "-"}`
  if (file.format === "common") return common
  const combined = `${common} "${hit.referrer ?? "-"}" "${hit.actor.agent ?? "-"}"`
  if (file.format === "combined") return combined
  return `${hit.host}:${hit.host === "example.com" ? 80 : 443} ${combined}`
}
