/** How a file may be compressed. */
export const compressions = ["none", "gzip", "zstd", "brotli", "bzip2", "xz"] as const
export type Compression = (typeof compressions)[number]

/** How names of such files end; `.tgz` and `.z` are gzip where they can be read. */
export const compressedEnding = /\.(?:gz|tgz|z|zst|br|bz2|xz)$/i
