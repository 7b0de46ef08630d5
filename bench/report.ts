/** A bench run as it is recorded: what was measured, of which logmill, on what machine, and when. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

import type { Machine } from "./machine.ts"
import type { Measured } from "./operation.ts"
import type { Absent } from "./peers.ts"
import { output } from "./trial.ts"

export type Report = {
  readonly date: string
  readonly logmill: { readonly version: string; readonly commit: string | null }
  readonly machine: Machine
  readonly rounds: number
  readonly measured: ReadonlyArray<Measured>
  /** Operations that went wrong; the others are measured all the same. */
  readonly failed: ReadonlyArray<string>
  readonly absent: ReadonlyArray<Absent>
}

/** Version, and commit where the command lies in a working tree; `+` says that it has changes. */
export const describeLogmill = async (command: string, folder: string): Promise<Report["logmill"]> => {
  const version = await output({ argv: [command, "--version"] }, folder)
  const git = `cd "$1" && git describe --always --exclude '*' --dirty=+ 2> /dev/null || true`
  const commit = await output({ script: git, args: [dirname(command)] }, folder)
  return { version: version.replace(/^logmill /, "").trim(), commit: commit.trim() || null }
}

/** Writes the report into the folder of results and returns the file's path. */
export const record = (report: Report, folder: string): string => {
  const path = join(folder, `${report.date.replaceAll(":", "-")}.json`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, `${JSON.stringify(report, (_, value: unknown) => rounded(value), 2)}\n`)
  return path
}

/** To a tenth of a millisecond or of a thousandth; nothing here is known better. */
const rounded = (value: unknown): unknown => (typeof value === "number" ? Math.round(value * 1e4) / 1e4 : value)
