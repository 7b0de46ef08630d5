/** What counts as an asset: the extensions that the preset `static` names (logmill-plugin.toml), so that one list serves both. */
import type { RulePresets } from "@logmill/core/plugin"

/** Lower-case, without the dot. `presets`: logmill's own. */
export const assetExtensionsOf = ({ static: rules = [] }: RulePresets): ReadonlySet<string> =>
  new Set(rules.filter((rule) => rule.startsWith("ext:")).flatMap((rule) => rule.slice("ext:".length).split(",")))
