/** How a file is compressed, by its first bytes, and what is in it. Archives are not opened. */
import type { Compression } from "./compressions.ts"
import { gunzip, isGzip } from "./gzip.ts"
import { type Portions, usualPortions } from "./input.ts"
import type { ByteSource } from "./source.ts"
import { isZstd, unzstd } from "./zstd.ts"

/** Bytes that tell. */
export const magicBytes = 6

/** Brotli has no mark: it goes by the file's name, where there is one. */
export const compressionOf = (magic: Buffer, name: string | null): Compression => {
  if (isGzip(magic)) return "gzip"
  if (isZstd(magic)) return "zstd"
  if (magic.toString("latin1", 0, 3) === "BZh") return "bzip2"
  if (magic.toString("hex", 0, 6) === "fd377a585a00") return "xz"
  return name !== null && /\.br$/i.test(name) ? "brotli" : "none"
}

/**
 * The decompressed bytes in chunks that are the caller's to keep. Throws a DamageError after the last good one. Small
 * `portions` are for who wants a file's beginning only.
 */
export const decompress = (
  compression: Exclude<Compression, "none">,
  source: ByteSource,
  portions: Portions = usualPortions
): AsyncGenerator<Buffer, void> => {
  if (compression === "gzip") return gunzip(source, portions)
  return compression === "zstd" ? unzstd(source, portions) : rarer(compression, source, portions)
}

/** What few logs need is loaded for those. */
const rarer = async function* (
  compression: "brotli" | "bzip2" | "xz",
  source: ByteSource,
  portions: Portions
): AsyncGenerator<Buffer, void> {
  if (compression === "brotli") yield* (await import("./brotli.ts")).unbrotli(source, portions)
  else yield* (await import("./program.ts")).throughProgram(compression, source, portions)
}
