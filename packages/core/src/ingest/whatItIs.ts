/**
 * What a file is of which no line can be read: told by how it begins, so that one knows what to do. Only kinds that are given
 * instead of an access log again and again; of all else one is told how to look at a line.
 */
import { linesOf } from "@logmill/workers/format/headLines"

/** The end of a sentence about the file, with what to type. `head`: the beginning of it, decompressed. */
export const whatItIs = (head: Buffer): string => {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    return "is text in UTF-16; convert it first: iconv -f UTF-16 -t UTF-8 FILE"
  }
  const program = programs.find(([magic]) => head.toString("hex", 0, 4) === magic)?.[1]
  if (program !== undefined)
    return `is compressed in a way not read yet; pipe it in: ${program} FILE | logmill ingest -`
  if (isBinary(head)) return "is no text, so no access log"
  const server = errorLogs.find(({ line }) => isMostly(head, line))
  if (server !== undefined)
    return `is an error log of ${server.name}, it seems; logmill reads access logs, which ${server.setting} writes`
  return "is no access log in a format known here: not one of its first lines can be read; see why with: logmill formats explain LINE"
}

/** By the four bytes that a file begins with, in hexadecimal. */
const programs: ReadonlyArray<readonly [magic: string, program: string]> = [
  ["04224d18", "lz4 -dc"],
  ["504b0304", "unzip -p"]
]

const errorLogs = [
  // https://nginx.org/en/docs/ngx_core_module.html#error_log
  { name: "nginx", setting: "access_log", line: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[[a-z]+\] \d+#\d+: / },
  // https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat, and that of 2.2.
  {
    name: "Apache",
    setting: "CustomLog",
    line: /^\[\w{3} \w{3} [\d ]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4}\] \[[\w:-]+\] /
  }
]

/** Of the first lines, more than half: messages of many lines and of other programs stand between them. */
const isMostly = (head: Buffer, kind: RegExp): boolean => {
  const lines = linesOf(head)
    .slice(0, 20)
    .map(([start, end]) => head.toString("latin1", start, end))
  return lines.filter((line) => kind.test(line)).length > lines.length / 2
}

/**
 * Whether some are bytes that no text has, and more than a line of a damaged log: of compressed data they are a tenth. NULs are
 * none of them, as logs that were cut while they were written have runs.
 */
const isBinary = (head: Buffer): boolean => {
  const odd = head.filter((byte) => (byte > 0 && byte < 9) || (byte > 13 && byte < 32 && byte !== escape)).length
  return odd > head.length / 50
}

const escape = 27
