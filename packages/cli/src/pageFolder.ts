/** Where the report page is, as it was built: beside the bundle, or in the repository beside its server. */
import { fileURLToPath } from "node:url"

export const pageFolder: string = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../../apps/report-server/dist/web" : "./web", import.meta.url)
)
