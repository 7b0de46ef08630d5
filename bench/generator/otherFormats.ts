/**
 * Bench lines as other servers write them: a sample of the format, with what a combined line says in place of what the
 * sample says of client, time, request, status, bytes, referrer and agent. Durations and ids get digits of their own;
 * whatever else a sample says (upstream, cipher, cache ...) stays, as it is the same for most lines of a real log, too.
 */
import { type FormatDefinition, readField } from "@logmill/workers/format/definition"
import { FormatParser } from "@logmill/workers/format/compile"
import { LineFields } from "@logmill/workers/parse/line"
import { utc } from "@logmill/workers/zone"

/** What a combined line says. */
interface Parts {
  readonly client: string
  readonly time: Date
  readonly request: string
  readonly status: string
  readonly bytes: string
  readonly referrer: string
  readonly agent: string
}

type Write = (parts: Parts) => string

export interface Rewriter {
  /** Lines that come before all others, each with its line end. */
  readonly header: string
  /** From a combined line to one of the format, both with their line ends. */
  readonly rewrite: (line: string) => string
}

/** Throws when no sample of the format has a request and a time that can be replaced. */
export const rewriterTo = (definition: FormatDefinition): Rewriter => {
  for (const { header, line } of definition.samples) {
    const pieces = piecesOf(definition, line, header)
    if (pieces === null) continue
    return {
      header: header === undefined ? "" : `${header}\n`,
      rewrite: (combined) => {
        const parts = partsOf(combined)
        return `${pieces.map((piece) => (typeof piece === "string" ? piece : piece(parts))).join("")}\n`
      }
    }
  }
  throw new Error(`no sample of ${definition.name} can be rewritten`)
}

const combinedLine = /^(\S+) \S+ \S+ \[([^\]]+)\] "([^"]*)" (\S+) (\S+) "([^"]*)" "([^"]*)"\n$/

const partsOf = (line: string): Parts => {
  const [, client, time, request, status, bytes, referrer, agent] = combinedLine.exec(line) as unknown as Array<string>
  const [, day, month, rest] = /^(\d+)\/(\w+)\/(.*)$/.exec(time!)!
  const date = new Date(`${day} ${month} ${rest!.replace(":", " ")}`)
  return {
    client: client!,
    time: date,
    request: request!,
    status: status!,
    bytes: bytes!,
    referrer: referrer!,
    agent: agent!
  }
}

/** The sample as texts that stay and fields that are written; null when it lacks what every line has. */
const piecesOf = (
  definition: FormatDefinition,
  line: string,
  header: string | undefined
): ReadonlyArray<string | Write> | null => {
  const parser = new FormatParser(definition, utc)
  for (const text of header?.split("\n") ?? []) parser.takeHeader(Buffer.from(text), 0, Buffer.byteLength(text))
  const bytes = Buffer.from(line + "\0".repeat(64))
  const fields = new LineFields()
  fields.clear()
  parser.parse(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length - 64, fields)
  const taken = parser.taken.toSorted((a, b) => a.start - b.start)
  const replaced = taken.flatMap(({ end, name, start }) => {
    const write = writerOf(name, bytes.toString("latin1", start, end), definition.text)
    return write === null ? [] : [{ name, start, end, write }]
  })
  const has = (pattern: RegExp): boolean => replaced.some(({ name }) => pattern.test(name))
  if (!has(/^(?:request|uri|path)$/) || !has(/^(?:time|clock)/) || !has(/^(?:client|forwarded_for)/)) return null
  const pieces: Array<string | Write> = []
  let at = 0
  for (const { end, start, write } of replaced) {
    if (start < at) continue
    pieces.push(bytes.toString("latin1", at, start), write)
    at = end
  }
  return [...pieces, bytes.toString("latin1", at, bytes.length - 64)]
}

/** What writes a field that stands in the sample as `sample`; null for what stays. */
const writerOf = (name: string, sample: string, code: FormatDefinition["text"]): Write | null => {
  const spec = readField(name)
  const coded = (text: string): string =>
    code === "plus"
      ? text.replaceAll(" ", "+")
      : code === "percent"
        ? text.replaceAll("%", "%25").replaceAll(" ", "%20")
        : text
  switch (spec.kind) {
    case "address":
      return spec.field === "client" ? ({ client }) => `${client}:${/\d+$/.exec(sample)![0]}` : null
    case "time":
      return timeWriter(typeof spec.form === "string" ? spec.form : spec.form.strptime, sample)
    case "date":
      return ({ time }) => time.toISOString().slice(0, 10)
    case "clock":
      return ({ time }) => time.toISOString().slice(11, 11 + sample.length)
    case "number":
      if (spec.field === "status") return ({ status }) => status
      if (spec.field === "bytes") return ({ bytes }) => bytes
      return digitsWriter(sample)
    case "unique":
      return digitsWriter(sample)
    case "text":
      return textWriter(spec.field, coded)
    default:
      return null
  }
}

const textWriter = (field: string, coded: (text: string) => string): Write | null => {
  switch (field) {
    case "client":
    case "forwarded_for":
      return ({ client }) => client
    case "request":
      return ({ request }) => request
    case "method":
      return ({ request }) => request.slice(0, request.indexOf(" "))
    case "uri":
    case "path":
      return ({ request }) => request.split(" ")[1]!
    case "protocol":
      return ({ request }) => request.slice(request.lastIndexOf(" ") + 1)
    case "referrer":
      return ({ referrer }) => referrer
    case "agent":
      return ({ agent }) => coded(agent)
    default:
      return null
  }
}

/** Other digits for each line, as many as the sample has; signs and letters stay. */
const digitsWriter = (sample: string): Write | null => {
  if (!/\d/.test(sample) || sample.startsWith("-")) return null
  let number = 1
  return () =>
    sample.replaceAll(/\d/g, () => {
      number = (Math.imul(number, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff
      return String((number >>> 16) % 10)
    })
}

const timeWriter = (form: string, sample: string): Write | null => {
  const unit = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 }[form]
  if (unit !== undefined)
    return ({ time }) => (time.getTime() * unit).toFixed(/\.(\d+)$/.exec(sample)?.[1]!.length ?? 0)
  if (form === "iso") return ({ time }) => time.toISOString().slice(0, 19) + sample.slice(19)
  if (form === "ctime")
    return ({ time }) => time.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (.*) GMT$/, "$1 $3 $2 $5 $4")
  if (form === "http") return ({ time }) => time.toUTCString()
  if (form !== "clf" && !form.startsWith("%d/%b/%Y:%")) return null
  return ({ time }) => time.toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) (.*) GMT$/, "$1/$2/$3:$4") + sample.slice(20)
}
