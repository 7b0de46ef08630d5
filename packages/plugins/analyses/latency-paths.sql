/* logmill
id = "latency-paths"
title = "Response times by path"
description = "How long requests for each path took, where the log tells; highest 95th percentile first"
topic = "performance"
cost = "sort"
chart = "table"
empty = "No selected entry has a duration: add $request_time (nginx) or %D (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."
counts = "some"

[params.min_hits]
type = "int"
default = 1
min = 1
description = "Leave out paths with fewer hits that have a duration"

[columns.path]
kind = "path"
filter = "path"
[columns.p95_ms]
kind = "duration_ms"
[columns.timed]
kind = "count"
description = "Hits whose duration is logged"
[columns.p50_ms]
kind = "duration_ms"
[columns.p99_ms]
kind = "duration_ms"
[columns.mean_ms]
kind = "duration_ms"
[columns.max_ms]
kind = "duration_ms"
[columns.total_ms]
kind = "duration_ms"
description = "Of all hits together"
*/
SELECT
  any_value(path) AS path,
  percentile(duration_ms, 95) AS p95_ms,
  count(*) AS timed,
  percentile(duration_ms, 50) AS p50_ms,
  percentile(duration_ms, 99) AS p99_ms,
  avg(duration_ms) AS mean_ms,
  max(duration_ms) AS max_ms,
  sum(duration_ms) AS total_ms
FROM entries
WHERE duration_ms IS NOT NULL
GROUP BY path_id
HAVING count(*) >= :min_hits
ORDER BY p95_ms DESC, path
