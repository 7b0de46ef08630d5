/** The built-in analyses, for who wants them alone. Commands find them as those of a plugin. */
import type { AnalysisFolder } from "@logmill/core/plugin"
import { join } from "node:path"

import { builtInFolder } from "./builtIn.ts"

export const builtInAnalyses: AnalysisFolder = { path: join(builtInFolder, "analyses"), origin: "built-in" }
