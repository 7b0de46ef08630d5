/** Where the user stands and keeps the settings, told from the environment. Loads nothing, as it is asked first of all. */
import { dirname, isAbsolute, join } from "node:path"

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

/**
 * Never within the folder somebody stands in: code in the user's own configuration is run, so that a relative path, which
 * XDG's rules say to ignore, or an empty HOME must not lead there.
 */
export const configFolderOf = (env: Env): string => {
  const absolute = (folder: string | undefined): string | null =>
    folder !== undefined && isAbsolute(folder) ? folder : null
  const config = absolute(env["XDG_CONFIG_HOME"]) ?? join(absolute(env["HOME"]) ?? "/", ".config")
  return join(config, "logmill")
}
