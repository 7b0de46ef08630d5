/* logmill
id = "visits-over-time"
title = "Visits over time"
description = "Visits by the time they began, hour by hour up to year by year. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
topic = "visits"
cost = "sort"
chart = "line"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"
[params.bucket]
type = "choice"
choices = ["auto", "hour", "day", "week", "month", "year"]
default = "auto"
description = "What a row stands for; auto: so that there are some two hundred at most"

[columns.start]
kind = "time"
filter = "from"
description = "When the hour, day ... begins; those in which no page was seen have no row"
[columns.visits]
kind = "count"
description = "That began then"
[columns.pages]
kind = "count"
description = "Pages seen then, also in visits that began before"
[columns.pages_per_visit]
kind = "number"
description = "Of the visits that began then, to their end: a program that never pauses makes one visit of all it sees (--class people leaves out those that say they are programs)"
[columns.bounce_share]
kind = "share"
description = "Of visits, those of a single page"
[columns.mean_duration_ms]
kind = "duration_ms"
description = "From the first page of a visit to its last"
*/
WITH began AS (
  SELECT
    bucket(started, :bucket) AS start,
    count(*) AS visits,
    sum(pages) AS pages,
    count(*) FILTER (WHERE pages = 1) AS bounces,
    avg(duration_ms) AS mean_duration_ms
  FROM sessions(:timeout)
  GROUP BY start
),
seen AS (
  SELECT bucket(time, :bucket) AS start, count(*) AS pages
  FROM entries
  WHERE kind = 'page' AND (status BETWEEN 200 AND 299 OR status = 304)
  GROUP BY start
)
SELECT
  start,
  coalesce(b.visits, 0) AS visits,
  s.pages,
  b.pages * 1.0 / b.visits AS pages_per_visit,
  b.bounces * 1.0 / b.visits AS bounce_share,
  b.mean_duration_ms
FROM seen AS s LEFT JOIN began AS b USING (start)
ORDER BY start
