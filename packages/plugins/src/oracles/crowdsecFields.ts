/**
 * What CrowdSec's parsers say of a line, in the words of this project: which of their fields is which of ours, and how a
 * value is written. By what their names and values say, not by what is read here: nothing of this is shared with a parser.
 */

import { isoTime, withoutEscapes } from "./values.ts"

export interface Event {
  /** Folder of the log. */
  readonly test: string
  readonly parser: string
  readonly n: number
  readonly line: string | null
  readonly expect: {
    readonly Meta: Readonly<Record<string, string>>
    readonly Parsed: Readonly<Record<string, string>>
  }
}

type Unit = "s" | "ms"
type Field = string | { readonly field: "duration_us" | "upstream_us"; readonly unit: Unit }

/** Of all their parsers. */
const fields: Readonly<Record<string, Field>> = {
  // client
  source_ip: "client",
  remote_addr: "client",
  clientip: "client",
  src_ip: "client",
  c_ip: "client",
  client_ip: "client",
  // user
  remote_user: "user",
  auth: "user",
  username: "user",
  user: "user",
  // request; `target` is all that stands between method and protocol
  http_verb: "method",
  verb: "method",
  method: "method",
  http_method: "method",
  cs_method: "method",
  http_path: "target",
  request: "target",
  rawrequest: "target",
  http_request: "target",
  path: "target",
  http_version: "protocol",
  httpversion: "protocol",
  cs_protocol_version: "protocol",
  // response
  http_status: "status",
  status: "status",
  response: "status",
  elb_status_code: "status",
  sc_status: "status",
  http_status_code: "status",
  body_bytes_sent: "bytes",
  bytes: "bytes",
  size: "bytes",
  sent_bytes: "bytes",
  sc_bytes: "bytes",
  bytes_read: "bytes",
  sc_content_type: "mime",
  // what came with the request
  http_referer: "referrer",
  referrer: "referrer",
  referer: "referrer",
  cs_referer: "referrer",
  http_user_agent: "agent",
  agent: "agent",
  cs_user_agent: "agent",
  received_bytes: "bytes_in",
  bytes_received: "bytes_in",
  cs_bytes: "bytes_in",
  x_forwarded_for: "forwarded_for",
  // where it came to
  target_fqdn: "site",
  x_host_header: "site",
  request_addr: "site",
  scheme: "scheme",
  cs_protocol: "scheme",
  server_port: "port",
  ssl_protocol: "tls",
  ssl_cipher: "cipher",
  upstream_cache_status: "cache",
  // times
  time_local: "time",
  timestamp: "time",
  time_stamp: "time",
  accept_date: "time",
  fastly_timestamp: "time",
  time: "time",
  request_time: { field: "duration_us", unit: "s" },
  time_taken: { field: "duration_us", unit: "s" },
  request_duration_in_ms: { field: "duration_us", unit: "ms" },
  time_duration: { field: "duration_us", unit: "ms" },
  duration: { field: "duration_us", unit: "ms" },
  target_processing_time: { field: "upstream_us", unit: "s" },
  upstream_service_time: { field: "upstream_us", unit: "ms" },
  time_backend_response: { field: "upstream_us", unit: "ms" },
  // who answered
  traefik_router_name: "router",
  traefik_server_url: "upstream_address",
  upstream_host: "upstream_address",
  upstream_status: "upstream_status",
  target_status_code: "upstream_status",
  response_flags: "flags",
  frontend_name: "frontend",
  backend_name: "backend",
  server_name: "server",
  termination_state: "termination",
  x_edge_location: "pop",
  x_edge_detailed_result_type: "result",
  type: "type",
  elb: "balancer",
  target_group_arn: "backend"
}

/** Where a name of one parser is something else, or nothing that is kept here. */
const ofParser: Readonly<Record<string, Readonly<Record<string, Field | null>>>> = {
  // The target is taken apart there: http://host:port/path.
  "crowdsecurity/aws-alb": {
    http_path: "path",
    request: "path",
    http_host: "host",
    host: "host",
    http_port: "origin_port",
    port: "origin_port",
    protocol: "origin_scheme"
  },
  // The day and the time of day are put together below; the path and the query, too.
  "crowdsecurity/aws-cloudfront": { time: null },
  "crowdsecurity/nginx-proxy-manager-logs": { target_server: "upstream_address" },
  "crowdsecurity/nginx-logs": { target_server: "upstream_address", port: "port" },
  "crowdsecurity/apache2-logs": { port: "port" },
  "Raithmir/zoraxy-logs": { target_server: "site" },
  // The address that connected; what the client is called is `source_ip`.
  "crowdsecurity/caddy-logs": { remote_ip: null },
  // Bytes with and without the header: `bytes` is the body's, as everywhere.
  "ZoeyVid/npmplus-logs": { bytes_sent: null },
  "yanis-kouidri/envoy-logs": { bytes_sent: "bytes" }
}

