import { expect, describe, it } from "vitest"

import { networkTest } from "./inNetwork.ts"

describe("in_network", () => {
  const inNetwork = networkTest()

  it.each<[string, string, boolean]>([
    ["192.0.2.7", "192.0.2.0/24", true],
    ["192.0.3.7", "192.0.2.0/24", false],
    ["::ffff:192.0.2.7", "192.0.2.0/24", true],
    ["192.0.2.7", "::ffff:192.0.2.7", true],
    ["2001:DB8:0::7", "2001:db8::/32", true],
    ["[2001:db8::7]", "2001:db8::/32", true],
    ["2001:db9::7", "2001:db8::/32", false],
    ["203.0.113.1:8080", "203.0.113.0/24", true],
    ["[2001:db8::7]:443", "2001:db8::/32", true],
    ["198.51.100.1, 192.0.2.7", "192.0.2.0/24", true],
    ["198.51.100.1, unknown", "192.0.2.0/24", false],
    ["a.example.com", "0.0.0.0/0", false],
    ["192.0.2.0/24", "192.0.2.0/24", true],
    ["192.0.2.0/25", "192.0.2.0/24", false],
    ["-", "::/0", false],
    ["", "::/0", false]
  ])("%s in %s: %s", (text, network, expected) => expect(inNetwork(text, network)).toBe(expected))

  it("refuses what is no network", () => {
    expect(() => inNetwork("192.0.2.7", "192.0.2.0/33")).toThrow(
      'in_network(): "192.0.2.0/33" is no network; write 192.0.2.0/24 or 2001:db8::/32'
    )
  })
})
