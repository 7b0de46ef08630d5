/**
 * The browser of the machine. Where there is none it is installed, if that can be done: these tests are not left out because
 * nobody thought of it.
 */
import { spawnSync } from "node:child_process"
import { accessSync, constants, existsSync } from "node:fs"
import { delimiter, isAbsolute, join } from "node:path"

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"]

const elsewhere = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium"
]

const whatToInstall =
  "the report's tests need a browser: install chromium (Debian and Ubuntu: apt-get install chromium) or Google Chrome, or say where one is: CHROMIUM=/path/to/chromium"

export interface Machine {
  readonly env: NodeJS.ProcessEnv
  readonly isRoot: boolean
  readonly isExecutable: (path: string) => boolean
  /** Debian's package; false: it can't be had. */
  readonly install: () => boolean
}

export const thisMachine: Machine = {
  env: process.env,
  isRoot: process.getuid?.() === 0,
  isExecutable: (path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  },
  install: () => {
    console.error("no browser here: installing Debian's chromium for the report's tests")
    const apt = (...words: ReadonlyArray<string>): boolean =>
      spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=120", ...words], {
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
        stdio: ["ignore", 2, 2]
      }).status === 0
    return apt("update") && apt("install", "-y", "--no-install-recommends", "chromium")
  }
}

/** The path of an executable; throws a sentence that says what to install. */
export const findChromium = (machine: Machine = thisMachine): string => {
  const { env, isExecutable, isRoot } = machine
  const chosen = env["CHROMIUM"] ?? ""
  if (chosen !== "") {
    if (isAbsolute(chosen) && isExecutable(chosen)) return chosen
    throw new Error(`CHROMIUM=${chosen} is no program; give the whole path of a browser`)
  }
  const look = (): string | undefined => {
    const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "")
    return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...elsewhere].find(isExecutable)
  }
  const found = look()
  if (found !== undefined) return found
  const hasApt = isExecutable("/usr/bin/apt-get")
  if (!isRoot || !hasApt) throw new Error(whatToInstall)
  const installed = machine.install() ? look() : undefined
  if (installed === undefined) throw new Error(`${whatToInstall} (apt-get could not)`)
  return installed
}

/** Nothing of its own over the network, nothing kept, and no name but this machine's is found. */
export const quietFlags: ReadonlyArray<string> = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--metrics-recording-only",
  "--no-first-run",
  "--no-pings",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
  // As root, as in containers, there is no sandbox to be had.
  ...(process.getuid?.() === 0 || existsSync("/.dockerenv") ? ["--no-sandbox"] : [])
]
