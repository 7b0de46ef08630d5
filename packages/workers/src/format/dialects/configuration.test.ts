import { describe, expect, it } from "vitest"

import { FormatError } from "../definition.ts"
import { directivesOf, oneOf, serverOf } from "./configuration.ts"

describe("serverOf", () => {
  it.each([
    ["http {\n log_format a '$request';\n}", "nginx"],
    ["server{listen 80;}", "nginx"],
    ["access_log /var/log/a.log;", "nginx"],
    ['LogFormat "%h" a', "apache"],
    ["<VirtualHost *:80>\n  CustomLog a b\n</VirtualHost>", "apache"],
    ["# log_format a\nServerRoot /etc/httpd\n", "apache"],
    ["# http {\n", null],
    ['192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 1', null],
    ["log-format %h", null],
    ["", null]
  ])("of %j", (text, server) => expect(serverOf(text)).toBe(server))
})

describe("directives of nginx", () => {
  it.each<
    [text: string, directives: ReadonlyArray<readonly [name: string, args: ReadonlyArray<string>, line: number]>]
  >([
    ["", []],
    [
      "a b c;d;",
      [
        ["a", ["b", "c"], 1],
        ["d", [], 1]
      ]
    ],
    [
      "a\n  'b '  # the 'comment\n  \"c\" ;\n\nd e;",
      [
        ["a", ["b ", "c"], 1],
        ["d", ["e"], 5]
      ]
    ],
    [
      "http { a b; server { c d; } }",
      [
        ["http", [], 1],
        ["a", ["b"], 1],
        ["server", [], 1],
        ["c", ["d"], 1]
      ]
    ],
    [
      `a 'it\\'s' "\\"q\\"" \\;x 'back\\\\slash' 't\\tn\\n' '\\x';`,
      [["a", ["it's", '"q"', ";x", "back\\slash", "t\tn\n", "\\x"], 1]]
    ],
    [
      "a ${b}c $d{ e; }",
      [
        ["a", ["${b}c", "$d"], 1],
        ["e", [], 1]
      ]
    ],
    ["a#b c;", [["a#b", ["c"], 1]]],
    [
      "x_by_lua_block {\n if a == '}' then b(\"{}\") end }\nc;",
      [
        ["x_by_lua_block", [], 1],
        ["c", [], 3]
      ]
    ],
    ["a 'never closed;", [["a", ["never closed;"], 1]]],
    ["a b", [["a", ["b"], 1]]]
  ])("%j", (text, directives) =>
    expect(directivesOf(text, "nginx").map(({ args, line, name }) => [name, args, line])).toEqual(directives)
  )
})

describe("directives of Apache", () => {
  it.each<
    [text: string, directives: ReadonlyArray<readonly [name: string, args: ReadonlyArray<string>, line: number]>]
  >([
    ['# LogFormat x\n\n  LogFormat "%h \\"%r\\"" a\r\n', [["logformat", ['%h "%r"', "a"], 3]]],
    [
      'LogFormat "%h \\\n%r" a\nCustomLog a b',
      [
        ["logformat", ["%h %r", "a"], 1],
        ["customlog", ["a", "b"], 3]
      ]
    ],
    ["<VirtualHost *:80>\n CustomLog 'a b' \"c\" env=!x\n</VirtualHost>", [["customlog", ["a b", "c", "env=!x"], 2]]],
    ['A "back\\\\slash" "\\n"', [["a", ["back\\slash", "\\n"], 1]]],
    ['A "never closed', [["a", ["never closed"], 1]]]
  ])("%j", (text, directives) =>
    expect(directivesOf(text, "apache").map(({ args, line, name }) => [name, args, line])).toEqual(directives)
  )
})

describe("oneOf", () => {
  it("is the directive, with or without its semicolon", () => {
    expect(oneOf("log_format a 'b'", "nginx", "log_format").args).toEqual(["a", "b"])
    expect(oneOf(" log_format a 'b' ;\n", "nginx", "log_format").args).toEqual(["a", "b"])
  })
  it.each(["", "other a b;", "log_format a b; log_format c d;"])("refuses %j", (text) =>
    expect(() => oneOf(text, "nginx", "log_format")).toThrow(FormatError)
  )
})
