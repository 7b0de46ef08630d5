/**
 * The same requests as other servers log them, against combined: formats whose fields have places, of every way of taking
 * lines apart and every form of time, those with most fields, and two typed as their servers have them. JSON and regular
 * expressions have no goal.
 */
import { join } from "node:path"

import type { FormatDefinition } from "@logmill/workers/format/definition"
import { dialectFormat } from "@logmill/workers/format/dialects/dialect"
import { builtInFormats, readFormat } from "@logmill/plugins/formats"

import { rewriterTo } from "./generator/otherFormats.ts"
import { ingestContender } from "./ingesting.ts"
import { benchLog, rewrittenLog, warm } from "./logs.ts"
import type { Operation } from "./operation.ts"
import { sizeOf } from "./table.ts"

const builtIn =
  "apache-combinedio aws-alb aws-s3 cloudfront envoy haproxy iis ingress-nginx nginx-main nginx-timed squid " +
  "traefik-clf uwsgi w3c"

/** With the words of --log-format, and a line. */
const typed: ReadonlyArray<readonly [name: string, format: string, line: string]> = [
  [
    "nginx log_format",
    '$remote_addr - $remote_user [$time_local] $host "$request" $status $body_bytes_sent "$http_referer" ' +
      '"$http_user_agent" $request_time $upstream_response_time $upstream_cache_status',
    '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] www.example.com "GET /a HTTP/1.1" 200 512 "-" "Mozilla/5.0" 0.012 0.010 MISS'
  ],
  [
    "Apache LogFormat",
    '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i" %D %I',
    'www.example.com:443 192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 512 "-" "Mozilla/5.0" 1500 320'
  ]
]

interface Other {
  readonly name: string
  /** As it is given to --log-format. */
  readonly format: string
  readonly definition: FormatDefinition
}

const others = (): ReadonlyArray<Other> => [
  ...builtIn.split(" ").map((name) => ({
    name,
    format: name,
    definition: readFormat(join(builtInFormats(), `${name}.json`))
  })),
  ...typed.map(([name, format, line]) => ({
    name,
    format,
    definition: { ...dialectFormat(format), samples: [{ line, fields: {} }] }
  }))
]

export const ingestFormats: Operation = {
  name: "ingest-formats",
  title: "The same requests in other formats",
  lines: 1_000_000,
  prepare: async (place) => {
    const log = await benchLog(place.dir, { lines: place.lines })
    warm(log)
    const contenders = others().map(({ definition, format, name }) => {
      const other = rewrittenLog(place.dir, log, name.replaceAll(" ", "_"), rewriterTo(definition))
      warm(other)
      return ingestContender(place, name, other, { options: ["--log-format", format], counted: log })
    })
    return {
      input: sizeOf(log),
      contenders: [ingestContender(place, "combined", log), ...contenders],
      baseline: "combined",
      goals: (results) => {
        const rates = contenders.map(({ name }) => 1 / (results(name).ratio ?? NaN))
        const measured = Math.min(...rates)
        return [{ what: "rate of the slowest against combined", bound: "at least", limit: 0.6, unit: "x", measured }]
      }
    }
  }
}
