/**
 * Completes the lockfiles, of the project and of bench/duckdb, after every change of dependencies (npm calls it: the `dependencies` script), with what
 * `npm install` leaves out and `npm ci` needs:
 *
 * - The binaries of other platforms, where the registry of the machine lacks them. `npm ci` refuses a lockfile without
 *   them ("Missing: ... from lock file"), on every machine. An entry without integrity is enough: npm skips what is not
 *   for its platform, and asks the registry for what is.
 * - `gypfile: false` of better-sqlite3, which brings its binaries along. npm 10 decides by the lockfile, not by the
 *   package's own manifest, whether to compile, and would ask for Python and a compiler.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

interface Locked {
  readonly version?: string
  readonly cpu?: ReadonlyArray<string>
  readonly dev?: boolean
  readonly libc?: ReadonlyArray<string>
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: ReadonlyArray<string>
  gypfile?: boolean
}

const files = ["../package-lock.json", "../bench/duckdb/package-lock.json"]

const systems = /(?:^|-)(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)/
const processors = /-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)/
const libraries = /-(gnu|musl)/

/** The entry of a binary; what npm compares with the machine is read from its name, `@nx/nx-linux-arm64-musl`. */
const entryOf = (name: string, version: string, dev: boolean): Locked => {
  const os = systems.exec(name.replace(/^@[^/]*\//, ""))?.[1]
  const cpu = processors.exec(name)?.[1]
  const libc = os === "linux" ? libraries.exec(name)?.[1] : undefined
  if (cpu === undefined) throw new Error(`package-lock.json lacks ${name}, and its name tells no platform`)
  return {
    version,
    cpu: [cpu],
    ...(dev && { dev }),
    ...(libc !== undefined && { libc: [libc === "gnu" ? "glibc" : libc] }),
    optional: true,
    ...(os !== undefined && { os: [os] })
  }
}

for (const name of files) {
  const file = join(import.meta.dirname, name)
  const before = readFileSync(file, "utf8")
  const lock = JSON.parse(before) as { packages: Record<string, Locked> }
  for (const [path, locked] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(locked.optionalDependencies ?? {})) {
      const entry = `node_modules/${name}`
      if (entry in lock.packages || `${path}/${entry}` in lock.packages) continue
      lock.packages[entry] = entryOf(name, version, locked.dev === true)
    }
  }
  const sqlite = lock.packages["node_modules/better-sqlite3"]
  if (sqlite !== undefined) sqlite.gypfile = false

  lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  const after = `${JSON.stringify(lock, null, 2)}\n`
  if (after !== before) writeFileSync(file, after)
}
