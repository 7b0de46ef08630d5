/* logmill
id = "visit-durations"
title = "Durations of visits"
description = "How long visits last, from the first page to the last; with a single page nothing can be said. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
also = ["duration", "time-on-site"]
topic = "visits"
cost = "sort"
chart = "bar"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.duration]
kind = "text"
[columns.from_ms]
kind = "duration_ms"
description = "The shortest that is counted here"
[columns.visits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all visits"
[columns.pages]
kind = "count"
description = "Pages seen in these visits"
[columns.pages_per_visit]
kind = "number"
*/
WITH
-- The last that a visit has reached is its own.
steps(from_ms, duration) AS (
  VALUES
    (0, 'under 10 s'),
    (10000, '10 s to 30 s'),
    (30000, '30 s to 1 min'),
    (60000, '1 min to 3 min'),
    (180000, '3 min to 10 min'),
    (600000, '10 min to 30 min'),
    (1800000, '30 min to 1 h'),
    (3600000, '1 h and more')
),
placed AS (
  SELECT
    CASE
      WHEN pages = 1 THEN -1
      ELSE (SELECT max(from_ms) FROM steps WHERE from_ms <= duration_ms)
    END AS step,
    pages
  FROM sessions(:timeout)
)
SELECT
  coalesce(duration, 'single page') AS duration,
  from_ms,
  count(*) AS visits,
  count(*) * 1.0 / sum(count(*)) OVER () AS share,
  sum(pages) AS pages,
  sum(pages) * 1.0 / count(*) AS pages_per_visit
FROM placed
LEFT JOIN steps ON from_ms = step
GROUP BY step, from_ms, duration
ORDER BY step
