import { gzipSync } from "node:zlib"

import { assert, describe, it } from "@effect/vitest"

import { whatItIs } from "./whatItIs.ts"

const png = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de", "hex")
const elf = Buffer.concat([
  Buffer.from("7f454c46020101000000000000000000", "hex"),
  gzipSync("x".repeat(100)).subarray(10)
])
const nginx = '2026/11/10 13:55:36 [error] 1234#0: *1 open() "/srv/a" failed (2: No such file), client: 192.0.2.1\n'
const apache =
  "[Tue Nov 10 13:55:36.123456 2026] [core:error] [pid 1:tid 2] [client 192.0.2.1:80] AH00037: no such file\n"
const old = "[Tue Nov 10 13:55:36 2026] [error] [client 192.0.2.1] File does not exist: /srv/a\n"
const unknown = /^is no access log in a format known here: .*logmill formats explain LINE$/

describe("a file of which no line can be read", () => {
  it.each([
    ["an image", png, /^is no text/],
    ["a program", elf, /^is no text/],
    ["an error log of nginx", nginx.repeat(3), /^is an error log of nginx, it seems; .* access_log writes$/],
    ["one that begins with a message of another kind", `starting\n${nginx.repeat(3)}`, /^is an error log of nginx/],
    ["an error log of Apache", apache, /^is an error log of Apache, it seems; .* CustomLog writes$/],
    ["an error log of Apache 2.2", old, /^is an error log of Apache/],
    ["a log with few such lines", `${"one line\n".repeat(3)}${nginx}`, unknown],
    ["text in UTF-16", Buffer.from("\ufeffone", "utf16le"), /^is text in UTF-16; .*iconv/],
    ["an archive", Buffer.from("504b0304", "hex"), /^is compressed in a way not read yet; .*unzip -p/],
    ["text", "one\ntwo\n\x1b[31mred\n", unknown],
    ["text with a damaged line", `${"some words of a program, and more of them\n".repeat(9)}\x01\x02\x03\n`, unknown],
    ["nothing but NULs", Buffer.alloc(100), unknown]
  ])("%s", (_, head, says) => assert.match(whatItIs(Buffer.from(head)), says))
})
