/** Names that stand beside a path somebody mistyped, as they would have typed them. */
import { readdirSync } from "node:fs"
import { resolve } from "node:path"

/** At most a thousand; none when the folder can't be read. */
export const siblingsOf = (cwd: string, path: string): ReadonlyArray<string> => {
  const folder = path.slice(0, path.lastIndexOf("/") + 1)
  try {
    return readdirSync(resolve(cwd, folder))
      .slice(0, 1000)
      .map((name) => folder + name)
  } catch {
    return []
  }
}
