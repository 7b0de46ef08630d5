/**
 * What others put around a line on its way: syslog (RFC 3164, RFC 5424, and with the times of RFC 3339 that rsyslog
 * writes), Python's logging, Docker's json-file driver, the container runtimes of Kubernetes (CRI), what `docker compose logs`, `kubectl logs
 * --prefix` and, with times only, `docker logs -t` print, and the objects of JSON in which journald and what ships logs
 * (Filebeat, Fluent Bit, Logstash, Vector, Splunk) hold whole lines.
 *
 * The line inside is read as any other. Its own time counts; that of the wrapping only where it has none.
 */
import { isoTime } from "../parse/iso.ts"
import type { LineFields, LineParser, Span } from "../parse/line.ts"
import { mostAside, NO_MATCH, OK, TOO_LONG } from "../parse/line.ts"
import { Scratch } from "./scratch.ts"

export const wrappings = ["syslog", "docker", "cri", "compose", "kubectl", "timestamps", "json", "python"] as const
export type Wrapping = (typeof wrappings)[number]

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** The line inside: bytes[start, end), and the time of the wrapping (ms UTC), NaN where it says none. */
export interface Unwrapped {
  readonly wrapping: Wrapping
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly time: number
}

/** More than a wrapping has before the line. */
const longestPrefix = 512

