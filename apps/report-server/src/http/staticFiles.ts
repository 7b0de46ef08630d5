/**
 * The page's files: a table made once from the folder, by the exact path of a request. No part of a request ever becomes part of
 * a file's path. They are read when the server starts, so that a page that is open can load the rest of itself when another
 * logmill has been installed in the meantime.
 */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { gzipSync } from "node:zlib"

export interface StaticFile {
  readonly type: string
  /** Null: it is not worth it, or is compressed already. */
  readonly gzipped: () => Buffer | null
  readonly bytes: Buffer
  readonly etag: () => string
  /** Its name changes with its content. */
  readonly isImmutable: boolean
}

/** By path; `/` is index.html. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8"
}

/** Bytes from which on compressing is worth it. */
const worthCompressing = 1_024

/** Empty where there is no such folder. Files of other types are not served. */
export const readStaticFiles = (folder: string): StaticFiles => {
  const files = new Map<string, StaticFile>()
  for (const entry of entriesOf(folder)) {
    if (!entry.isFile() || types[extname(entry.name)] === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length).replaceAll("\\", "/")
    files.set(name, fileAt(path, name))
  }
  const index = files.get("/index.html")
  if (index !== undefined) files.set("/", index)
  return files
}

const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
  } catch {
    return []
  }
}

const fileAt = (path: string, name: string): StaticFile => {
  const type = types[extname(path)]!
  const bytes = readFileSync(path)
  const isText = !["image/png", "image/x-icon", "font/woff2"].includes(type)
  return {
    type,
    bytes,
    gzipped: once(() => (isText && bytes.length >= worthCompressing ? gzipSync(bytes, { level: 9 }) : null)),
    etag: once(() => `"${createHash("sha256").update(bytes).digest("base64url")}"`),
    isImmutable: name.startsWith("/assets/")
  }
}

const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | null = null
  return () => (made ??= { value: make() }).value
}
