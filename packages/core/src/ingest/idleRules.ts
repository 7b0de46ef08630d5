/**
 * Rules of `--drop` and `--keep` that do nothing: no line of this ingest was dropped by them, and none of an earlier one. A
 * rule behind one that drops the same lines is such a rule, too. Of `--keep` it is only known that none of them matched, which is
 * told when they were not those of the ingest before.
 */
import type { RulePresets } from "@logmill/workers/filter/rules"

import type { Connection } from "../store/open.ts"
import { rangeFiltered } from "../store/schema.ts"
import type { IngestOptions } from "./options.ts"
import type { IngestReport } from "./report.ts"
import { optionsBefore } from "./runs.ts"

interface Given extends Pick<IngestOptions, "keep"> {
  /** As the counts have them. */
  readonly ruleNames: ReadonlyArray<string>
  readonly presets: RulePresets
}

/** Presets are for many kinds of logs: that one finds nothing is no mistake. */
export const sayIdleRules = (
  connection: Connection,
  { keep, presets, ruleNames }: Given,
  { counts, filteredBy, runId }: Pick<IngestReport, "counts" | "filteredBy" | "runId">
): ReadonlyArray<string> => {
  if (counts.stored + counts.filtered === 0) return []
  const drop = ruleNames.slice(0, -1).filter((name) => !Object.hasOwn(presets, name))
  if (drop.length === 0 && keep.length === 0) return []
  const dropped = new Set([
    ...filteredBy.flatMap(({ lines, rule }) => (lines > 0 ? [rule] : [])),
    ...connection.db
      .selectDistinct({ rule: rangeFiltered.rule })
      .from(rangeFiltered)
      .all()
      .map(({ rule }) => rule)
  ])
  const notKept = filteredBy.find(({ rule }) => rule === ruleNames.at(-1))?.lines ?? 0
  const isNoneKept =
    keep.length > 0 &&
    counts.stored === 0 &&
    notKept === counts.filtered &&
    optionsBefore(connection, runId)?.keep.toSorted().join() !== keep.toSorted().join()
  return [
    ...drop.filter((name) => !dropped.has(name)).map((name) => `--drop ${name} dropped no line${adviceOn(name)}`),
    ...(isNoneKept ? keep.map((rule) => `--keep ${rule} matched no line${adviceOn(rule)}`) : [])
  ]
}

const adviceOn = (rule: string): string => {
  const [, kind, value = ""] = /^(method|path|ext):(.*)$/s.exec(rule) ?? []
  const upper = value.toUpperCase()
  if (kind === "method" && !value.includes("~") && value !== upper)
    return `; methods are case-sensitive: method:${upper}`
  if (kind === "path" && /^[^/*!~(\\-]/.test(value)) return `; paths begin with a slash, or a pattern with *`
  if (kind === "path" && !value.includes("~") && value.includes("?")) return "; a path is without what follows the ?"
  if (kind === "ext" && value.replaceAll(/(?:^|,)!?\*?\./g, "").includes(".") && !value.includes("~"))
    return "; an extension is what follows the last dot"
  return ""
}
