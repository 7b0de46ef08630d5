import { PatternError } from "@logmill/workers/filter/expression"
import { describe, expect, it } from "vitest"

import { matchesSql } from "./matchesSql.ts"

describe("matches() of addresses", () => {
  it.each<[string, string, string]>([
    ["client", "192.0.2.0/24", "(coalesce(in_network((client), '192.0.2.0/24'), 0))"],
    ["e.client", "!192.0.2.0/24", "(NOT coalesce(in_network((e.client), '192.0.2.0/24'), 0))"],
    ['("client")', "192.0.2.1", `(coalesce(in_network((("client")), '192.0.2.1'), 0))`],
    ["client", "-", "(coalesce((client) = '-', 0))"],
    [
      "remote_address",
      "2001:db8::/32,-,a*",
      "(coalesce(in_network((remote_address), '2001:db8::/32') OR (remote_address) IS NULL OR (remote_address) GLOB 'a*', 0))"
    ],
    ["forwarded_for", "192.0.2.0/24", "(coalesce(in_network((forwarded_for), '192.0.2.0/24'), 0))"],
    ["forwarded_for", "192.0.2.1", "(coalesce((forwarded_for) = '192.0.2.1', 0))"],
    ["clients", "192.0.2.1", "(coalesce((clients) = '192.0.2.1', 0))"],
    ["path", "/24,192.0.2/24", "(coalesce((path) = '/24' OR (path) = '192.0.2/24', 0))"]
  ])("%s by %s", (text, pattern, sql) => expect(matchesSql(text, pattern)).toBe(sql))

  it.each(["192.0.2.0/33", "192.0.2"])("refuses %s for a client", (pattern) => {
    expect(() => matchesSql("client", pattern)).toThrow(PatternError)
  })
})
