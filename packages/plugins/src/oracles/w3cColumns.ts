/** Lines of the W3C's extended log format, by the names of their columns (W3C WD-logfile-960323, and IIS's). */
import { isoTime } from "./values.ts"

/** Fields by their columns; of several columns for one the first that says something. */
const fields: ReadonlyArray<readonly [field: string, columns: ReadonlyArray<string>]> = [
  ["user", ["cs-username", "c-auth-id"]],
  ["method", ["cs-method"]],
  ["status", ["sc-status"]],
  ["port", ["s-port"]],
  ["forwarded_for", ["s-xff"]]
]

export const w3c = (line: string, header: string): Readonly<Record<string, string | null>> => {
  const names = header
    .replace(/^#Fields:/, "")
    .trim()
    .split(/\s+/)
  // Columns in quotes have their own quotes doubled.
  const values = [...line.matchAll(/"((?:[^"]|"")*)"|(\S+)/g)].map(([, quoted, bare]) => ({
    text: (quoted ?? bare!).replaceAll('""', '"'),
    isQuoted: quoted !== undefined
  }))
  if (values.length !== names.length) throw new Error(`${values.length} columns, ${names.length} names: ${line}`)
  const valueOf = (...columns: ReadonlyArray<string>): string | null => {
    for (const column of columns) {
      const value = values[names.indexOf(column)]
      if (value !== undefined && value.text !== "-" && value.text !== "") return stored(value.text)
    }
    return null
  }
  const agent = values[names.indexOf("cs(User-Agent)")]
  // Imperva's has the host before the path, and its cs-bytes are those of the response.
  const isImperva = names.includes("s-accountname")
  const uri = valueOf("cs-uri-stem", "cs-uri")
  const target = isImperva ? uri!.replace(/^[^/]+/, "") : uri
  const scheme = isImperva ? valueOf("cs-version")!.toLowerCase() : null
  const query = valueOf("cs-uri-query")
  // Others than IIS log what they like as time-taken: seconds (W3C), microseconds (Oracle).
  const ms = valueOf("TimeTakenMS") ?? (names.includes("sc-win32-status") ? valueOf("time-taken") : null)
  return {
    ...Object.fromEntries(fields.map(([field, columns]) => [field, valueOf(...columns)])),
    // Who it was is not known, but there is a line: a dash stands for the client.
    client: valueOf("c-ip") ?? "-",
    bytes: valueOf(...(isImperva ? ["cs-bytes"] : ["sc-bytes", "bytes"])),
    bytes_in: isImperva ? null : valueOf("cs-bytes"),
    scheme,
    site: isImperva ? uri!.replace(/\/.*$/, "") : valueOf("cs(Host)"),
    time: isoTime(`${valueOf("date", "date-local")} ${valueOf("time", "time-local")}`),
    target: target === null ? null : target + (query === null ? "" : `?${query}`),
    referrer: valueOf("cs(Referer)", "cs(Referrer)"),
    // Without quotes blanks are written as `+`: of two the second was one.
    agent:
      agent === undefined || agent.text === "-"
        ? null
        : stored(agent.isQuoted ? agent.text : agent.text.replaceAll(/\+(\+?)/g, " $1")),
    duration_us: ms === null ? null : String(Number(ms) * 1000)
  }
}

const stored = (text: string): string => text.replaceAll("\\", "\\\\")
