/**
 * What SQL written for other databases is called in SQLite's, and here: functions, and words at which SQLite only says that
 * there is a syntax error. Tables by small letters; what stands in them is to be typed.
 */
import { isWord } from "../analysis/select.ts"
import type { Token } from "../analysis/tokenizer.ts"

const bucketOf = "bucket(time, 'day')"
const sevenDaysAgo = "unixepoch('now', '-7 days') * 1000"
const formatted = "strftime('%Y-%m', time / 1000, 'unixepoch')"

/** What to write in place of a function that SQLite does not have. */
export const otherFunctions: Readonly<Record<string, string>> = {
  date_trunc: bucketOf,
  time_bucket: "bucket(time, 'hour')",
  tostartofhour: "bucket(time, 'hour')",
  tostartofday: bucketOf,
  todate: bucketOf,
  to_date: bucketOf,
  to_char: formatted,
  date_format: formatted,
  format_datetime: formatted,
  from_unixtime: "datetime(time / 1000, 'unixepoch')",
  to_timestamp: "datetime(time / 1000, 'unixepoch')",
  extract: "hour_of_day(time), weekday(time), or " + formatted,
  date_part: "hour_of_day(time), weekday(time), or " + formatted,
  datepart: "hour_of_day(time), weekday(time), or " + formatted,
  hour: "hour_of_day(time)",
  dayofweek: "weekday(time)",
  day: bucketOf,
  week: "bucket(time, 'week')",
  month: "bucket(time, 'month')",
  year: "bucket(time, 'year')",
  datediff: "(b - a) / 86400000.0, as times are milliseconds",
  date_diff: "(b - a) / 86400000.0, as times are milliseconds",
  date_sub: sevenDaysAgo,
  date_add: "add_days(day, 7), or time + 7 * 86400000",
  dateadd: "add_days(day, 7), or time + 7 * 86400000",
  now: "unixepoch() * 1000",
  getdate: "unixepoch() * 1000",
  curdate: "date('now')",
  today: "date('now')",
  quantile: "percentile(x, 95)",
  percentile_cont: "percentile(x, 95)",
  approx_quantile: "percentile(x, 95)",
  approx_percentile: "percentile(x, 95)",
  uniq: "approx_distinct(x), or count(DISTINCT x)",
  approx_count_distinct: "approx_distinct(x), or count(DISTINCT x)",
  count_distinct: "count(DISTINCT x)",
  countif: "count(*) FILTER (WHERE ...)",
  count_if: "count(*) FILTER (WHERE ...)",
  sumif: "sum(x) FILTER (WHERE ...)",
  sum_if: "sum(x) FILTER (WHERE ...)",
  array_agg: "json_group_array(x)",
  grouparray: "json_group_array(x)",
  regexp_like: "matches(x, '~REGEX')",
  regexp_contains: "matches(x, '~REGEX')",
  startswith: "matches(x, '/shop/*')",
  starts_with: "matches(x, '/shop/*')",
  contains: "instr(x, 'text') > 0",
  position: "instr(x, 'text')",
  strpos: "instr(x, 'text')",
  charindex: "instr(x, 'text')",
  left: "substr(x, 1, 5)",
  right: "substr(x, -5)",
  len: "length(x)",
  char_length: "length(x)",
  ucase: "upper(x)",
  lcase: "lower(x)",
  nvl: "ifnull(x, 0)",
  isnull: "ifnull(x, 0)",
  greatest: "max(a, b)",
  least: "min(a, b)",
  if: "iif(condition, a, b)",
  split_part: "substr() and instr(), or the columns query, extension, referrer_site",
  inet_aton: "in_network(client, '192.0.2.0/24')",
  inet6_aton: "in_network(client, '192.0.2.0/24')"
}

/** How functions are called that were given too few or too many arguments. */
export const forms: Readonly<Record<string, string>> = {
  percentile: "percentile(duration_ms, 95)",
  median: "median(duration_ms)",
  substr: "substr(path, 1, 5)",
  substring: "substr(path, 1, 5)",
  instr: "instr(path, 'text')",
  replace: "replace(path, 'old', 'new')",
  iif: "iif(status = 404, 'yes', 'no')",
  ifnull: "ifnull(bytes, 0)",
  nullif: "nullif(bytes, 0)",
  coalesce: "coalesce(referrer, '-')",
  round: "round(duration_ms, 1)",
  strftime: formatted,
  url_decode: "url_decode(path)",
  regexp: "path REGEXP 'pattern'",
  regexp_matches: "regexp_matches(path, 'pattern')",
  in_network: "in_network(client, '192.0.2.0/24')"
}

/** Of a syntax error at a token: the end of a sentence that says what SQLite has in place of what stands there; null: nothing that is known. */
export const otherSyntax = (tokens: ReadonlyArray<Token>, at: number): string | null => {
  const token = tokens[at]
  const before = tokens[at - 1]
  if (token?.kind === "number" && isWord(before, "top")) return "there is no TOP; write LIMIT 10 at the end"
  if (isWord(token, "ilike")) return "there is no ILIKE; LIKE does not tell a from A either"
  if (isWord(token, "rlike")) return "there is no RLIKE; write path REGEXP 'pattern'"
  if (isWord(before, "interval"))
    return `there is no INTERVAL; times are milliseconds: write ${sevenDaysAgo}, or take the filter's --from -7d`
  if (isWord(token, "from") && isWord(tokens[at - 3], "extract"))
    return `there is no EXTRACT; write ${otherFunctions["extract"]}`
  // As a name of its own, the word stands for the relation before it.
  if (isWord(before, "fetch") && isWord(token, "first", "next")) return "there is no FETCH; write LIMIT 10"
  if (isWord(before, "qualify")) return "there is no QUALIFY; put the SELECT in a subquery, and its condition in WHERE"
  return null
}
