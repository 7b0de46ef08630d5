/* logmill
id = "visits"
title = "Visits"
description = "A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
also = ["sessions", "bounce", "bounces", "bounce-rate"]
topic = "visits"
cost = "sort"
chart = "figure"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.visits]
kind = "count"
[columns.visitors]
kind = "count"
description = "Distinct pairs of client and user agent that saw a page"
[columns.pages]
kind = "count"
description = "Pages seen"
[columns.pages_per_visit]
kind = "number"
[columns.single_page_visits]
kind = "count"
[columns.bounce_share]
kind = "share"
description = "Of visits, those of a single page"
[columns.mean_duration_ms]
kind = "duration_ms"
description = "From the first page of a visit to its last"
[columns.median_duration_ms]
kind = "duration_ms"
[columns.bytes]
kind = "bytes"
description = "Of pages"
*/
SELECT
  count(*) AS visits,
  count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors,
  sum(pages) AS pages,
  sum(pages) * 1.0 / count(*) AS pages_per_visit,
  count(*) FILTER (WHERE pages = 1) AS single_page_visits,
  count(*) FILTER (WHERE pages = 1) * 1.0 / count(*) AS bounce_share,
  avg(duration_ms) AS mean_duration_ms,
  percentile(duration_ms, 50) AS median_duration_ms,
  sum(bytes) AS bytes
FROM sessions(:timeout)
HAVING count(*) > 0