/** Their names for what is no field here, or is made of one that is compared: what they count, classify and take apart. */
const others: ReadonlySet<string> = new Set([
  "log_type",
  "service",
  "program",
  "sub_type",
  "machine",
  "logsource",
  "metric_name",
  "request_id",
  "ident",
  // CloudFront and the like: one text in parts, or columns that are not kept.
  "day",
  "month",
  "year",
  "cs_host",
  "cs_uri_stem",
  "cs_uri_query",
  "cs_cookie",
  "c_port",
  "fle_status",
  "fle_encrypted_fields",
  "sc_content_len",
  "sc_range_start",
  "time_to_first_byte",
  "x_edge_request_id",
  "x_edge_result_type",
  "x_edge_response_result_type",
  // load balancers
  "actions_executed",
  "chosen_cert_arn",
  "classification",
  "classification_reason",
  "conn_trace_id",
  "domain_name",
  "error_reason",
  "matched_rule_priority",
  "redirect_url",
  "remote_port",
  "request_creation_time",
  "request_processing_time",
  "request_transform_status",
  "response_processing_time",
  "target_addr",
  "target_list",
  "target_port",
  "target_status_code_list",
  "trace_id",
  "transformed_host",
  "transformed_uri",
  // HAProxy
  "actconn",
  "backend_queue",
  "beconn",
  "captured_request_cookie",
  "captured_response_cookie",
  "client_port",
  "feconn",
  "haproxy_hour",
  "haproxy_milliseconds",
  "haproxy_minute",
  "haproxy_month",
  "haproxy_monthday",
  "haproxy_second",
  "haproxy_time",
  "haproxy_year",
  "retries",
  "srv_queue",
  "srvconn",
  "time_backend_connect",
  "time_queue",
  "time_request",
  // nginx, Traefik, Envoy, cPanel and what is around lines
  "gzip_ratio",
  "bytes_sent",
  "request_body_length",
  "auth_method",
  "traefik_router_name_root",
  "traefik_router_name_intermediate",
  "traefik_router_name_leaf",
  "traefik_router_root",
  "traefik_router_intermediate",
  "traefik_router_leaf",
  "number_of_requests_received_since_traefik_started",
  "dest_addr",
  "service_addr",
  "raw_remote_addr",
  "cri_timestamp",
  "logtag",
  "stream",
  "tz_part1",
  "tz_part2",
  "timestamp8601",
  "syslog_priority",
  "syslog_version",
  "app_instance",
  "appname",
  "upsunEnv",
  "upsunProject"
])

export interface Expected {
  readonly field: string
  /** Their name. */
  readonly key: string
  readonly value: string | null
}

/** All that an event says of fields that are here, too. Throws for a name that nobody has looked at. */
export const expectedOf = ({ expect: { Meta, Parsed }, parser }: Event): ReadonlyArray<Expected> => {
  const all = [...Object.entries(Meta), ...Object.entries(Parsed)]
  return all.flatMap(([key, value]): ReadonlyArray<Expected> => {
    const own = ofParser[parser]
    const field = own !== undefined && Object.hasOwn(own, key) ? own[key] : fields[key]
    if (field === null) return []
    if (field !== undefined) return [expected(field, key, value)]
    if (key === "year") {
      return [
        {
          field: "time",
          key: "year, month, day, time",
          value: isoTime(`${Parsed["year"]}-${Parsed["month"]}-${Parsed["day"]}T${Parsed["time"]}Z`)
        }
      ]
    }
    if (!others.has(key)) throw new Error(`${parser} has a field ${key}: which is it here?`)
    return []
  })
}

const expected = (field: Field, key: string, value: string): Expected => {
  if (typeof field !== "string") {
    const us = Math.round(Number(value) * (field.unit === "s" ? 1_000_000 : 1000))
    return { field: field.field, key, value: value === "-" || us < 0 ? null : String(us) }
  }
  // A dash is how servers write nothing, but for a request that is one.
  if (value === "-" && field !== "target" && field !== "path") return { field, key, value: null }
  if (field === "time") return { field, key, value: isoTime(value) }
  if (field === "protocol") return { field, key, value: value.startsWith("HTTP/") ? value : `HTTP/${value}` }
  return { field, key, value: withoutEscapes(value) }
}
