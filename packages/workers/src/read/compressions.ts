/** How a file may be compressed. */
export const compressions = ["none", "gzip", "zstd", "brotli", "bzip2", "xz"] as const
export type Compression = (typeof compressions)[number]
