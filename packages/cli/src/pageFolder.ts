/** Where the report page is, as it was built: beside the bundle, or in the repository beside its server; to be served, and for files. */
import { fileURLToPath } from "node:url"

const built = (name: string): string =>
  fileURLToPath(
    new URL(import.meta.url.endsWith(".ts") ? `../../../apps/report-server/dist/${name}` : `./${name}`, import.meta.url)
  )

export const pageFolder: string = built("web")
export const fileFolder: string = built("file")
