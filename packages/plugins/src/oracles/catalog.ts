/** The built-in formats, as the oracles of this folder find them. */
import { FormatCatalog } from "@logmill/core/plugin"

import { builtInFormats, readFormats } from "../formats.ts"

export const builtInCatalog = (): FormatCatalog => new FormatCatalog(() => readFormats(builtInFormats(), true))
