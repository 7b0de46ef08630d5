/**
 * A log file that is open: its state when it was opened, its compression by magic bytes, and its beginning.
 *
 * The state is taken from the open descriptor before anything is read, so that a file that grows meanwhile looks changed
 * the next time.
 */
import { createHash } from "node:crypto"
import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from "node:fs"

import { gunzip, GzipError, isGzip } from "@logmill/workers/read/gzip"
import { FileSource } from "@logmill/workers/read/source"
import type { Compression } from "@logmill/workers/piece"

/** Decompressed bytes looked at to recognise a file and its format. */
const headBytes = 16 * 1024
/** And of a file in which these are no log. */
const longHeadBytes = 256 * 1024
const headLineBytes = 4096

export interface LogFile {
  readonly path: string
  readonly fd: number
  readonly stat: BigIntStats
  readonly size: number
  readonly compression: Compression
  /** The first bytes, decompressed. */
  readonly head: Buffer
  /** Whether nothing can be read from it, because nothing is in it; not because of damage. */
  readonly isEmpty: boolean
  /** Of the first line (within the first 4 KiB) that is no comment: the same for a file and its compressed or renamed copy. */
  readonly headDigest: Buffer
}

export const openLogFile = async (path: string): Promise<LogFile> => {
  const fd = openSync(path, "r")
  try {
    const stat = fstatSync(fd, { bigint: true })
    const magic = Buffer.alloc(3)
    readSync(fd, magic, 0, 3, 0)
    const compression = isGzip(magic) ? "gzip" : "none"
    const { head, damaged } =
      compression === "gzip" ? await gzipHead(fd, headBytes) : { head: plainHead(fd, headBytes), damaged: false }
    const isEmpty = head.length === 0 && !damaged
    return { path, fd, stat, size: Number(stat.size), compression, head, isEmpty, headDigest: headDigestOf(head) }
  } catch (cause) {
    closeSync(fd)
    throw cause
  }
}

export const closeLogFile = (file: LogFile): void => closeSync(file.fd)

/** More of a file's beginning, for a file whose `head` says nothing. */
export const longHead = async ({ fd, compression, head }: LogFile): Promise<Buffer> => {
  if (head.length < headBytes) return head
  return compression === "gzip" ? (await gzipHead(fd, longHeadBytes)).head : plainHead(fd, longHeadBytes)
}

const plainHead = (fd: number, length: number): Buffer => {
  const head = Buffer.allocUnsafe(length)
  return head.subarray(0, new FileSource(fd, 0).read(head, 0, length))
}

const gzipHead = async (fd: number, wanted: number): Promise<{ readonly head: Buffer; readonly damaged: boolean }> => {
  let damaged = false
  const chunks: Array<Buffer> = []
  let length = 0
  try {
    for await (const chunk of gunzip(new FileSource(fd, 0), { input: 4096, output: wanted })) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= wanted) break
    }
  } catch (cause) {
    // What is damaged is found again, and named, when the file is read.
    if (!(cause instanceof GzipError)) throw cause
    damaged = true
  }
  return { head: Buffer.concat(chunks).subarray(0, wanted), damaged }
}

/**
 * The file's first bytes as they are now (at most 4 KiB); null when what was there when it was opened is there no more:
 * it was cut or rewritten meanwhile. Costs a read from the system's cache.
 */
export const headNow = (file: LogFile): Buffer | null => {
  const then = file.head.subarray(0, headLineBytes)
  if (file.compression !== "none") return then
  const head = Buffer.allocUnsafe(headLineBytes)
  try {
    const now = head.subarray(0, new FileSource(file.fd, 0).read(head, 0, headLineBytes))
    return now.subarray(0, then.length).equals(then) ? now : null
  } catch {
    return null
  }
}

/** Of the first line of a log's first bytes that is no comment: servers begin their files with the same ones. */
export const headDigestOf = (head: Buffer): Buffer => {
  const first = firstLine(head)
  return createHash("sha256")
    .update(head.subarray(...first))
    .digest()
    .subarray(0, 8)
}

const firstLine = (head: Buffer): readonly [start: number, end: number] => {
  const limit = Math.min(head.length, headLineBytes)
  const endOf = (start: number): number => {
    const newline = head.indexOf(0x0a, start)
    return newline < 0 || newline > limit ? limit : newline
  }
  for (let at = 0; at < limit; at = endOf(at) + 1) if (head[at] !== 0x23) return [at, endOf(at)]
  return [0, endOf(0)]
}
