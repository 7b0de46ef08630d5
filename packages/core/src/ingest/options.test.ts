import { isYear, momentOf } from "@logmill/workers/parse/time"
import { offsetAtUtc } from "@logmill/workers/zone"
import { expect, it } from "vitest"

import { offsetsOf } from "../zone.ts"
import { zoneRuleOf } from "./options.ts"

it.each(["Australia/Sydney", "America/New_York", "Asia/Kathmandu", "Africa/Monrovia"])(
  "the offsets of %s are known from the first time that a line can have",
  (zone) => {
    const earliest = momentOf(Date.UTC(1970), Date.UTC(1969, 11, 31, 9))
    expect([isYear(1968), earliest]).toEqual([false, Date.UTC(1969, 11, 31, 9)])
    const [rule, offsetAt] = [zoneRuleOf(zone), offsetsOf(zone)]
    const wrong: Array<number> = []
    for (let time = earliest; time < Date.UTC(1991); time += 10 * 86_400_000) {
      if (offsetAtUtc(rule, time) !== offsetAt(time)) wrong.push(time)
    }
    expect(wrong).toEqual([])
  }
)
