/** Writes docs/analyses.md, the page of the built-in analyses. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"

import { analysesPage } from "@logmill/plugins/analysesPage"

writeFileSync(join(import.meta.dirname, "../docs/analyses.md"), analysesPage())
