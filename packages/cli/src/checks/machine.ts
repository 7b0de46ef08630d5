/** Checks of the machine: Node, the two SQLite engines, decompression, and the file system the database is on. */
import { statfs } from "node:fs/promises"
import { gzipSync } from "node:zlib"

import Database from "better-sqlite3"

import { gunzip } from "@logmill/workers/read/gzip"

import { byteSize } from "../output/size.ts"
import { type Check, check } from "./check.ts"

const oldestNode = "24.12.0"
/** Before it, a write-ahead log that is being reset could damage the database (https://sqlite.org/wal.html). */
const oldestSqlite = "3.51.3"

export const nodeVersion = (version: string): Check =>
  isAtLeast(version, oldestNode)
    ? check("node", "ok", version)
    : check("node", "error", `${version} is too old; install Node ${oldestNode} or newer`)

/** `engine`: the writer's SQLite, or the one that answers questions. */
export const sqliteVersion = (engine: string, version: string): Check =>
  isAtLeast(version, oldestSqlite)
    ? check(engine, "ok", `SQLite ${version}`)
    : check(engine, "error", `SQLite ${version} can damage a database under load; it must be ${oldestSqlite} or newer`)

/** The version of the SQLite that writes. */
export const writerSqlite = (): string => {
  const memory = new Database(":memory:")
  try {
    return String(memory.prepare("SELECT sqlite_version()").pluck().get())
  } finally {
    memory.close()
  }
}

/** Logs are often several gzip members in one file, which not every decompressor reads to the end. */
export const gzipMembers = async (): Promise<Check> => {
  const packed = Buffer.concat([gzipSync("first\n"), gzipSync("second\n")])
  let at = 0
  const source = {
    get bytesRead() {
      return at
    },
    read: (target: Buffer, offset: number, length: number): number => {
      const count = packed.copy(target, offset, at, Math.min(at + length, packed.length))
      at += count
      return count
    }
  }
  try {
    const chunks: Array<Buffer> = []
    for await (const chunk of gunzip(source)) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    return text === "first\nsecond\n"
      ? check("gzip", "ok", "files of several members are read to their end")
      : check("gzip", "error", `a file of two members was read as ${JSON.stringify(text)}`)
  } catch (cause) {
    return check("gzip", "error", `a file of two members can't be read: ${(cause as Error).message}`)
  }
}

/** File systems by the magic number of statfs(2) on Linux. SQLite's write-ahead log does not work over a network. */
const networkSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0xff534d42, "CIFS"],
  [0x517b, "SMB"],
  [0xfe534d42, "SMB 2"],
  [0x01021997, "9p"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"]
])
const fuse = 0x65735546

export const fileSystem = async (folder: string): Promise<Check> => {
  if (process.platform !== "linux") return check("file system", "ok", `not checked on ${process.platform}`)
  return judgeFileSystem(folder, (await statfs(folder)).type)
}

export const judgeFileSystem = (folder: string, type: number): Check => {
  const network = networkSystems.get(type)
  if (network !== undefined) {
    return check("file system", "error", `${folder} is on ${network}, where SQLite can lose data; choose a local disk`)
  }
  return type === fuse
    ? check("file system", "warning", `${folder} is on FUSE; be sure that it is a local disk`)
    : check("file system", "ok", `${folder} is on a local disk`)
}

const enough = 1024 ** 3
const tooLittle = 64 * 1024 ** 2

/** `walBytes` twice: a checkpoint may need room for the log's pages while the log still stands. */
export const freeSpace = async (folder: string, walBytes: number): Promise<Check> => {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const text = `${byteSize(free)} free in ${folder}`
  if (free < tooLittle + 2 * walBytes) return check("free space", "error", `${text}; make room`)
  return free < enough + 2 * walBytes
    ? check("free space", "warning", `${text}; a large ingest may not fit`)
    : check("free space", "ok", text)
}

const isAtLeast = (version: string, oldest: string): boolean => {
  const numbers = (text: string) => text.split(".").map((part) => Number.parseInt(part, 10))
  const [wanted, found] = [numbers(oldest), numbers(version)]
  for (const [i, least] of wanted.entries()) {
    const difference = (found[i] ?? 0) - least
    if (difference !== 0) return difference > 0
  }
  return true
}
