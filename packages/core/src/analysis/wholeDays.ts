/**
 * Which days the selected entries cover in part only: at most the first and the last of their times, as if there were no other
 * entries. An hour may be missing at either end, as nobody need have come in it; nights without a hit can't be told from
 * logs that are missing, so that a day between counts as whole.
 */
import { offsetAtUtc, type ZoneRule } from "@logmill/workers/zone"

import { dayMs, hourMs } from "../store/rollups/calendar.ts"
import type { TimeSpan } from "./bucket.ts"
import { textLiteral } from "./patternSql.ts"
import { dateText } from "./time.ts"

/** 1 or 0 for a day `YYYY-MM-DD` in the answer's zone; both times of the span are taken as covered. */
export const wholeDaySql = (day: string, rule: ZoneRule, { from, to }: TimeSpan): string => {
  const [first, last] = [from, to].map((time) => time + offsetAtUtc(rule, time)) as [number, number]
  const parts = new Set([
    ...(first % dayMs >= hourMs ? [dateText(first)] : []),
    ...(last % dayMs < dayMs - hourMs ? [dateText(last)] : [])
  ])
  return parts.size === 0 ? `((${day}) IS NOT NULL)` : `((${day}) NOT IN (${[...parts].map(textLiteral).join(", ")}))`
}