/** A host, which some senders leave out, and a tag with its colon: what follows that at once is an address or a port. */
const hostAndTag = String.raw`(?:(?:[^\s[\]]*[^\s:[\]] )?[^\s:[\]<>]+(?:\[[^\]]*\])?:(?: |(?=\{)|$))`
const syslog3164 = new RegExp(
  String.raw`^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)? ${hostAndTag}`
)
const syslogIso = new RegExp(String.raw`^(?:<\d{1,3}>)?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*) ${hostAndTag}`)
/** rsyslog again, of a sender without a name whose lines are JSON. */
const syslogJson = /^(?:<\d{1,3}>)?(\d{4}-\d\d-\d\dT\S+) \S+ +(?=\{)/
const syslog5424 =
  /^<\d{1,3}>1 (\S+) \S+ \S+ \S+ \S+ (?:-|(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+) ?(?:\ufeff|\u00ef\u00bb\u00bf)?/
/** As Heroku's drains send it, without the data that may be empty. */
const syslogHeroku = /^<\d{1,3}>1 (\S+) host \S+ \S+ - (?=[a-z])/
/** Whole lines (F): a part of one (P) is no line. */
const cri = /^(\d{4}-\d\d-\d\dT\S+) (?:stdout|stderr) F /
const stamp = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) `
const compose = new RegExp(`^[A-Za-z0-9][\\w.-]* +\\| (?:${stamp})?`)
const kubectl = new RegExp(`^\\[pod/[^\\]/ ]+/[^\\]/ ]+\\] (?:${stamp})?`)
const timestamps = new RegExp(`^${stamp}`)
/** As Python's `logging.basicConfig` writes what Flask's server logs. */
const python = /^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[A-Za-z_][\w.]*:(?=\S)/
/** What gunicorn and Hypercorn write before what they log. */
const gunicorn = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\] \[\d+\] \[[A-Z]+\] /
/** Keys of whole lines. journald's has the tag of syslog in front where it came over a socket. */
const lineKey = /"(?:message|MESSAGE|log|_raw)":\s*"/
const tag = new RegExp(`^${hostAndTag}`)

/** Finds what is around a line; null when nothing is. Costs a few comparisons for lines that are not wrapped. */
export class Unwrapper {
  readonly #inner = new Scratch(Buffer.alloc(2 * 64 * 1024 + 4096))

  unwrap(bytes: Buffer, start: number, end: number): Unwrapped | null {
    const first = bytes[start]!
    if (first === 0x7b) return this.#json(bytes, start, end)
    const prefix = bytes.toString("latin1", start, Math.min(end, start + longestPrefix))
    const found = (wrapping: Wrapping, match: RegExpExecArray | null): Unwrapped | null =>
      match === null ? null : { wrapping, bytes, start: start + match[0].length, end, time: timeOf(match[1]) }
    if (first >= 0x30 && first <= 0x39) {
      return (
        found("cri", cri.exec(prefix)) ??
        found("syslog", syslogIso.exec(prefix)) ??
        found("syslog", syslogJson.exec(prefix)) ??
        found("timestamps", timestamps.exec(prefix))
      )
    }
    if (first === 0x5b) return found("kubectl", kubectl.exec(prefix)) ?? found("python", gunicorn.exec(prefix))
    return (
      found("syslog", syslog5424.exec(prefix)) ??
      found("syslog", syslogHeroku.exec(prefix)) ??
      found("syslog", syslog3164.exec(prefix)) ??
      found("syslog", syslogIso.exec(prefix)) ??
      found("compose", compose.exec(prefix)) ??
      found("python", python.exec(prefix))
    )
  }

  /** `{"log":"the line\n","stream":"stdout","time":"..."}` of Docker, in any order, and others that hold a line. */
  #json(bytes: Buffer, start: number, end: number): Unwrapped | null {
    if (bytes[end - 1] !== 0x7d) return null
    const text = bytes.toString("latin1", start, end)
    const key = lineKey.exec(text)
    if (key === null) return null
    const isDocker =
      key[0].startsWith('"log"') && /"stream":\s*"(?:stdout|stderr)"/.test(text) && /"time":\s*"/.test(text)
    const from = start + key.index + key[0].length
    let to = from
    while (to < end && bytes[to] !== QUOTE) to += bytes[to] === BACKSLASH ? 2 : 1
    if (to >= end) return null
    const inner = this.#inner
    inner.used = 0
    inner.jsonBytes(bytes, from, to)
    let innerEnd = inner.used
    while (innerEnd > 0 && (inner.bytes[innerEnd - 1] === 0x0a || inner.bytes[innerEnd - 1] === 0x0d)) innerEnd--
    inner.bytes.fill(0, innerEnd, innerEnd + 64)
    const time = timeOf(/"(?:time|@?timestamp)":\s*"([^"]*)"/.exec(text)?.[1])
    if (isDocker) return { wrapping: "docker", bytes: inner.bytes, start: 0, end: innerEnd, time }
    const prefix = inner.bytes.toString("latin1", 0, Math.min(innerEnd, longestPrefix))
    const tagged = syslog3164.exec(prefix) ?? tag.exec(prefix)
    return { wrapping: "json", bytes: inner.bytes, start: tagged?.[0].length ?? 0, end: innerEnd, time }
  }
}

const timeOf = (text: string | undefined): number =>
  text === undefined ? NaN : isoTime(Buffer.from(text), 0, text.length, () => 0)

/** Reads lines that are wrapped, and of what is inside those that a parser reads. */
export class WrappedParser implements LineParser {
  readonly ordinary = 0
  readonly #wrapping: Wrapping
  readonly #inside: LineParser
  readonly #unwrapper = new Unwrapper()

  constructor(wrapping: Wrapping, inside: LineParser) {
    this.#wrapping = wrapping
    this.#inside = inside
  }

  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    const inner = this.#unwrapper.unwrap(bytes, start, end)
    fields.stoppedAt = start
    if (inner === null || inner.wrapping !== this.#wrapping) return NO_MATCH
    fields.outerTime = inner.time
    if (inner.bytes === bytes) return this.#inside.parse(bytes, view, inner.start, inner.end, fields)
    const innerView = new DataView(inner.bytes.buffer, inner.bytes.byteOffset, inner.bytes.length)
    const outcome = this.#inside.parse(inner.bytes, innerView, inner.start, inner.end, fields)
    for (const span of fields.texts) moveToScratch(inner.bytes, span, fields.scratch)
    nameExtras(fields)
    fields.stoppedAt = start
    return outcome === OK && fields.scratch.used > mostAside(end - start) ? TOO_LONG : outcome
  }
}

/** What stands in bytes that are gone with the next line. */
const moveToScratch = (bytes: Buffer, span: Span, scratch: Scratch): void => {
  if (span.start < 0 || span.inScratch) return
  const from = scratch.used
  scratch.copy(bytes, span.start, span.end)
  span.set(from, scratch.used, true)
}

/** A port and a list that stood beside one another in the line no longer do: they get their names (extra.ts). */
const nameExtras = ({ extra, forwarded, port, scratch }: LineFields): void => {
  if (extra.start >= 0) return
  const from = scratch.used
  for (const [name, span] of [
    ["port", port],
    ["forwarded_for", forwarded]
  ] as const) {
    if (span.start < 0) continue
    scratch.nul()
    scratch.ascii(name)
    scratch.nul()
    const valueFrom = scratch.used
    scratch.again(span.start, span.end)
    span.set(valueFrom, scratch.used, true)
  }
  if (scratch.used > from) extra.set(from, scratch.used, true)
}
