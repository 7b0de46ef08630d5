import { describe, expect, it } from "vitest"

import { parseRequest } from "../parse/request.ts"
import { RuleError, type RulePresets, Rules } from "./rules.ts"

const presets: RulePresets = {
  static: ["ext:css,js,png"],
  noise: ["path:/robots.txt,/.well-known/*", "method:OPTIONS", "client:192.0.2.66", "status:-,101"]
}

interface Line {
  readonly request?: string
  readonly client?: string
  readonly status?: number
}

/** The name of the rule that drops a line, or null. */
const droppedBy = (rules: Rules, line: Line): string | null => {
  const { request = "GET / HTTP/1.1", client = "192.0.2.1", status = 200 } = line
  const bytes = Buffer.from(request, "latin1")
  const rule = rules.droppedBy(
    rules.verdictOfRequest(parseRequest(bytes, 0, bytes.length)),
    rules.verdictOfClient(client),
    rules.verdictOfStatus(status)
  )
  return rule < 0 ? null : rules.names[rule]!
}

const get = (path: string): Line => ({ request: `GET ${path} HTTP/1.1` })

describe("rules that are none", () => {
  it.each<[string, RegExp]>([
    [
      "",
      /^the rule "" is none of static, noise, path:PATTERN, ext:PATTERN, method:PATTERN, status:PATTERN, client:PATTERN$/
    ],
    ["paths:/a", /is none of/],
    ["/a", /is none of/],
    [":/a", /is none of/],
    ["Static", /is none of/],
    ["constructor", /is none of/],
    ["__proto__", /is none of/],
    ["path:", /has no pattern after "path:"/],
    ["stats", /client:PATTERN; did you mean "static"\?$/],
    ["paht:/b", /client:PATTERN; did you mean "path:\/b"\?$/],
    ["path:/a,,/b", /in the rule "path:\/a,,\/b", a pattern is empty/],
    ["path:/a &", /in the rule "path:\/a &", nothing follows the &/],
    ["path:~(", /in the rule "path:~\(", .*no regular expression/],
    ["status:4x", /in the rule "status:4x", "4x" is no status/],
    ["client:192.0.2.0/33", /is no network/]
  ])("%j", (rule, message) => {
    expect(() => new Rules([rule], [], presets)).toThrow(message)
    expect(() => new Rules([], [rule], presets)).toThrow(RuleError)
  })

  it("name the rule", () =>
    expect(() => new Rules(["path:/a", "ext:!"], [], presets)).toThrow(expect.objectContaining({ rule: "ext:!" })))
})

