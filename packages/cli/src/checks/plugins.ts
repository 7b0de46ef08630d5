/** Whether all plugins can be used; what is not of one is left out everywhere, so that nothing is red. */
import { Effect } from "effect"

import { inspectPlugins } from "../pluginParts.ts"
import { foundPlugins, refusalOf } from "../plugins.ts"
import type { Settings } from "../settingTable.ts"
import { check } from "./check.ts"

export const pluginCheck = Effect.fnUntraced(function* (settings: Settings) {
  const { plugins, refused } = yield* foundPlugins(settings)
  const seen = yield* inspectPlugins(plugins, settings)
  const problems = [
    ...refused.map(refusalOf),
    ...seen.flatMap(({ parts }) => parts.flatMap((part) => part.problem ?? []))
  ]
  const notRun = seen.filter((one) => one.notRun !== null).map(({ plugin }) => `the code of ${plugin.name} is not run`)
  const [first] = [...problems, ...notRun]
  if (first === undefined) return check("plugins", "ok", plugins.map(({ name }) => name).join(", "))
  const more = problems.length + notRun.length - 1
  return check("plugins", "warning", `${first}${more > 0 ? `, and ${more} more` : ""}; logmill plugins shows all`)
})
