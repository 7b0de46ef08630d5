import { describe, expect, it } from "vitest"

import { read } from "../../testing/lines.ts"
import { FormatError } from "../definition.ts"
import { dialectFormat, dialectOf, isDialect } from "./dialect.ts"

describe("dialectOf", () => {
  it.each([
    ["$remote_addr - $remote_user", "nginx"],
    ["${remote_addr}", "nginx"],
    ["log_format main '%h';", "nginx"],
    ["%h %l %u %t", "apache"],
    ["%{X-Forwarded-For}i %{%d/%b/%Y}t %>s", "apache"],
    ['LogFormat "$x" y', "apache"],
    ["%h %m %U", "apache"],
    ["%^FB %h %r", "apache"],
    ['%h %^[%d:%t %^] "%r"', "goaccess"],
    ['%h [%x] "%r"', "goaccess"],
    ['{"ts":"%x","r":"%r"}', "goaccess"],
    ["(?<client>\\S+) %h $x", "regex"],
    ["(?P<client>\\S+)", "regex"],
    ["{client} {time:%d/%b/%Y} {request}", "pattern"],
    ["{-} {user}", "pattern"],
    ["words", null],
    ["no format at all", null]
  ])("of %j", (text, dialect) => expect(dialectOf(text)).toBe(dialect))
})

describe("isDialect", () => {
  it.each(["$request", "%h", "{client}", "a b", "(?<client>a)", '"x"'])("of %j", (text) =>
    expect(isDialect(text)).toBe(true)
  )
  it.each(["combined", "nginx-main", "COMBINED", "syslog/combined"])("not of %j", (text) =>
    expect(isDialect(text)).toBe(false)
  )
})

describe("dialectFormat", () => {
  it("says what there is, to a text that is none of it", () => {
    expect(() => dialectFormat("no format at all")).toThrow(FormatError)
    expect(() => dialectFormat("no format at all")).toThrow(/nginx.*Apache.*GoAccess.*regular expression.*pattern/)
  })

  const line = '192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200'
  const fields = {
    time: "2026-11-10T13:55:36.000Z",
    client: "192.0.2.1",
    method: "GET",
    path: "/a",
    protocol: "HTTP/1.1",
    status: 200
  }
  it.each([
    '$remote_addr [$time_local] "$request" $status',
    '$remote_addr [$time_local] \\"$request\\" $status',
    '%h %t "%r" %>s',
    '%h %t \\"%r\\" %>s',
    '%h [%d:%t %^] "%r" %s',
    '%h [%d:%t %^] \\"%r\\" %s',
    '(?<client>\\S+) \\[(?<time>[^\\]]+)\\] "(?<request>[^"]*)" (?<status>\\d+)',
    '{client} [{time}] "{request}" {status}'
  ])("reads the same line by %s", (text) => expect(read(dialectFormat(text), line)).toEqual(fields))
})
