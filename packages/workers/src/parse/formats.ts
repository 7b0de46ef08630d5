/**
 * The formats of this release by name, and the parser of each.
 *
 * `auto` takes every line by what it looks like; the names hold a source to one reading of the words before the time.
 * A referrer and an agent are read wherever they stand, so `common` and `combined` differ in name only.
 */
import { offsetAtLocal, type ZoneRule } from "../zone.ts"
import { ClfParser } from "./clf.ts"
import { IsoFirstParser, startsWithIsoTime } from "./iso.ts"
import type { LineFields, LineParser } from "./line.ts"

export interface Format {
  readonly name: string
  readonly title: string
  readonly sample: string
  /** What a user writes in a server's configuration to get such lines; null: no server writes them. */
  readonly setting: string | null
  /** As a format in a dialect (format/dialects), for people. */
  readonly words: string
}

export const formats: ReadonlyArray<Format> = [
  {
    name: "combined",
    title: "Combined Log Format (nginx combined, Apache combined)",
    sample:
      '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a?b=1 HTTP/1.1" 200 2326 "https://example.org/" "Mozilla/5.0"',
    setting:
      'nginx: access_log PATH combined;\nApache: LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined',
    words: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'
  },
  {
    name: "common",
    title: "Common Log Format (Apache common, NCSA)",
    sample: '192.0.2.1 - ada [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.0" 200 2326',
    setting: 'LogFormat "%h %l %u %t \\"%r\\" %>s %b" common',
    words: '%h %l %u %t "%r" %>s %b'
  },
  {
    name: "vhost-combined",
    title: "Combined Log Format with the virtual host first (Apache vhost_combined)",
    sample:
      'www.example.com:443 192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 2326 "-" "Mozilla/5.0"',
    setting: 'LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" vhost_combined',
    words: '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"'
  },
  {
    name: "vhost-common",
    title: "Common Log Format with the virtual host first",
    sample: 'www.example.com 192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 2326',
    setting: 'LogFormat "%v %h %l %u %t \\"%r\\" %>s %b" vhost_common',
    words: '%v %h %l %u %t "%r" %>s %b'
  },
  {
    name: "timestamp-first",
    title: "ISO timestamp first: time client user method URI number status bytes",
    sample: '2026-11-10T13:55:36 192.0.2.1 - GET "/a?b=1" -1 200 2326 "-" "Mozilla/5.0"',
    setting: null,
    words: '{time:iso} {client} {user} {method} "{uri}" {-} {status} {bytes} "{referrer}" "{agent}"'
  }
]

class AutoParser implements LineParser {
  readonly #clf: ClfParser
  readonly #iso: IsoFirstParser
  readonly ordinary: number

  constructor(clf: ClfParser, iso: IsoFirstParser) {
    this.#clf = clf
    this.#iso = iso
    this.ordinary = clf.ordinary
  }

  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    return startsWithIsoTime(bytes, start, end)
      ? this.#iso.parse(bytes, view, start, end, fields)
      : this.#clf.parse(bytes, view, start, end, fields)
  }
}

/** The parser of a format; throws a RangeError for a name that is none. */
export const parserFor = (format: string, zone: ZoneRule): LineParser => {
  const offset = (local: number): number => offsetAtLocal(zone, local)
  switch (format) {
    case "auto":
      return new AutoParser(new ClfParser(offset), new IsoFirstParser(offset))
    case "combined":
    case "common":
      return new ClfParser(offset, "never")
    case "vhost-combined":
    case "vhost-common":
      return new ClfParser(offset, "always")
    case "timestamp-first":
      return new IsoFirstParser(offset)
    default:
      throw new RangeError(`no format is named "${format}"`)
  }
}

/** Which of the formats a parsed line is an instance of. */
export const formatOfLine = (fields: LineFields): string => {
  if (fields.request.inScratch) return "timestamp-first"
  const kind = fields.hasReferrer ? "combined" : "common"
  return fields.site.start >= 0 ? `vhost-${kind}` : kind
}
