import { describe, expect, it } from "vitest"

import { addressHex, compileClients, networkOf, networkText, readClients } from "./client.ts"

describe("clients", () => {
  it.each(["192.0.2.0/33", "2001:db8::/129", "192.0.2/24"])("refuses the network %s", (text) => {
    expect(() => readClients(text)).toThrow(/is no network; write 192\.0\.2\.0\/24/)
  })

  it.each(["300.1.1.1", "192.0.2", "192.0.2.", "!192.0.2.1.5", "example.com,1.2.3.256"])("refuses %s", (text) => {
    expect(() => readClients(text)).toThrow(/" is no address; write one such as 192\.0\.2\.1, a network/)
  })

  it.each([
    ["192.0.2.0-192.0.2.255", "write networks: 192.0.2.0/24"],
    ["!192.0.2.8 - 192.0.2.16", "write networks: 192.0.2.8/29,192.0.2.16"],
    ["192.0.2.1-192.0.2.200", "write networks: 192.0.2.0/24 is the smallest that holds it"],
    ["192.0.2.9-192.0.2.9", "write networks: 192.0.2.9"],
    ["2001:db8::-2001:db8::ffff", "write networks: 2001:db8::/112"]
  ])("refuses the range %s", (text, instead) => {
    expect(() => readClients(text)).toThrow(`is a range of addresses; ${instead}`)
  })

  it.each<[string, ReadonlyArray<string>, ReadonlyArray<string>]>([
    ["192.0.2.1", ["192.0.2.1", "::ffff:192.0.2.1", "[::ffff:c000:201]"], ["192.0.2.10", "host192.0.2.1"]],
    ["192.0.2.0/24", ["192.0.2.0", "192.0.2.255"], ["192.0.3.0", "192.0.1.255", "example.com"]],
    ["192.0.2.77/25", ["192.0.2.0", "192.0.2.127"], ["192.0.2.128"]],
    ["0.0.0.0/0", ["198.51.100.7", "::ffff:203.0.113.9"], ["2001:db8::1", "example.com"]],
    ["2001:db8::/32", ["2001:db8::1", "2001:DB8:ffff::", "2001:db8::1%eth0"], ["2001:db9::", "192.0.2.1"]],
    ["2001:db8::1", ["2001:0db8:0:0:0:0:0:1"], ["2001:db8::2"]],
    ["*.example.com", ["a.example.com"], ["example.com"]],
    ["!192.0.2.0/24", ["198.51.100.1", "example.com"], ["192.0.2.9"]],
    ["192.0.2.0/24,!192.0.2.9", ["192.0.2.8"], ["192.0.2.9", "198.51.100.1"]],
    ["-", ["-"], ["192.0.2.1", "a-b"]],
    ["!-,!192.0.2.0/24", ["198.51.100.1"], ["-", "192.0.2.1"]],
    ["192.0.2.*,300.*", ["192.0.2.7", "300.1.1.1"], ["192.0.3.7"]],
    ["12345", ["12345"], ["192.0.2.1"]],
    ["~^host-[0-9]{2}$,x", [], ["host-12"]]
  ])("%s", (text, yes, no) => {
    const matches = compileClients(readClients(text))
    expect(yes.filter((client) => !matches(client))).toEqual([])
    expect(no.filter((client) => matches(client))).toEqual([])
  })

  it("writes addresses in full", () => {
    expect(addressHex("192.0.2.1")).toBe("00000000000000000000ffffc0000201")
    expect(addressHex("2001:db8::192.0.2.1")).toBe("20010db80000000000000000c0000201")
    expect(addressHex("::")).toBe("0".repeat(32))
    expect(addressHex("example.com")).toBeNull()
  })
})

describe("a network as it is typed", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.77/25", "192.0.2.0/25"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:0DB8:0:0:1::/80", "2001:db8:0:0:1::/80"],
    ["2001:db8::1", "2001:db8::1"],
    ["::/0", "::/0"]
  ])("%s is %s", (text, written) => expect(networkText(networkOf(text)!)).toBe(written))
})