describe("--drop", () => {
  it.each<[string, ReadonlyArray<Line>, ReadonlyArray<Line>]>([
    ["path:/a*", [get("/a"), get("/abc?d"), get("http://example.com/a")], [get("/b/a"), get("/A")]],
    ["path:-", [], [{ request: "-" }, get("-")]],
    ["path:~^-$", [{ request: "-" }], [get("/-")]],
    ["path:\\-", [{ request: "-" }, get("-")], [get("/-")]],
    ["path:/a\\,b,/c", [get("/a,b"), get("/c")], [get("/a"), get("b")]],
    ["ext:x\\,y,css", [get("/a.css")], [get("/a.x"), get("/a.y")]],
    ["path:/a*,!/ab", [get("/a")], [get("/ab"), get("/b")]],
    ["path:!/a", [get("/b"), { request: "" }], [get("/a")]],
    ["path:/a* & !( *.css | *.js )", [get("/a"), get("/a.png?b.css")], [get("/a.css"), get("/a/b.js"), get("/b")]],
    ["path:!/a & !/b", [get("/c")], [get("/a"), get("/b")]],
    ["ext:!( CSS | js )", [get("/a"), get("/a.png")], [get("/a.css"), get("/a.JS")]],
    ["status:404, 5xx", [{ status: 404 }, { status: 500 }], [{ status: 200 }]],
    ["client:192.0.2.0/24 & !192.0.2.1", [{ client: "192.0.2.2" }], [{ client: "192.0.2.1" }, { client: "::1" }]],
    ["ext:css,JS", [get("/a.css"), get("/a.CSS?v=1"), get("/a.js")], [get("/a.png"), get("/css"), get("/a?b.css")]],
    ["ext:.css,*.JS", [get("/a.css"), get("/a.js")], [get("/a.png"), get("/a")]],
    ["ext:!.css", [get("/a.js")], [get("/a.css")]],
    ["ext:-", [get("/a"), get("/"), { request: "-" }], [get("/a.html")]],
    ["ext:!html", [get("/a"), get("/a.css")], [get("/a.html"), get("/a.HTML")]],
    ["ext:~\\D", [get("/a.css"), get("/a.mp4")], [get("/a.7"), get("/a")]],
    ["method:GET", [get("/")], [{ request: "get / HTTP/1.1" }, { request: "POST / HTTP/1.1" }, { request: "-" }]],
    ["method:-", [{ request: "-" }, { request: "\x16\x03" }], [get("/")]],
    ["method:!GET,!HEAD", [{ request: "POST / HTTP/1.1" }, { request: "-" }], [get("/")]],
    [
      "status:404,5xx",
      [{ status: 404 }, { status: 500 }, { status: 599 }],
      [{ status: 200 }, { status: 600 }, { status: -1 }]
    ],
    ["status:-", [{ status: -1 }], [{ status: 0 }, { status: 200 }]],
    ["status:!2xx", [{ status: 404 }, { status: -1 }, { status: 123_456_789 }], [{ status: 200 }, { status: 299 }]],
    [
      "client:192.0.2.0/24",
      [{ client: "192.0.2.1" }, { client: "::ffff:192.0.2.9" }],
      [{ client: "198.51.100.1" }, { client: "a" }]
    ],
    ["client:-", [{ client: "-" }], [{ client: "192.0.2.1" }]],
    ["client:*.example.com", [{ client: "a.example.com" }], [{ client: "example.com" }]],
    ["static", [get("/a.css"), get("/x.PNG")], [get("/a.html"), get("/robots.txt")]],
    [
      "noise",
      [
        get("/robots.txt"),
        { request: "OPTIONS * HTTP/1.1" },
        { client: "192.0.2.66" },
        { status: -1 },
        { status: 101 }
      ],
      [get("/a.css"), { client: "192.0.2.6" }, { status: 100 }]
    ]
  ])("%s", (rule, dropped, kept) => {
    const rules = new Rules([rule], [], presets)
    expect(dropped.map((line) => droppedBy(rules, line))).toEqual(dropped.map(() => rule))
    expect(kept.map((line) => droppedBy(rules, line))).toEqual(kept.map(() => null))
  })

  it("counts a line for the first rule that matches, whatever it is asked of", () => {
    const rules = new Rules(["client:198.51.100.1", "static", "status:404", "path:/a*"], [], presets)
    expect(rules.names).toEqual(["client:198.51.100.1", "static", "status:404", "path:/a*", "not kept"])
    const line = { ...get("/a.css"), status: 404, client: "198.51.100.1" }
    expect(droppedBy(rules, line)).toBe("client:198.51.100.1")
    expect(droppedBy(rules, { ...line, client: "a" })).toBe("static")
    expect(droppedBy(rules, { ...get("/a"), status: 404 })).toBe("status:404")
    expect(droppedBy(rules, get("/a"))).toBe("path:/a*")
    expect(droppedBy(rules, get("/b"))).toBeNull()
  })

  it("takes negations of one kind together: what none of them spares is dropped", () => {
    const rules = new Rules(["path:!/a", "status:404", "path:!/b*,!/c", "path:/x"], [], presets)
    expect(rules.names).toEqual(["status:404", "path:/x", "path:!/a,!/b*,!/c", "not kept"])
    expect(["/a", "/b", "/bcd", "/c"].map((path) => droppedBy(rules, get(path)))).toEqual([null, null, null, null])
    expect(droppedBy(rules, get("/d"))).toBe("path:!/a,!/b*,!/c")
    expect(droppedBy(rules, get("/x"))).toBe("path:/x")
  })

  it("takes an expression for what it says, not for one more negation", () => {
    const rules = new Rules(["path:!/a & !/b", "path:!/c"], [], presets)
    expect(rules.names).toEqual(["path:!/a & !/b", "path:!/c", "not kept"])
    expect(droppedBy(rules, get("/c"))).toBe("path:!/a & !/b")
    expect(droppedBy(rules, get("/a"))).toBe("path:!/c")
  })

  it("takes a negated regular expression with a comma as one", () => {
    const rules = new Rules(["path:!~^/a{1,2}$", "path:!/b"], [], presets)
    expect(["/a", "/aa", "/b"].map((path) => droppedBy(rules, get(path)))).toEqual([null, null, null])
    expect(droppedBy(rules, get("/aaa"))).toBe("path:!~^/a{1,2}$,!/b")
  })
})

describe("--keep", () => {
  it("drops what no rule matches, under a name of its own", () => {
    const rules = new Rules([], ["path:/a*", "status:404"], presets)
    expect(rules.names).toEqual(["not kept"])
    expect([get("/a"), { status: 404 }].map((line) => droppedBy(rules, line))).toEqual([null, null])
    expect(droppedBy(rules, get("/b"))).toBe("not kept")
  })

  it("spares nothing that a --drop rule drops", () => {
    const rules = new Rules(["static"], ["path:/a*"], presets)
    expect(droppedBy(rules, get("/a.css"))).toBe("static")
    expect(droppedBy(rules, get("/a"))).toBeNull()
    expect(droppedBy(rules, get("/b"))).toBe("not kept")
  })

  it("takes presets and negations, too", () => {
    const rules = new Rules([], ["noise"], presets)
    expect(droppedBy(rules, { client: "192.0.2.66" })).toBeNull()
    expect(droppedBy(rules, get("/a"))).toBe("not kept")
    const negated = new Rules([], ["path:!/a", "path:!/b"], presets)
    expect(["/a", "/b", "/c"].map((path) => droppedBy(negated, get(path)))).toEqual(["not kept", "not kept", null])
  })
})

describe("no rules", () => {
  it("drop nothing and ask for nothing", () => {
    const rules = new Rules([], [], presets)
    expect([rules.isEmpty, rules.judgesClients, droppedBy(rules, get("/a"))]).toEqual([true, false, null])
    expect(new Rules(["static"], [], presets).judgesClients).toBe(false)
    expect(new Rules(["noise"], [], presets).judgesClients).toBe(true)
    expect(new Rules([], ["client:a"], presets).judgesClients).toBe(true)
  })
})
