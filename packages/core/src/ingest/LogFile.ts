/**
 * A log file that is open: its state when it was opened, its compression by magic bytes, and its beginning.
 *
 * The state is taken from the open descriptor before anything is read, so that a file that grows meanwhile looks changed
 * the next time.
 */
import { createHash, createHmac } from "node:crypto"
import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from "node:fs"

import { compressionOf, decompress, magicBytes } from "@logmill/workers/read/compression"
import type { Compression } from "@logmill/workers/read/compressions"
import { DamageError } from "@logmill/workers/read/damage"
import { FileSource } from "@logmill/workers/read/source"

/** Decompressed bytes looked at to recognise a file and its format. */
const headBytes = 16 * 1024
/** And of a file in which these are no log. */
const longHeadBytes = 256 * 1024
const headLineBytes = 4096
/** Of a file's end. */
const tailBytes = 8 * 1024

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
  /** Of the first line (within the first 4 KiB): the same for a file and its compressed or renamed copy. */
  readonly headDigest: Buffer
  /** The same, as long as the file has nothing but comments. */
  readonly firstDigest: Buffer
  readonly digestLine: DigestLine
}

/** The digest by which a first line is looked for: eight bytes. */
export type DigestLine = (line: Buffer) => Buffer

/** `key`: of an anonymized database, in which the digest alone would tell the line; else null. */
export const makeDigestLine =
  (key: Uint8Array | null): DigestLine =>
  (line) => {
    const hash = key === null ? createHash("sha256") : createHmac("sha256", key)
    return hash.update(line).digest().subarray(0, 8)
  }

export const openLogFile = async (path: string, digestLine = makeDigestLine(null)): Promise<LogFile> => {
  const fd = openSync(path, "r")
  try {
    const stat = fstatSync(fd, { bigint: true })
    const magic = Buffer.alloc(magicBytes)
    const compression = compressionOf(magic.subarray(0, readSync(fd, magic, 0, magicBytes, 0)), path)
    const { head, damaged } =
      compression === "none"
        ? { head: plainHead(fd, headBytes), damaged: false }
        : await packedHead(fd, compression, headBytes)
    const isEmpty = head.length === 0 && !damaged
    const digests = { headDigest: headDigestOf(head, digestLine), firstDigest: firstDigestOf(head, digestLine) }
    return { path, fd, stat, size: Number(stat.size), compression, head, isEmpty, ...digests, digestLine }
  } catch (cause) {
    closeSync(fd)
    throw cause
  }
}

export const closeLogFile = (file: LogFile): void => closeSync(file.fd)

/** More of a file's beginning, for a file whose `head` says nothing. */
export const longHead = async ({ fd, compression, head }: LogFile): Promise<Buffer> => {
  if (head.length < headBytes) return head
  return compression === "none" ? plainHead(fd, longHeadBytes) : (await packedHead(fd, compression, longHeadBytes)).head
}

/** Of a plain file that goes on behind its `head` its last lines, whole ones; else nothing. */
export const lastLines = ({ compression, fd, head, size }: LogFile): Buffer => {
  const from = Math.max(head.length, size - tailBytes)
  if (compression !== "none" || from >= size) return Buffer.alloc(0)
  const tail = bytesAt(fd, from, size - from)
  return tail.subarray(tail.indexOf(0x0a) + 1)
}

const plainHead = (fd: number, length: number): Buffer => bytesAt(fd, 0, length)

/** So many, or as many as there are. */
const bytesAt = (fd: number, from: number, length: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length)
  return bytes.subarray(0, new FileSource(fd, from).read(bytes, 0, length))
}

const packedHead = async (
  fd: number,
  compression: Exclude<Compression, "none">,
  wanted: number
): Promise<{ readonly head: Buffer; readonly damaged: boolean }> => {
  let damaged = false
  const chunks: Array<Buffer> = []
  let length = 0
  try {
    for await (const chunk of decompress(compression, new FileSource(fd, 0), { input: 4096, output: wanted })) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= wanted) break
    }
  } catch (cause) {
    // What is damaged is found again, and named, when the file is read.
    if (!(cause instanceof DamageError)) throw cause
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

/**
 * Of the first line of a log's first bytes; where that is a comment, as servers begin their files with the same ones, of
 * the first line that is none, once it is there.
 */
export const headDigestOf = (head: Buffer, digestLine: DigestLine): Buffer => {
  const { end } = lineAt(head, 0)
  for (let at = 0; isComment(head, at); at = lineAt(head, at).end + 1) {
    const next = lineAt(head, at).end + 1
    const line = lineAt(head, next)
    if (!isComment(head, next) && line.isWhole) return digestLine(head.subarray(next, line.end))
  }
  return digestLine(head.subarray(0, end))
}

/** Of the first line, a comment or not. */
const firstDigestOf = (head: Buffer, digestLine: DigestLine): Buffer =>
  digestLine(head.subarray(0, lineAt(head, 0).end))

const isComment = (head: Buffer, at: number): boolean => at < Math.min(head.length, headLineBytes) && head[at] === 0x23

const lineAt = (head: Buffer, start: number): { readonly end: number; readonly isWhole: boolean } => {
  const limit = Math.min(head.length, headLineBytes)
  const newline = head.indexOf(0x0a, start)
  const isWhole = newline >= 0 && newline < limit
  return { end: isWhole ? newline : limit, isWhole }
}
