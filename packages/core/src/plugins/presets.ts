/** The presets of all plugins for `--keep` and `--drop`. A plugin can't change what another's means. */
import { RuleError, Rules, type RulePresets } from "@logmill/workers/filter/rules"

import type { Plugin } from "./Plugin.ts"

export interface FoundPresets {
  readonly presets: RulePresets
  /** Sentences: which preset of whom is not used, and why. */
  readonly problems: ReadonlyArray<{ readonly plugin: Plugin; readonly preset: string; readonly reason: string }>
}

/** Tries each rule. */
export const presetsOf = (plugins: ReadonlyArray<Plugin>): FoundPresets => {
  const owners = new Map<string, Plugin>()
  const presets: Record<string, ReadonlyArray<string>> = {}
  const problems: Array<FoundPresets["problems"][number]> = []
  for (const plugin of plugins) {
    for (const [preset, rules] of Object.entries(plugin.presets)) {
      if (typeof rules === "string") {
        problems.push({ plugin, preset, reason: rules })
        continue
      }
      const owner = owners.get(preset)
      const reason =
        owner === undefined
          ? whyNot(preset, rules)
          : `the plugin ${owner.name} has a preset of this name; choose another`
      if (reason !== null) problems.push({ plugin, preset, reason })
      else {
        owners.set(preset, plugin)
        presets[preset] = rules
      }
    }
  }
  return { presets, problems }
}

const whyNot = (preset: string, rules: ReadonlyArray<string>): string | null => {
  try {
    const compiled = new Rules([preset], [], { [preset]: rules })
    return compiled.isEmpty ? "it holds no rule" : null
  } catch (cause) {
    if (cause instanceof RuleError) return cause.message
    throw cause
  }
}
