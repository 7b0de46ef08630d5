import { describe, expect, it } from "vitest"

import { FormatCatalog } from "./catalog.ts"
import { detect } from "./detect.ts"
import { suggestFormat } from "./suggest.ts"

const catalog = new FormatCatalog(() => [])
const line = '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 2326 "-" "Mozilla/5.0 (X11)"'
const combined = '{client} {-} {user} [{time}] "{request}" {status} {bytes} "{referrer}" "{agent}"'
const found = (...tails: ReadonlyArray<string>) =>
  detect(Buffer.from(tails.map((tail) => `${line} ${tail}\n`).join("")), catalog)

describe("what follows the fields of the Common Log Format", () => {
  it.each([
    ['rt=0.045 urt="0.040"', 'rt={duration:s} urt="{upstream:s}"'],
    ['rt=0.045 uct="-" urt="0.040, 0.001"', 'rt={duration:s} uct="{-}" urt="{upstream:s}"'],
    ['rt=0.045 ua="198.51.100.7:80"', 'rt={duration:s} ua="{upstream_address}"'],
    ['"198.51.100.7" rt=0.045 pool="a b" n=12', '"{forwarded_for}" rt={duration:s} pool="{extra.pool}" n={-}'],
    ['0.045 "2001:db8::1"', '{duration:s} "{forwarded_for}"'],
    ["rid=0123456789abcdef0123456789abcdef", "rid={unique.rid}"]
  ])("%s is read by what is suggested", (tail, pattern) => {
    const { inAgent, nativeFormat, reader, rest, suggested } = found(tail, tail)
    expect({ inAgent, nativeFormat, reader, rest, suggested }).toEqual({
      inAgent: null,
      nativeFormat: "combined",
      reader: "auto",
      rest: tail,
      suggested: `${combined} ${pattern}`
    })
  })

  it.each(["12 34", '"a b"', "[0.045]  x", "rt={0}", '"never closed'])("%s tells nothing", (rest) =>
    expect(suggestFormat("combined", rest)).toBe(null)
  )
  it("is suggested no format that does not read all lines", () =>
    expect(found("rt=0.045", "rt=0.045 x").suggested).toBe(null))
  it("may be taken for a part of the agent, and is told then", () =>
    expect(found('[12] {"a"}', '[13] {"b"}')).toMatchObject({ rest: null, inAgent: '[12] {"a"}' }))
  it("is not told of the odd agent with quotes", () => expect(found("", "", '(a "b" c)"').inAgent).toBe(null))
})
