/**
 * `logmill formats explain LINE`: reads one line as an ingest would and shows every field as it would be stored, or
 * where and why reading it stopped (exit status 1).
 */
import { Effect } from "effect"
import { CliOutput } from "effect/cli"

import { zoneRule } from "@logmill/core/zone"
import { formatOfLine, parserFor } from "@logmill/workers/parse/formats"
import { LineFields, OK, rejectReasons, type RejectReason, rejectReasonTexts } from "@logmill/workers/parse/line"
import { extensionOf, parseRequest } from "@logmill/workers/parse/request"
import { textOf } from "@logmill/workers/parse/value"

import { Stop, usage } from "../exit.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { checkFormat } from "../logFormat.ts"
import { isoIn } from "../output/cell.ts"
import { escapeText } from "../output/escape.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { type Cell, listing } from "../output/rows.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere & OutputFlags & FlagValues<"logFormat" | "logZone"> & { readonly line: string }

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { values: settings } = yield* loadSettings(givenBy(input))
  if (/[\r\n]/.test(input.line)) return yield* usage("formats explain takes one line; quote it as it stands in the log")
  yield* checkFormat(settings.logFormat)
  const explained = explainLine(input.line, settings.logFormat, settings.logTz)
  if (explained._tag === "Rejected") {
    const shell = yield* Shell
    yield* shell.warn(input.line)
    yield* shell.warn(`${" ".repeat(CliOutput.displayWidth(escapeText(explained.readUpTo)))}^`)
    return yield* new Stop({ status: "partly", sentence: `${explained.reason}: ${explained.sentence}` })
  }
  const columns = ["field", "value"].map((name) => ({ name, kind: "text" as const }))
  return yield* printRows([listing("fields", columns, explained.fields)], choice)
})

type Explained =
  | { readonly _tag: "Read"; readonly fields: ReadonlyArray<readonly [field: string, value: Cell]> }
  | {
      readonly _tag: "Rejected"
      readonly reason: RejectReason
      readonly sentence: string
      /** What was read before reading stopped. */
      readonly readUpTo: string
    }

const firstYear = Date.UTC(1970)
const lastYear = Date.UTC(2100)

/** Reads a line in a format (or `auto`); times without a zone are in `zone`. */
export const explainLine = (line: string, format: string, zone: string): Explained => {
  const bytes = Buffer.from(line)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fields = new LineFields()
  const outcome = parserFor(format, zoneRule(zone, firstYear, lastYear)).parse(bytes, view, 0, bytes.length, fields)
  if (outcome !== OK) {
    const reason = rejectReasons[outcome] as RejectReason
    const readUpTo = bytes.toString("utf8", 0, Math.max(0, fields.stoppedAt))
    return { _tag: "Rejected", reason, sentence: rejectReasonTexts[reason], readUpTo }
  }
  const text = (start: number, end: number) => (start < 0 ? null : textOf(bytes, start, end))
  const request = parseRequest(
    fields.request.inScratch ? fields.scratch.bytes : bytes,
    fields.request.start,
    fields.request.end
  )
  return {
    _tag: "Read",
    fields: [
      ["format", formatOfLine(fields)],
      ["time", isoIn("UTC")(fields.time)],
      ["client", text(fields.client.start, fields.client.end)],
      ["forwarded_for", text(fields.forwarded.start, fields.forwarded.end)],
      ["site", text(fields.site.start, fields.site.end)],
      ["user", text(fields.user.start, fields.user.end)],
      ["method", request.method],
      ["origin", request.origin],
      ["path", request.path],
      ["query", request.query],
      ["extension", extensionOf(request.path)],
      ["protocol", request.protocol],
      ["status", fields.status < 0 ? null : fields.status],
      ["bytes", fields.bytes < 0 ? null : fields.bytes],
      ["referrer", text(fields.referrer.start, fields.referrer.end)],
      ["agent", text(fields.agent.start, fields.agent.end)]
    ]
  }
}
