import { describe, expect, it } from "vitest"

import { FormatError, readField } from "./definition.ts"

describe("readField", () => {
  it.each([
    "",
    "clients",
    "Client",
    "client:ip",
    "user:port",
    "-:all",
    "status:ms",
    "bytes:list",
    "duration:min",
    "upstream+duration",
    "duration+upstream:h",
    "time:iso8601",
    "time:",
    "extra",
    "extra.",
    "extra.1a",
    "extra.a b",
    "extra.a:number",
    "unique.a:ms",
    " client",
    "unique.",
    "duration:",
    "+status",
    "++duration",
    "toString",
    "__proto__",
    "duration:toString",
    "time:constructor"
  ])("refuses %j", (text) => expect(() => readField(text)).toThrow(FormatError))

  it("says what there is instead", () => {
    expect(() => readField("clients")).toThrow(/there are client, site.*extra\.NAME/)
    expect(() => readField("duration:min")).toThrow(/duration:s, duration:s\.ms, duration:ms/)
    expect(() => readField("time:iso8601")).toThrow(/time:clf, time:iso/)
  })

  it.each([
    ["-", { kind: "skip", isList: false, isNumber: false }],
    ["-:list", { kind: "skip", isList: true, isNumber: false }],
    ["-:number", { kind: "skip", isList: false, isNumber: true }],
    ["client", { kind: "text", field: "client" }],
    ["client:port", { kind: "address", field: "client", hasPort: "sometimes" }],
    ["site:ports", { kind: "address", field: "site", hasPort: "always" }],
    ["status", { kind: "number", field: "status", isPart: false }],
    ["duration", { kind: "number", field: "duration", unit: "s", isPart: false }],
    ["upstream:s.ms", { kind: "number", field: "upstream", unit: "s.ms", isPart: false }],
    ["duration+upstream", { kind: "number", field: "upstream", unit: "s", isPart: true }],
    ["duration+upstream:ms", { kind: "number", field: "upstream", unit: "ms", isPart: true }],
    ["time", { kind: "time", form: "clf" }],
    ["time:iso", { kind: "time", form: "iso" }],
    ["time:%d/%b/%Y:%T", { kind: "time", form: { strptime: "%d/%b/%Y:%T" } }],
    ["date", { kind: "date", strptime: "%F", isUtc: false }],
    ["date:utc", { kind: "date", strptime: "%F", isUtc: true }],
    ["clock:utc", { kind: "clock", strptime: "%T", isUtc: true }],
    ["=a|b c", { kind: "fixed", texts: ["a", "b c"] }],
    ["+upstream:ms", { kind: "number", field: "upstream", unit: "ms" }],
    ["clock:%H:%M:%S,%L", { kind: "clock", strptime: "%H:%M:%S,%L" }],
    ["extra.upstream_status", { kind: "extra", name: "upstream_status", isList: false }],
    ["extra.upstream_status:list", { kind: "extra", name: "upstream_status", isList: true }],
    ["unique.request-id", { kind: "unique", name: "request-id", isList: false }]
  ])("reads %j", (text, spec) => expect(readField(text)).toMatchObject(spec))
})
