/**
 * Where logmill's own plugin is: a folder with a manifest, formats and analyses, which the host reads like a user's. From
 * source it stands around `src/`; a bundle (main or a chunk of it) has it in its own folder.
 */
import { fileURLToPath } from "node:url"

export const builtInFolder: string = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? ".." : ".", import.meta.url)
).replace(/\/$/, "")
