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
description = "When the hour, day ... begins; those without visits have no row"
[columns.visits]
kind = "count"
[columns.pages]
kind = "count"
description = "Pages seen in these visits, on later days, too: a program that never pauses makes one visit of them all (--class people leaves programs out)"
[columns.pages_per_visit]
kind = "number"
[columns.bounce_share]
kind = "share"
description = "Of visits, those of a single page"
[columns.mean_duration_ms]
kind = "duration_ms"
description = "From the first page of a visit to its last"
*/
SELECT
  bucket(started, :bucket) AS start,
  count(*) AS visits,
  sum(pages) AS pages,
  sum(pages) * 1.0 / count(*) AS pages_per_visit,
  count(*) FILTER (WHERE pages = 1) * 1.0 / count(*) AS bounce_share,
  avg(duration_ms) AS mean_duration_ms
FROM sessions(:timeout)
GROUP BY start
ORDER BY start
