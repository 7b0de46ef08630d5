/**
 * `logmill ingest [FILE|DIR|GLOB|-]...`: reads log files into the database; with `--retry-rejects` tries the lines again
 * that did not parse.
 */
import { Effect } from "effect"

import type { IngestReport } from "@logmill/core/ingest/report"

import { endWith, usage } from "../exit.ts"
import type { Everywhere, FlagValues, ingestKeys } from "../flags.ts"
import { ingestFiles } from "../ingesting.ts"
import { shownPath, statusOfIngest, whyNothing } from "../ingestReport.ts"
import { nextCommand } from "../next.ts"
import { printRows } from "../output/print.ts"
import { listing, type Rows } from "@logmill/core/output/rows"
import { usePlugins } from "../plugins.ts"
import { retryFiles } from "../retrying.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere &
  FlagValues<(typeof ingestKeys)[number] | "dryRun" | "retryRejects"> & { readonly files: ReadonlyArray<string> }

export const run = Effect.fnUntraced(function* (input: Input) {
  if (input.retryRejects) {
    if (input.again) return yield* usage("--again reads files as new sources, --retry-rejects reads none; choose one")
    if (input.anonymize) {
      return yield* usage(
        "--anonymize is for the first ingest of a database; --retry-rejects stores clients as the database does"
      )
    }
    const settings = yield* loadSettings(givenBy(input))
    const plugins = yield* usePlugins(settings.values)
    return yield* retryFiles({ files: input.files, settings, plugins, dryRun: input.dryRun })
  }
  if (input.files.length === 0) {
    return yield* usage("logmill ingest needs something to read: a file, a folder, a glob, or - for standard input")
  }
  const shell = yield* Shell
  const resolved = yield* loadSettings(givenBy(input))
  const { values: settings } = resolved
  const { again, dryRun, files } = input
  const plugins = yield* usePlugins(settings)
  const report = yield* ingestFiles({ files, settings: resolved, plugins, again, dryRun })
  if (dryRun) {
    yield* printRows([preview(report, shell.cwd)], { mode: "table", csvSafe: true, escape: true })
    yield* shell.note("nothing was stored (--dry-run)")
  }
  const status = statusOfIngest(report, settings.maxRejects)
  if (status === "usage") return yield* usage(`nothing to read: ${whyNothing(report)}`)
  if (!dryRun) yield* shell.note(`next: ${nextCommand(shell, settings, "analyze")}`)
  return yield* endWith(status)
})

/** What a dry run found. */
const preview = (report: IngestReport, cwd: string): Rows =>
  listing(
    "files",
    [
      { name: "file", kind: "path" },
      { name: "result", kind: "text" },
      { name: "format", kind: "text" },
      { name: "lines", kind: "count" },
      { name: "stored", kind: "count" },
      { name: "filtered", kind: "count" },
      { name: "rejected", kind: "count" },
      { name: "skipped", kind: "count" }
    ],
    report.outcomes.map(({ counts, format, path, result }) => [
      shownPath(cwd, path),
      result,
      format,
      counts.lines,
      counts.stored,
      counts.filtered,
      counts.rejected,
      counts.blank + counts.comment
    ])
  )
