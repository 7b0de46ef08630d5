/**
 * nginx's variables, and what logmill stores of each. Of several for one field the first in the table counts; what is
 * another's then is kept as the second name says, if there is one.
 *
 * Source: the variables of ngx_http_core_module, ngx_http_log_module, ngx_http_upstream_module, ngx_http_ssl_module,
 * ngx_http_realip_module, ngx_http_proxy_module, ngx_http_geoip_module, and those of ingress-nginx.
 */
import { fewField, ownField, uniqueField, type Word, wordOf } from "./words.ts"

/** `field`, or `field otherwise`. */
const table: Readonly<Record<string, string>> = {
  remote_addr: "client",
  proxy_protocol_addr: "client unique.proxy_protocol_addr",
  http_x_real_ip: "client unique.http_x_real_ip",
  http_cf_connecting_ip: "client unique.http_cf_connecting_ip",
  http_true_client_ip: "client unique.http_true_client_ip",
  realip_remote_addr: "client extra.peer",
  http_x_forwarded_for: "forwarded_for",
  proxy_add_x_forwarded_for: "forwarded_for",
  remote_user: "user",
  msec: "time:s",
  time_iso8601: "time:iso",
  time_local: "time:clf",
  request: "request",
  request_method: "method",
  request_uri: "uri",
  uri: "path",
  document_uri: "path",
  args: "query",
  query_string: "query",
  server_protocol: "protocol",
  status: "status",
  body_bytes_sent: "bytes",
  bytes_sent: "bytes unique.bytes_sent",
  request_length: "bytes_in",
  content_length: "bytes_in unique.content_length",
  http_referer: "referrer",
  http_user_agent: "agent",
  host: "site",
  http_host: "site:port unique.http_host",
  server_name: "site extra.server_name",
  ssl_server_name: "site unique.ssl_server_name",
  http_x_forwarded_host: "site:port unique.http_x_forwarded_host",
  server_port: "port",
  http_x_forwarded_port: "port unique.http_x_forwarded_port",
  scheme: "scheme",
  http_x_forwarded_proto: "scheme unique.http_x_forwarded_proto",
  request_time: "duration:s",
  upstream_response_time: "upstream:s",
  upstream_addr: "upstream_address",
  upstream_cache_status: "cache",
  ssl_protocol: "tls",
  ssl_cipher: "cipher",
  sent_http_content_type: "mime",
  upstream_http_content_type: "mime extra.upstream_content_type"
}

/** Texts of few values. */
const few = words(`
  ancient_browser bytes_saved_ratio document_root geoip_area_code geoip_city_continent_code geoip_city_country_code
  geoip_city_country_code3 geoip_city_country_name geoip_country_code geoip_country_code3 geoip_country_name geoip_dma_code
  geoip_region geoip_region_name gzip_used hostname http2 http3 https invalid_referer is_args is_request_port
  limit_conn_status limit_rate limit_req_status modern_browser msie nginx_version pipe proxy_host proxy_port
  proxy_protocol_server_addr proxy_protocol_server_port quic realpath_root request_completion server_addr slice_range
  ssl_alpn_protocol ssl_client_verify ssl_curve ssl_early_data ssl_session_reused upstream_last_server_name
  namespace ingress_name service_name service_port location_path proxy_upstream_name proxy_alternative_upstream_name
`)

/** Lists of few values: of each server that was tried. */
const fewLists = words("upstream_status")

/** Texts that nearly every line has its own of, or that clients send. */
const many = words(`
  binary_remote_addr connection connection_requests connection_time connections_active connections_reading
  connections_waiting connections_writing content_type date_gmt date_local gzip_ratio memcached_key pid
  proxy_internal_body_length proxy_protocol_port realip_remote_port remote_port req_id request_body request_body_file
  request_filename request_id request_port secure_link secure_link_expires session_log_id session_time tcpinfo_rcv_space
  tcpinfo_rtt tcpinfo_rttvar tcpinfo_snd_cwnd uid_got uid_reset uid_set
  geoip_city geoip_latitude geoip_longitude geoip_org geoip_postal_code
`)

/** Lists of the servers that were tried. */
const manyLists = words(`
  upstream_bytes_received upstream_bytes_sent upstream_connect_time upstream_first_byte_time upstream_header_time
  upstream_queue_time upstream_response_length upstream_session_time
`)

/** Variables whose names go on: headers, cookies, arguments. */
const families: ReadonlyArray<readonly [RegExp, (name: string) => string]> = [
  [/^(?:sent_http|upstream_http)_\w+$/, ownField],
  [/^(?:http|cookie|arg|upstream_cookie|(?:sent|upstream)_trailer|proxy_protocol_tlv|ssl|jwt|otel)_\w+$/, uniqueField]
]

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Of a variable, by its name without the dollar sign; one that nginx does not know was made by `set` or `map`. */
export const nginxWord = (name: string): Word => {
  const word = `$${name}`
  const rank = ranks.get(name)
  if (rank !== undefined) {
    const [field = "", otherwise = "-"] = table[name]!.split(" ")
    return wordOf(word, field, rank, otherwise)
  }
  if (few.has(name)) return wordOf(word, fewField(name))
  if (fewLists.has(name)) return wordOf(word, `${fewField(name)}:list`)
  if (many.has(name)) return wordOf(word, uniqueField(name))
  if (manyLists.has(name)) return wordOf(word, `${uniqueField(name)}:list`)
  const family = families.find(([pattern]) => pattern.test(name))
  if (family !== undefined) return wordOf(word, family[1](name))
  return wordOf(word, ownField(name), 0, "-", false)
}

const ranks: ReadonlyMap<string, number> = new Map(Object.keys(table).map((name, index) => [name, index]))

/** All that are known by their whole names. */
export const nginxVariables: ReadonlyArray<string> = [
  ...Object.keys(table),
  ...few,
  ...fewLists,
  ...many,
  ...manyLists
].map((name) => `$${name}`)

/** By the column or field that they fill, for people: the variables of the table, best first. */
export const nginxTable: ReadonlyArray<readonly [variable: string, field: string, otherwise: string | null]> =
  Object.entries(table).map(([name, fields]) => {
    const [field = "", otherwise = null] = fields.split(" ")
    return [`$${name}`, field, otherwise]
  })
