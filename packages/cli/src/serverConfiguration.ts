/**
 * A server's configuration as files: nginx.conf or httpd.conf with all that it includes, read for what it says of logs
 * (workers/format/dialects/serverLogs.ts). Also goaccess.conf, which has one log-format.
 *
 * Paths in it count as they do for the server: nginx's from the folder of its main file, Apache's from its ServerRoot, and,
 * where nothing is there, from the file's own folder. What is included and can't be read is passed over, and named.
 */
import { globSync, readFileSync, realpathSync, statSync } from "node:fs"
import { dirname, join, resolve } from "node:path"

import { type Directive, directivesOf, type ServerName, serverOf } from "@logmill/workers/format/dialects/configuration"
import { goaccessName } from "@logmill/workers/format/dialects/goaccess"

/** More files than a server has, and a longer one than any of its. */
const mostFiles = 2000
const mostBytes = 16 * 1024 * 1024

export interface Configuration {
  readonly server: ServerName
  readonly directives: ReadonlyArray<Directive>
  readonly files: number
  /** Included files that can't be read, each with the reason. */
  readonly unread: ReadonlyArray<string>
}

/** Null for a file that is no configuration of a server. Throws what the system says of the main file. */
export const readConfiguration = (path: string): Configuration | null => {
  const text = textOf(path)
  const server = serverOf(text)
  if (server === null) return null
  const reading = new Reading(server, dirname(path))
  reading.take(path, text)
  return { server, directives: reading.directives, files: reading.files.size, unread: reading.unread }
}

/** Of a regular file: a pipe would be waited for, and a device has no end. */
export const textOf = (path: string): string => {
  const { size } = statSync(path)
  if (!statSync(path).isFile()) throw Object.assign(new Error(`${path} is no file`), { code: "it is no regular file" })
  if (size > mostBytes) throw Object.assign(new Error(`${path} is too large`), { code: "it is larger than 16 MB" })
  return readFileSync(path, "utf8")
}

/** GoAccess' format with those of its dates and times, as `--log-format` takes them; null: the text has none. */
export const goaccessOf = (text: string): string | null => {
  const option = (name: string): string | undefined => optionsOf(text, name)[0]
  const format = option("log-format")
  if (format === undefined) return null
  // One of its own has its dates and times in its name.
  if (goaccessName(format) !== undefined) return format
  const both = option("datetime-format")
  const times = both === undefined ? [option("date-format"), option("time-format")] : [both]
  return times.includes(undefined) ? format : [format, ...times].join(" | ")
}

const optionsOf = (text: string, name: string): ReadonlyArray<string> =>
  [...text.matchAll(new RegExp(`^[ \\t]*${name}[ \\t=]+(\\S.*?)[ \\t\\r]*$`, "gm"))].map(([, value]) => value!)

/** What else goaccess.conf says of the lines that count, and what does the same here: only its format is taken. */
export const goaccessPassedOver = (text: string): ReadonlyArray<readonly [option: string, instead: string]> => {
  const isOn = (name: string): boolean => optionsOf(text, name).some((value) => /^(?:true|yes|1)$/i.test(value))
  return [
    ...optionsOf(text, "exclude-ip").map((client) => [`exclude-ip ${client}`, `--drop client:${client}`] as const),
    ...optionsOf(text, "ignore-status").map((code) => [`ignore-status ${code}`, `--drop status:${code}`] as const),
    ...(isOn("anonymize-ip") ? [["anonymize-ip", "--anonymize"] as const] : []),
    ...(isOn("ignore-crawlers") ? [["ignore-crawlers", "--class people when you ask"] as const] : [])
  ]
}

class Reading {
  readonly directives: Array<Directive> = []
  readonly files = new Set<string>()
  readonly unread: Array<string> = []
  readonly #server: ServerName
  /** Where relative paths count from. */
  #root: string
  readonly #defined = new Map<string, string>()

  constructor(server: ServerName, folder: string) {
    this.#server = server
    this.#root = folder
  }

  take(file: string, text: string): void {
    this.files.add(file)
    const isApache = this.#server === "apache"
    /** Within how many `<IfDefine>` that do not hold. */
    let skipped = 0
    for (const directive of directivesOf(text, this.#server)) {
      const { name } = directive
      const args = isApache ? directive.args.map((arg) => this.#expand(arg)) : directive.args
      if (name === "ifdefine") skipped += skipped > 0 || !this.#holds(args[0]!) ? 1 : 0
      else if (name === "/ifdefine") skipped = Math.max(0, skipped - 1)
      if (skipped > 0 || name.endsWith("ifdefine")) continue
      if (name === "include" || name === "includeoptional") {
        for (const pattern of args) this.#include(pattern, dirname(file))
      } else if (isApache && name === "serverroot" && args[0] !== undefined) {
        this.#root = resolve(dirname(file), args[0])
      } else if (isApache && name === "define" && args[0] !== undefined) {
        this.#defined.set(args[0], args[1] ?? "")
      } else this.directives.push({ ...directive, args })
    }
  }

  /** What an `<IfDefine>` says; what the server was started with (`-D`) is not known here. */
  #holds(condition: string): boolean {
    return condition.startsWith("!") ? !this.#defined.has(condition.slice(1)) : this.#defined.has(condition)
  }

  /** Apache's `Define`; what its environment says is not known here, and stays. */
  #expand(text: string): string {
    return text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => this.#defined.get(name) ?? whole)
  }

  #include(pattern: string, folder: string): void {
    const roots = this.#server === "nginx" ? [this.#root] : [this.#root, folder]
    const places = [...new Set(roots.map((root) => resolve(root, pattern)))]
    const found = places.map((place) => this.#filesAt(place)).find((files) => files.length > 0) ?? []
    if (found.length === 0 && !/[*?[]/.test(pattern)) this.unread.push(`${pattern}: no such file`)
    for (const file of found) {
      if (this.files.has(file) || this.files.size >= mostFiles) continue
      let text: string
      try {
        text = textOf(file)
      } catch (error) {
        this.files.add(file)
        this.unread.push(`${file}: ${(error as NodeJS.ErrnoException).code}`)
        continue
      }
      this.take(file, text)
    }
  }

  /** The files that a path with stars means, in the order of their names; of a folder, all that are in it. */
  #filesAt(pattern: string, above: ReadonlyArray<string> = []): ReadonlyArray<string> {
    return (/[*?[]/.test(pattern) ? globSync(pattern).toSorted() : [pattern]).flatMap((path) => {
      let isFolder: boolean | undefined
      try {
        isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory()
      } catch (error) {
        this.unread.push(`${path}: ${(error as NodeJS.ErrnoException).code}`)
      }
      if (isFolder !== true) return isFolder === undefined ? [] : [path]
      // A link may lead back up.
      const folder = realpathSync(path)
      if (above.includes(folder)) return []
      return globSync("*", { cwd: path })
        .toSorted()
        .flatMap((name) => this.#filesAt(join(path, name), [...above, folder]))
    })
  }
}
