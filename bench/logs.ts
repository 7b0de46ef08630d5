/**
 * The bench logs on disk: written when first asked for, and again only when the generator has changed, whose digest is
 * part of the folder's name; those of another generator are then removed. A folder appears under its name when it is
 * complete.
 */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { createGzip } from "node:zlib"

import { logWriter } from "./generate.ts"
import type { Rewriter } from "./generator/otherFormats.ts"

export type LogSpec = {
  readonly lines: number
  /** The lines go on from file to file, as in rotated logs; one file when absent. */
  readonly files?: number
  readonly unique?: boolean
  readonly gzip?: boolean
}

export type Log = {
  readonly folder: string
  readonly files: ReadonlyArray<string>
  readonly lines: number
  /** Of the text, whether it is compressed or not. */
  readonly bytes: number
}

const SEED = 1
const BYTES_A_LINE = 280

export const benchLog = async (dir: string, spec: LogSpec): Promise<Log> => {
  const { files = 1, gzip = false, lines, unique = false } = spec
  const name = [`${lines}x${files}`, ...(unique ? ["unique"] : []), ...(gzip ? ["gz"] : []), digest()].join("-")
  const folder = join(dir, "logs", name)
  const plain = gzip ? await benchLog(dir, { lines, files, unique }) : null
  if (!fs.existsSync(folder)) {
    removeOthers(join(dir, "logs"))
    const unfinished = `${folder}.unfinished`
    fs.mkdirSync(unfinished, { recursive: true })
    checkRoom(unfinished, lines * BYTES_A_LINE)
    if (plain === null) writePlain(unfinished, { lines, files, unique })
    else await compress(unfinished, plain)
    fs.renameSync(unfinished, folder)
  }
  const found = fs.globSync("*", { cwd: folder }).toSorted()
  const paths = found.map((file) => join(folder, file))
  const bytes = plain?.bytes ?? paths.reduce((sum, path) => sum + fs.statSync(path).size, 0)
  return { folder, files: paths, lines, bytes }
}

/** `plain`, a file, as another server logs the same requests; kept beside it. */
export const rewrittenLog = (dir: string, plain: Log, format: string, { header, rewrite }: Rewriter): Log => {
  const folder = join(dir, "logs", `${plain.lines}x1-as-${format}-${formatsDigest()}`)
  const path = join(folder, "access.log")
  if (!fs.existsSync(folder)) {
    const unfinished = `${folder}.unfinished`
    fs.mkdirSync(unfinished, { recursive: true })
    checkRoom(unfinished, plain.lines * BYTES_A_LINE * 2)
    const file = fs.openSync(join(unfinished, "access.log"), "w")
    fs.writeSync(file, header)
    for (const lines of portionsOf(plain.files[0]!)) {
      fs.writeSync(file, Buffer.from(lines.map((line) => rewrite(`${line}\n`)).join(""), "latin1"))
    }
    fs.closeSync(file)
    fs.renameSync(unfinished, folder)
  }
  return { folder, files: [path], lines: plain.lines, bytes: fs.statSync(path).size }
}

/** A file's lines, many at a time. */
function* portionsOf(path: string): Generator<ReadonlyArray<string>> {
  const file = fs.openSync(path, "r")
  const block = Buffer.allocUnsafe(4 << 20)
  let rest = ""
  for (let length = fs.readSync(file, block); length > 0; length = fs.readSync(file, block)) {
    const lines = (rest + block.toString("latin1", 0, length)).split("\n")
    rest = lines.pop()!
    yield lines
  }
  fs.closeSync(file)
}

/** Logs of an earlier generator, and what was not finished. */
const removeOthers = (logs: string): void => {
  const current = [digest(), formatsDigest()]
  for (const name of fs.globSync("*", { cwd: logs })) {
    const [, found] = /^\d+x\d+(?:-unique)?(?:-gz)?(?:-as-[\w-]+)?-([0-9a-f]{8}(?:\.unfinished)?)$/.exec(name) ?? []
    if (found !== undefined && !current.includes(found)) fs.rmSync(join(logs, name), { recursive: true })
  }
}

/** Reads the files once, so that the first trial finds them in memory like all others. */
export const warm = (log: Log): void => {
  const block = Buffer.allocUnsafe(1 << 20)
  for (const path of log.files) {
    const file = fs.openSync(path, "r")
    while (fs.readSync(file, block) > 0);
    fs.closeSync(file)
  }
}

const writePlain = (folder: string, { files, lines, unique }: Required<Omit<LogSpec, "gzip">>): void => {
  const writer = logWriter({ seed: SEED, unique })
  for (let n = 0; n < files; n++) {
    const file = fs.openSync(join(folder, fileName(n, files)), "w")
    writer.write(file, Math.floor(((n + 1) * lines) / files) - Math.floor((n * lines) / files))
    fs.closeSync(file)
  }
}

const fileName = (n: number, files: number): string =>
  files === 1 ? "access.log" : `access-${String(n + 1).padStart(4, "0")}.log`

const compress = async (folder: string, plain: Log): Promise<void> => {
  for (const path of plain.files) {
    const name = `${path.slice(plain.folder.length + 1)}.gz`
    await pipeline(fs.createReadStream(path), createGzip({ level: 6 }), fs.createWriteStream(join(folder, name)))
  }
}

const generator = ["generate.ts", "generator/*.ts"]
const digest = (): string => digestOf(generator)
/** With the formats whose samples lines are made from. */
const formatsDigest = (): string => digestOf([...generator, "ingest-formats.ts", "../packages/plugins/formats/*.json"])

const digestOf = (files: ReadonlyArray<string>): string => {
  const hash = createHash("sha256")
  for (const file of fs.globSync([...files], { cwd: import.meta.dirname }).toSorted()) {
    hash.update(fs.readFileSync(join(import.meta.dirname, file)))
  }
  return hash.digest("hex").slice(0, 8)
}

const checkRoom = (folder: string, needed: number): void => {
  const { bavail, bsize } = fs.statfsSync(folder)
  if (bavail * bsize > needed) return
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
  throw new Error(
    `the bench log needs ${gigabytes(needed)} in ${folder}, where ${gigabytes(bavail * bsize)} are free; ` +
      "give another folder with --dir, or fewer --lines"
  )
}
