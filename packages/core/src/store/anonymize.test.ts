/** What is left of clients and of addresses among other texts. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { addressHex } from "@logmill/workers/filter/client"

import { maskAddress, maskClient, maskExtra, maskText } from "./anonymize.ts"

describe("maskClient", () => {
  const cases: ReadonlyArray<readonly [client: string, masked: string]> = [
    ["-", "-"],
    ["192.0.2.17", "192.0.2.0"],
    ["192.0.2.0", "192.0.2.0"],
    ["192.0.2.17:4711", "192.0.2.0"],
    ["255.255.255.255", "255.255.255.0"],
    ["::ffff:192.0.2.17", "::ffff:192.0.2.0"],
    ["::ffff:c000:211", "::ffff:192.0.2.0"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::"],
    ["2001:DB8::6", "2001:db8::"],
    ["[2001:db8:1:2::6]", "2001:db8:1::"],
    ["[2001:db8:1:2::6]:443", "2001:db8:1::"],
    ["fe80::1%eth0", "fe80::"],
    ["2001:0:53aa:64c:0:0:0:1", "2001:0:53aa::"],
    ["2002:c000:211:1::1", "2002:c000:200::"],
    ["64:ff9b::192.0.2.17", "64:ff9b::"],
    ["::192.0.2.17", "::"],
    ["::1", "::"],
    ["0:0:5::1", "0:0:5::"],
    ["host-192-0-2-17.dyn.example.net", "*.example.net"],
    ["HOST.Example.Net.", "*.example.net"],
    ["a.example.co.uk", "*.example.co.uk"],
    ["example.co.uk", "*.example.co.uk"],
    ["co.uk", "*.co.uk"],
    ["example.net", "*.example.net"],
    ["localhost", "*"],
    ["unix:", "*"],
    ["", "*"],
    ["192.0.2.17, 198.51.100.7", "*"],
    ["192.0.2.256", "*"],
    ["3221225985", "*"],
    ["a b.example.net", "*"],
    ["\\x00.example.net", "*"]
  ]
  it.each(cases)("%s: %s", (client, masked) => {
    assert.strictEqual(maskClient(client), masked)
  })

  it("changes nothing of what is masked", () => {
    const masks = cases.map(([, masked]) => masked).filter((masked) => !masked.startsWith("*"))
    assert.deepStrictEqual(masks.map(maskClient), masks)
  })

  const byte = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))
  it.prop("gives all neighbours the same address, and no others", [byte, byte, byte, byte], ([a, b, c, d]) => {
    assert.strictEqual(maskAddress(`${a}.${b}.${c}.${d}`), `${a}.${b}.${c}.0`)
  })

  const group = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffff }))
  it.prop("keeps 48 bits of an IPv6 address, as an address", [Schema.Array(group)], ([groups]) => {
    const eight = [0x2001, ...groups, 0, 0, 0, 0, 0, 0, 0, 0].slice(0, 8).map((one) => one.toString(16))
    const hex = addressHex(eight.join(":"))!
    assert.strictEqual(addressHex(maskAddress(eight.join(":"))!), hex.slice(0, 12).padEnd(32, "0"))
  })
})

describe("maskExtra", () => {
  it("masks addresses in lists and texts, and leaves servers and all else", () => {
    const extra = {
      port: 443,
      tls: "TLSv1.3",
      forwarded_for: "192.0.2.7, unknown,[2001:db8:1:2::7]:4711, 198.51.100.7:80, 17.pool.example.net",
      remote_address: "10.0.0.17",
      upstream_address: "10.0.0.17:8080",
      note: "for=192.0.2.60;by=203.0.113.43 at 12:30:45, v1.2.3.4.5; 2001:db8::99.",
      request_id: "00c0ffee:dead"
    }
    assert.deepStrictEqual(JSON.parse(maskExtra(JSON.stringify(extra))), {
      port: 443,
      tls: "TLSv1.3",
      forwarded_for: "192.0.2.0, unknown,[2001:db8:1::]:4711, 198.51.100.0:80, *.example.net",
      remote_address: "10.0.0.0",
      upstream_address: "10.0.0.17:8080",
      note: "for=192.0.2.0;by=203.0.113.0 at 12:30:45, v1.2.3.4.5; 2001:db8::.",
      request_id: "00c0ffee:dead"
    })
  })

  it("is read and written as it was, name by name", () => {
    for (const extra of ['{"a":"x","port":80}', '{"__proto__":"x"}', "{}"]) assert.strictEqual(maskExtra(extra), extra)
    assert.strictEqual(maskText("forwarded_for", ""), "")
  })
})
