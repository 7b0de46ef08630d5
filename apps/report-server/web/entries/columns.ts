/** Which columns of entries are shown: those that tell something, unless the reader chose otherwise. */
import type { Column, Row } from "../api/types.ts"
import type { ColumnWidth } from "../table/widths.ts"

const usual = [
  "time",
  "status",
  "method",
  "path",
  "query",
  "client",
  "bytes",
  "duration_ms",
  "referrer",
  "agent",
  "site",
  "agent_class"
]

/** What a narrow window has room for comes first. */
const usualNarrow = ["path", "status", "time", ...usual.filter((name) => !["path", "status", "time"].includes(name))]

/** Letters. */
const widths: Readonly<Record<string, number>> = {
  time: 22,
  status: 8,
  method: 9,
  path: 32,
  query: 20,
  client: 20,
  bytes: 11,
  duration_ms: 11,
  referrer: 26,
  agent: 34,
  site: 18,
  agent_class: 13
}

/** How much room the table has; `beside`: a line is open beside it. */
export type Room = "wide" | "beside" | "narrow"

const widthsIn: Readonly<Record<Room, Readonly<Record<string, number>>>> = {
  wide: widths,
  beside: { ...widths, time: 20, status: 7, path: 26, query: 13, client: 19 },
  narrow: { ...widths, status: 7, time: 15 }
}

export const widthOf = (name: string, room: Room): ColumnWidth => ({
  ch: widthsIn[room][name] ?? 16,
  room: name === "path" ? "grows" : "own"
})

/** Names in the order of the table, one at least; `asked`: names that the reader has switched. */
export const shownColumns = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<Row>,
  asked: ReadonlyArray<string>,
  isNarrow: boolean
): ReadonlyArray<string> => {
  const first = isNarrow ? usualNarrow : usual
  const isTelling = (name: string): boolean => {
    const at = columns.findIndex((column) => column.name === name)
    return rows.slice(0, 200).some((row) => row[at] !== null && row[at] !== undefined)
  }
  const isShown = (name: string): boolean => (usual.includes(name) && isTelling(name)) !== asked.includes(name)
  const names = columns.map(({ name }) => name).filter((name) => !name.endsWith("_id"))
  const ordered = [...first.filter((name) => names.includes(name)), ...names.filter((name) => !usual.includes(name))]
  const shown = ordered.filter(isShown)
  return shown.length === 0 ? ordered.slice(0, 1) : shown
}

/** The fields of one entry, by what they are about. */
export const fieldGroups: ReadonlyArray<{ readonly title: string; readonly names: ReadonlyArray<string> }> = [
  {
    title: "Request",
    names: [
      "time",
      "method",
      "path",
      "query",
      "protocol",
      "origin",
      "site",
      "scheme",
      "port",
      "bytes_in",
      "template",
      "kind",
      "extension"
    ]
  },
  { title: "Answer", names: ["status", "bytes", "duration_ms", "upstream_ms", "mime", "cache", "upstream_address"] },
  {
    title: "Client",
    names: [
      "client",
      "country",
      "city",
      "network",
      "user",
      "agent",
      "agent_class",
      "bot",
      "browser",
      "browser_version",
      "os",
      "os_version",
      "device",
      "forwarded_for",
      "remote_address",
      "tls",
      "cipher"
    ]
  },
  { title: "Led here by", names: ["referrer", "referrer_site", "referrer_class"] },
  { title: "Log", names: ["source", "line", "extra", "entry_id"] }
]
