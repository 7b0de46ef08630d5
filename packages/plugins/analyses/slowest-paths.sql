/* logmill
id = "slowest-paths"
title = "Slowest paths"
description = "Paths that take longest, where the log tells: on average, once, or all hits together. A path that was asked for once is in it"
also = ["slow", "slow-requests", "slowest"]
topic = "performance"
cost = "rollup"
chart = "bar"
empty = "No selected entry has a duration: add $request_time (nginx) or %D (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."
counts = "some"

[params.by]
type = "choice"
choices = ["mean", "max", "total"]
default = "mean"
description = "What the order goes by"
[params.min_hits]
type = "int"
default = 1
min = 1
description = "Leave out paths with fewer hits that have a duration"

[columns.path]
kind = "path"
filter = "path"
[columns.mean_ms]
kind = "duration_ms"
[columns.max_ms]
kind = "duration_ms"
[columns.timed]
kind = "count"
description = "Hits whose duration is logged"
[columns.total_ms]
kind = "duration_ms"
description = "Of all hits together"
[columns.share]
kind = "share"
description = "Of the time that all requests took"
[columns.hits_5xx]
kind = "count"
*/
WITH counted AS (
  SELECT
    any_value(path) AS path,
    sum(timed) AS timed,
    sum(duration_ms) AS total_ms,
    max(duration_max_ms) AS max_ms,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx
  FROM hits
  GROUP BY path_id
)
SELECT
  path,
  total_ms / timed AS mean_ms,
  max_ms,
  timed,
  total_ms,
  total_ms / nullif((SELECT sum(total_ms) FROM counted), 0) AS share,
  hits_5xx
FROM counted
WHERE timed >= :min_hits
ORDER BY CASE :by WHEN 'mean' THEN total_ms / timed WHEN 'max' THEN max_ms ELSE total_ms END DESC, path
