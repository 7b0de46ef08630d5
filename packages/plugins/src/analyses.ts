/**
 * Where the built-in analyses are. They come through the same door as a user's own: a folder of `.sql` files.
 * From source the folder stands beside `src/`; a bundle (main or a chunk of it) has it in its own folder.
 */
import type { AnalysisFolder } from "@logmill/core/plugin"
import { fileURLToPath } from "node:url"

const relative = import.meta.url.endsWith(".ts") ? "../analyses/" : "./analyses/"

export const builtInAnalyses: AnalysisFolder = {
  path: fileURLToPath(new URL(relative, import.meta.url)),
  origin: "built-in"
}
