/* logmill
id = "latency"
title = "Response times"
description = "How long requests took, where the log tells: mean, percentiles (between two durations by linear interpolation) and the longest"
also = ["percentiles", "duration", "durations", "response-times", "performance", "p95"]
topic = "performance"
cost = "sort"
chart = "figure"
empty = "No selected entry has a duration: add $request_time (nginx) or %D (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."

[columns.timed]
kind = "count"
description = "Hits whose duration is logged"
[columns.mean_ms]
kind = "duration_ms"
[columns.p50_ms]
kind = "duration_ms"
[columns.p90_ms]
kind = "duration_ms"
[columns.p95_ms]
kind = "duration_ms"
[columns.p99_ms]
kind = "duration_ms"
[columns.max_ms]
kind = "duration_ms"
*/
WITH counted AS (
  SELECT duration_ms, count(*) AS hits
  FROM entries
  WHERE duration_ms IS NOT NULL
  GROUP BY duration_ms
),
ranked AS (
  SELECT duration_ms, hits, sum(hits) OVER (ORDER BY duration_ms) AS up_to, sum(hits) OVER () AS timed
  FROM counted
),
percents(percent) AS (
  VALUES (50), (90), (95), (99)
),
-- The place of a percentile, percent * (timed - 1) / 100 counted from 0, lies between two of the sorted durations.
found AS (
  SELECT
    percent,
    min(duration_ms) FILTER (WHERE up_to * 100 > percent * (timed - 1)) AS below,
    min(duration_ms) FILTER (WHERE (up_to - 1) * 100 >= percent * (timed - 1)) AS above,
    percent * (max(timed) - 1) % 100 / 100.0 AS part
  FROM ranked CROSS JOIN percents
  GROUP BY percent
),
percentiles AS (
  SELECT
    max(below + (above - below) * part) FILTER (WHERE percent = 50) AS p50_ms,
    max(below + (above - below) * part) FILTER (WHERE percent = 90) AS p90_ms,
    max(below + (above - below) * part) FILTER (WHERE percent = 95) AS p95_ms,
    max(below + (above - below) * part) FILTER (WHERE percent = 99) AS p99_ms
  FROM found
),
summed AS (
  SELECT sum(hits) AS timed, sum(duration_ms * hits) / sum(hits) AS mean_ms, max(duration_ms) AS max_ms
  FROM counted
)
SELECT timed, mean_ms, p50_ms, p90_ms, p95_ms, p99_ms, max_ms
FROM summed CROSS JOIN percentiles
WHERE timed > 0
