import { describe, expect, it } from "vitest"

import { bracesIn, listBehindRegex, meantBy, withoutSlashes } from "./otherGrammars.ts"

describe("a pattern of another grammar", () => {
  it.each<[string, string, string | null]>([
    ["path", "^/login", "~^/login"],
    ["path", "/shop/.*", "~/shop/.*"],
    ["path", "/shop/[a-z]*", "~/shop/[a-z]*"],
    ["agent", "(curl|wget)", "~(curl|wget)"],
    ["path", "/a[", null],
    ["path", "[z-a]", null],
    ["path", "/shop/a.b", null],
    ["path", "*.css", null],
    ["path", "https://www.example.com/login?x", "/login"],
    ["path", "http://www.example.com", "/"],
    ["site", "https://www.example.com:443/", "www.example.com"],
    ["site", "[2001:db8::1]", "2001:db8::1"],
    ["referrer", "https://www.example.com/", null]
  ])("--%s %s means %s", (flag, text, instead) => expect(meantBy(flag, text)?.instead ?? null).toBe(instead))

  it.each<[string, string | null]>([
    ["*.{css,js}", "*.css,*.js"],
    ["/a,/b{c,d,e}/f,/g", "/bc/f,/bd/f,/be/f"],
    ["/{id}", null],
    ["/a{b", null],
    ["}a,{b", null]
  ])("%s means %s", (typed, instead) => expect(bracesIn(typed.split(","))?.instead ?? null).toBe(instead))

  it.each<[string, ReadonlyArray<string> | null]>([
    ["!~css$,!*.png", ["!~css$", "!*.png"]],
    ["/a,~css$,*.png,/b", ["/a,~css$", "*.png", "/b"]],
    ["~css$,~png$", ["~css$", "~png$"]],
    ["~a{1,3},b", null],
    ["/a,*.png", null]
  ])("%s goes on behind a regular expression: %j", (value, list) => expect(listBehindRegex(value)).toEqual(list))

  it.each<[string, string | null]>([
    ["/Log.in/i", "~[lL][oO][gG].[iI][nN]"],
    ["/a/g", "~a"],
    ["/shop/img", null],
    ["/shop/x", null],
    ["/shop/", null]
  ])("~%s means %s", (source, instead) => expect(withoutSlashes(source)?.instead ?? null).toBe(instead))
})
