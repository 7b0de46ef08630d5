/** Writes docs/server-settings.md. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"

// By its place, as the command is no package that others import.
const page = new URL("../packages/cli/src/serverSettings.ts", import.meta.url).href
const { serverSettingsPage } = (await import(page)) as { readonly serverSettingsPage: () => string }

writeFileSync(join(import.meta.dirname, "../docs/server-settings.md"), serverSettingsPage())
