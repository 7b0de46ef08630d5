/** Writes docs/formats, the pages of the built-in formats. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { formatPages } from "@logmill/plugins/formatPages"

const folder = join(import.meta.dirname, "../docs/formats")
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const [name, text] of formatPages()) writeFileSync(join(folder, name), text)
