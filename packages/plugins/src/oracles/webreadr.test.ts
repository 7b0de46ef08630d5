/** The samples of Ironholds/webreadr (MIT, Oliver Keyes): its tests say how many rows each has. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { corpus, hasCorpus, whySkipped } from "@logmill/workers/testing/corpus"
import { deviations, type Oracle } from "@logmill/workers/testing/oracle"

import { cloudfront, s3 } from "./amazon.ts"
import { builtInCatalog } from "./catalog.ts"
import { clf } from "./commonLogFormat.ts"
import { byColumns, byExpression, isoTime } from "./values.ts"

if (whySkipped !== "") console.warn(whySkipped)

/** Seconds since 1970 as ISO 8601. */
const ofSeconds = (text: string): string => new Date(Math.floor(Number(text) * 1000)).toISOString()

const squid = byExpression(
  /^(?<at>\d+\.\d+) +(?<duration_ms>\d+) (?<client>\S+) (?<cache>[A-Z_]+)\/(?<status>\d+) (?<bytes>\d+) (?<method>\S+) (?<target>\S+) (?<user>\S+) (?<hierarchy>[A-Z_]+)\/(?<upstream_address>\S+)(?: (?<mime>\S+))?$/,
  ({ at = "" }) => ({ time: ofSeconds(at), at: undefined })
)

const zeek = byColumns(
  /^#fields\t/,
  /\t/,
  {
    "id.orig_h": "client",
    "id.resp_h": "upstream_address",
    "id.resp_p": "port",
    method: "method",
    host: "site",
    uri: "target",
    referrer: "referrer",
    user_agent: "agent",
    request_body_len: "bytes_in",
    response_body_len: "bytes",
    status_code: "status",
    username: "user",
    resp_mime_types: "mime"
  },
  ({ ts }) => ({ time: ofSeconds(ts!) })
)

const iis = byColumns(
  /^#Fields: /,
  / /,
  {
    "cs-method": "method",
    "cs-uri-stem": "target",
    "s-port": "port",
    "cs-username": "user",
    "c-ip": "client",
    "cs(User-Agent)": "agent",
    "cs(Referer)": "referrer",
    "sc-status": "status",
    "time-taken": "duration_ms"
  },
  ({ date, time }) => ({ time: isoTime(`${date}T${time}Z`) })
)

const files: Readonly<Record<string, Oracle>> = {
  "combined_log.clf": { format: "auto", lines: 12, expect: clf },
  "log.clf": { format: "auto", lines: 2, expect: clf },
  "log.squid": { format: "squid", lines: 121, expect: squid },
  "log.aws": { format: "cloudfront", lines: 2, expect: cloudfront },
  "s3.log": { format: "aws-s3", lines: 6, expect: s3 },
  "iis.log": { format: "iis", lines: 1, expect: iis },
  "http.log": { format: "zeek-http", lines: 91, expect: zeek }
}

describe.skipIf(!hasCorpus)(`logs of webreadr${whySkipped}`, () => {
  it.each(Object.entries(files))("%s", (name, oracle) => {
    const file = readFileSync(join(corpus, "webreadr", name))
    assert.deepStrictEqual(deviations(file, builtInCatalog(), oracle), [])
  })
})
