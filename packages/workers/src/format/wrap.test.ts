/** Lines within lines: what is inside is read as if nothing were around it. */
import { describe, expect, it } from "vitest"

import { ClfParser } from "../parse/clf.ts"
import { LineFields, NO_MATCH, OK } from "../parse/line.ts"
import { type StoredLine, storedLine } from "../parse/stored.ts"
import { utc } from "../zone.ts"
import { FormatParser } from "./compile.ts"
import { Unwrapper, WrappedParser, type Wrapping } from "./wrap.ts"

const line = '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a\\x22 HTTP/1.1" 200 12 "-" "caf\u00e9 \\"x\\""'

const wrapped: ReadonlyArray<readonly [Wrapping, string]> = [
  ["syslog", `Nov 10 13:55:40 web1 nginx: ${line}`],
  ["syslog", `<190>Nov  1 13:55:40 web1 nginx[12]: ${line}`],
  ["syslog", `<190>Nov 10 13:55:40 nginx: ${line}`],
  ["syslog", `2026-11-10T13:55:40.123+00:00 web1 nginx: ${line}`],
  ["syslog", `<190>1 2026-11-10T13:55:40Z web1 nginx 12 - - ${line}`],
  ["syslog", `<190>1 2026-11-10T13:55:40Z web1 nginx 12 ID [x@1 a="]\\"" b=""][y@1] \ufeff${line}`],
  ["syslog", `<134>Nov 10 13:55:40 haproxy[14389]: ${line}`],
  ["syslog", `Nov 10 2026 13:55:40.123 web1 nginx: ${line}`],
  ["syslog", `2026-11-10 13:55:40 web1 nginx[12]: ${line}`],
  ["cri", `2026-11-10T13:55:40.123456789Z stdout F ${line}`],
  ["compose", `web-1     | ${line}`],
  ["compose", `web-1  | 2026-11-10T13:55:40.123456789Z ${line}`],
  ["kubectl", `[pod/web-0/nginx] ${line}`],
  ["kubectl", `[pod/web-0/nginx] 2026-11-10T13:55:40.123456789Z ${line}`],
  ["timestamps", `2026-11-10T13:55:40.123456789Z ${line}`],
  ["timestamps", `2026-11-10T13:55:40+01:00 ${line}`],
  ["python", `[2026-11-10 13:55:40 +0000] [15956] [INFO] ${line}`],
  ["docker", JSON.stringify({ log: `${line}\n`, stream: "stdout", time: "2026-11-10T13:55:40.1Z" })],
  ["docker", JSON.stringify({ time: "2026-11-10T13:55:40.1Z", stream: "stderr", attrs: {}, log: line })],
  [
    "docker",
    JSON.stringify({ log: line, stream: "stdout", time: "2026-11-10T13:55:40.1Z" }).replace("\u00e9", "\\u00e9")
  ],
  ["python", `INFO:werkzeug:${line}`],
  ["json", JSON.stringify({ "@timestamp": "2026-11-10T13:55:40.1Z", host: { name: "web" }, message: line })],
  ["json", JSON.stringify({ message: `web nginx: ${line}`, timestamp: 1_794_318_940 })],
  ["json", JSON.stringify({ MESSAGE: line, _PID: "12", __REALTIME_TIMESTAMP: "1794318940000000" })],
  ["json", JSON.stringify({ MESSAGE: `nginx[12]: ${line}` })],
  ["json", JSON.stringify({ _raw: `Nov 10 13:55:40 web nginx: ${line}\r\n`, source: "/var/log/x" })]
]

const parse = (
  wrapping: Wrapping,
  inside: ConstructorParameters<typeof WrappedParser>[1],
  text: string
): StoredLine | number => {
  const bytes = Buffer.from(`x${text}${"\0".repeat(64)}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fields = new LineFields()
  const outcome = new WrappedParser(wrapping, inside).parse(bytes, view, 1, bytes.length - 64, fields)
  return outcome === OK ? storedLine(bytes, fields) : outcome
}

const clf = new ClfParser(() => 0)

describe("a line that is wrapped", () => {
  it("is none in text that only looks a little like it", () => {
    const unwrapper = new Unwrapper()
    for (const text of [
      line,
      "{}",
      '{"msg":"x"}',
      '{"log":"x',
      '{"log":"x}',
      '{"log":"x,"stream":"stdout","time":"x"',
      "<190>",
      "Nov 10",
      "",
      "2026-11-10T13:55:40 x",
      // What is no tag: the beginning of an address, or one with a port.
      `Nov 10 13:55:40 web1 2001:db8::7 ${line}`,
      `Nov 10 13:55:40 web1 192.0.2.1:80 ${line}`
    ]) {
      const bytes = Buffer.from(text)
      expect(unwrapper.unwrap(bytes, 0, bytes.length)).toBeNull()
    }
  })

  it("is not read where it is only a part of one", () => {
    for (const wrapping of ["cri", "timestamps"] as const)
      expect(parse(wrapping, clf, `2026-11-10T13:55:40.1Z stdout P ${line}`)).toBeTypeOf("number")
  })

  it("is not read as one that is wrapped otherwise", () => {
    for (const [wrapping, text] of wrapped)
      expect(parse(wrapping === "cri" ? "syslog" : "cri", clf, text)).toBe(NO_MATCH)
  })

  it.each(wrapped)("in %s is read as it is without: %s", (wrapping, text) => {
    const bytes = Buffer.from(line + "\0".repeat(64))
    const fields = new LineFields()
    expect(clf.parse(bytes, new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length - 64, fields)).toBe(OK)
    expect(parse(wrapping, clf, text)).toEqual(storedLine(bytes, fields))
  })

  it("that has no time has that of what is around it", () => {
    const format = { name: "x", title: "", pattern: '{client} "{request}" {status}', samples: [] }
    const inside = new FormatParser(format, utc)
    expect(parse("cri", inside, '2026-11-10T13:55:40.5Z stdout F 192.0.2.1 "GET / HTTP/1.1" 200')).toMatchObject({
      time: Date.UTC(2026, 10, 10, 13, 55, 40, 500),
      client: "192.0.2.1"
    })
  })
})
