/** Where the user stands and keeps the settings, told from the environment. Loads nothing, as it is asked first of all. */
import { dirname, join } from "node:path"

type Env = Readonly<Record<string, string | undefined>>

/**
 * npm runs a script in the package's folder and keeps the user's folder in INIT_CWD. That holds only for a process
 * npm itself started there: a child that went to another folder has left, and stands where it is.
 */
export const standingIn = (env: Env, cwd: string): string => {
  const startedByNpm = env["npm_lifecycle_event"] !== undefined && env["npm_package_json"] !== undefined
  const inPackage = startedByNpm && dirname(env["npm_package_json"] ?? "") === cwd
  return inPackage ? (env["INIT_CWD"] ?? cwd) : cwd
}

export const configFolderOf = (env: Env): string =>
  join(env["XDG_CONFIG_HOME"] || join(env["HOME"] ?? "/", ".config"), "logmill")
