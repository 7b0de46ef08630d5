import { describe, expect, it } from "vitest"

import { mutate, randomFrom, seedOf } from "../testing/mutations.ts"
import { extensionOf, parseRequest, type Request } from "./request.ts"
import { textOf } from "./value.ts"

const parse = (request: string, around = '"'): Request => {
  const bytes = Buffer.from(around + request + around, "latin1")
  return parseRequest(bytes, around.length, bytes.length - around.length)
}

/** What every request says again when its parts are put together. */
const joined = ({ method, origin, path, query, protocol }: Request): string =>
  (method === null ? "" : `${method} `) +
  (origin ?? "") +
  path +
  (query === null ? "" : `?${query}`) +
  (protocol === null ? "" : ` ${protocol}`)

describe("parseRequest", () => {
  it.each<[string, ReadonlyArray<string | null>]>([
    ["", [null, null, "", null, null]],
    ["-", [null, null, "-", null, null]],
    ["GET", [null, null, "GET", null, null]],
    ["a?b", [null, null, "a?b", null, null]],
    ["/a?b", [null, null, "/a", "b", null]],
    ["/a b?c", [null, null, "/a b?c", null, null]],
    ["https://example.com/a?b", [null, "https://example.com", "/a", "b", null]],
    ["GET / HTTP/1.1", ["GET", null, "/", null, "HTTP/1.1"]],
    ["GET /", ["GET", null, "/", null, null]],
    ["PURGE /x?y", ["PURGE", null, "/x", "y", null]],
    ["BAN http://example.com/x", ["BAN", "http://example.com", "/x", null, null]],
    ["M-SEARCH *", ["M-SEARCH", null, "*", null, null]],
    ["BREW *pot", [null, null, "BREW *pot", null, null]],
    ["BREW pot", [null, null, "BREW pot", null, null]],
    ["BREW /a b", [null, null, "BREW /a b", null, null]],
    ["brew /", [null, null, "brew /", null, null]],
    ["A /", [null, null, "A /", null, null]],
    ["RPC_IN_DATA /rpc?a", ["RPC_IN_DATA", null, "/rpc", "a", null]],
    ["PROPPATCH /a", ["PROPPATCH", null, "/a", null, null]],
    ["proppatch /a", [null, null, "proppatch /a", null, null]],
    ["BREW / HTTP/1.1", ["BREW", null, "/", null, "HTTP/1.1"]],
    ["GET /a?b?c#d HTTP/2", ["GET", null, "/a", "b?c#d", "HTTP/2"]],
    ["GET /a? HTTP/2", ["GET", null, "/a", "", "HTTP/2"]],
    ["GET https://u:p@example.com:8443/a?b HTTP/1.1", ["GET", "https://u:p@example.com:8443", "/a", "b", "HTTP/1.1"]],
    ["GET https://example.com HTTP/1.1", ["GET", "https://example.com", "", null, "HTTP/1.1"]],
    ["GET //example.com/a HTTP/1.1", ["GET", null, "//example.com/a", null, "HTTP/1.1"]],
    ["GET 1http://example.com/ HTTP/1.1", ["GET", null, "1http://example.com/", null, "HTTP/1.1"]],
    ["CONNECT [2001:db8::1]:443 HTTP/1.1", ["CONNECT", null, "[2001:db8::1]:443", null, "HTTP/1.1"]],
    ["GET /\\x3fa\\x20b HTTP/1.1", ["GET", null, "/?a b", null, "HTTP/1.1"]],
    ["\\x47ET / HTTP/1.1", [null, null, "GET / HTTP/1.1", null, null]],
    ["GET / HTTP/\\x31.1", ["GET", null, "/ HTTP/1.1", null, null]]
  ])("%j", (request, [method, origin, path, query, protocol]) =>
    expect(parse(request)).toEqual({ method, origin, path, query, protocol })
  )

  it("loses nothing, whatever it is given, and sees nothing around it", () => {
    const random = randomFrom(seedOf("requests"))
    const sound = ["GET /a?b=1 HTTP/1.1", "POST http://example.com/a HTTP/2", "-", "HEAD /", "OPTIONS * HTTP/1.0"]
    const wrong: Array<unknown> = []
    for (let index = 0; index < 50_000; index++) {
      const request = mutate(sound, random)
      if (request.endsWith("m")) continue
      const bytes = Buffer.from(request, "latin1")
      const parsed = parse(request)
      const among = parse(request, "?x HTTP/1.1 GET ")
      if (joined(parsed) !== textOf(bytes, 0, bytes.length)) wrong.push([request, parsed])
      if (JSON.stringify(among) !== JSON.stringify(parsed)) wrong.push([request, parsed, among])
    }
    expect(wrong).toEqual([])
    expect(joined(parse("GET /a?b HTTP/1.1"))).toBe("GET /a?b HTTP/1.1")
  })
})

describe("a request in colours", () => {
  it.each([
    [
      "\u001b[36mGET /a?b HTTP/1.1\u001b[0m",
      { method: "GET", origin: null, path: "/a", query: "b", protocol: "HTTP/1.1" }
    ],
    ["\u001b[31m\u001b[1mPOST /a HTTP/1.1\u001b[0m", { method: "POST", path: "/a", protocol: "HTTP/1.1" }],
    ["\u001b[33mGET /a\u001b[m", { method: "GET", path: "/a", protocol: null }],
    // What is none stays as it is.
    ["\u001b[36mGET /", { method: null, path: "\\x1B[36mGET /" }],
    ["\u001b[36m- x\u001b[0m", { method: null, path: "\\x1B[36m- x\\x1B[0m" }],
    ["\u001b[36m", { method: null, path: "\\x1B[36m" }],
    ["\u001bGET /a", { method: null, path: "\\x1BGET /a" }],
    ["\u001b", { method: null, path: "\\x1B" }]
  ])("%j is read as it is without", (text, request) => expect(parse(text)).toMatchObject(request))
})

describe("a request of one word among many bytes", () => {
  it("is taken apart without a look at the others", () => {
    const bytes = Buffer.alloc(64 * 1024 * 1024, "x")
    const begun = performance.now()
    for (let start = 0; start < 2000; start++) expect(parseRequest(bytes, start, start + 5).path).toBe("xxxxx")
    expect(performance.now() - begun).toBeLessThan(3000)
  })
})

describe("extensionOf", () => {
  it.each([
    ["/a.css", "css"],
    ["/x.JS", "js"],
    ["/a/b.min.Js", "js"],
    ["/a.tar.gz", "gz"],
    ["/a.woff2", "woff2"],
    ["a.png", "png"],
    ["/a.1234567890", "1234567890"],
    ["/a.12345678901", null],
    ["/", null],
    ["", null],
    ["/a", null],
    ["/a.", null],
    ["/.env", null],
    ["/.well-known/x", null],
    ["/v1.2/x", null],
    ["/a.b/", null],
    ["/a.c-d", null],
    ["/a.php;x", null],
    ["/a.é", null],
    ["/a.html%20", null]
  ])("of %s is %s", (path, extension) => expect(extensionOf(path)).toBe(extension))
})
