/* logmill
id = "latency-over-time"
title = "Response times over time"
description = "How long requests took, where the log tells, minute by minute up to year by year"
topic = "performance"
cost = "sort"
chart = "line"
empty = "No selected entry has a duration: add $request_time (nginx) or %D (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."

[params.bucket]
type = "choice"
choices = ["auto", "minute", "hour", "day", "week", "month", "year"]
default = "auto"
description = "What a row stands for; auto: so that there are some two hundred at most"

[columns.start]
kind = "time"
filter = "from"
description = "When the minute, hour, day ... begins"
[columns.timed]
kind = "count"
description = "Hits whose duration is logged"
[columns.mean_ms]
kind = "duration_ms"
[columns.p50_ms]
kind = "duration_ms"
[columns.p95_ms]
kind = "duration_ms"
[columns.p99_ms]
kind = "duration_ms"
[columns.max_ms]
kind = "duration_ms"
*/
WITH counted AS (
  SELECT bucket(time, :bucket) AS start, duration_ms, count(*) AS hits
  FROM entries
  WHERE duration_ms IS NOT NULL
  GROUP BY start, duration_ms
),
ranked AS (
  SELECT
    start,
    duration_ms,
    hits,
    sum(hits) OVER (PARTITION BY start ORDER BY duration_ms) AS up_to,
    sum(hits) OVER (PARTITION BY start) AS timed
  FROM counted
),
percents(percent) AS (
  VALUES (50), (95), (99)
),
-- The place of a percentile, percent * (timed - 1) / 100 counted from 0, lies between two of the sorted durations.
found AS (
  SELECT
    start,
    percent,
    min(duration_ms) FILTER (WHERE up_to * 100 > percent * (timed - 1)) AS below,
    min(duration_ms) FILTER (WHERE (up_to - 1) * 100 >= percent * (timed - 1)) AS above,
    percent * (max(timed) - 1) % 100 / 100.0 AS part,
    max(timed) AS timed,
    sum(duration_ms * hits) AS total_ms,
    max(duration_ms) AS max_ms
  FROM ranked CROSS JOIN percents
  GROUP BY start, percent
)
SELECT
  start,
  max(timed) AS timed,
  max(total_ms) / max(timed) AS mean_ms,
  max(below + (above - below) * part) FILTER (WHERE percent = 50) AS p50_ms,
  max(below + (above - below) * part) FILTER (WHERE percent = 95) AS p95_ms,
  max(below + (above - below) * part) FILTER (WHERE percent = 99) AS p99_ms,
  max(max_ms) AS max_ms
FROM found
GROUP BY start
ORDER BY start
