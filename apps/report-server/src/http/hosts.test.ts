import { hostname, networkInterfaces } from "node:os"

import { assert, describe, it } from "@effect/vitest"

import { addressesElsewhere, allowedHosts, inUrl, isAllowedHost } from "./hosts.ts"

const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))

describe("hosts", () => {
  it("a server of all addresses answers to each of them and to the machine's name, and to no other", () => {
    for (const host of ["0.0.0.0", "::"]) {
      const allowed = allowedHosts(host)
      for (const name of [hostname(), "localhost", ...addresses.map(inUrl)]) {
        assert.isTrue(isAllowedHost(`${name}:8080`, allowed), name)
      }
      for (const name of ["0.0.0.0", "[::]", "example.com", "203.0.113.77"]) {
        assert.isFalse(isAllowedHost(name, allowed), name)
      }
    }
  })

  it("one of loopback answers to loopback only", () => {
    const allowed = allowedHosts(null)
    assert.deepStrictEqual([...allowed].toSorted(), ["127.0.0.1", "[::1]", "localhost"])
    assert.deepStrictEqual(addressesElsewhere(null), [])
  })

  it("addresses to print are those that others can use", () => {
    assert.deepStrictEqual(addressesElsewhere("192.0.2.1"), [])
    for (const address of addressesElsewhere("0.0.0.0")) {
      assert.include(addresses, address)
      assert.isFalse(address.startsWith("127."))
    }
  })
})
