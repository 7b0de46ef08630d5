/* logmill
id = "visit-depths"
title = "Depths of visits"
description = "How many pages are seen in a visit. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
also = ["depth", "pages-per-visit"]
topic = "visits"
cost = "sort"
chart = "bar"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.pages]
kind = "text"
description = "10+: ten and more"
[columns.visits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all visits"
[columns.mean_duration_ms]
kind = "duration_ms"
description = "From the first page of a visit to its last"
*/
WITH placed AS (
  SELECT CASE WHEN pages < 10 THEN pages ELSE 10 END AS depth, duration_ms FROM sessions(:timeout)
)
SELECT
  CASE WHEN depth < 10 THEN '' || depth ELSE '10+' END AS pages,
  count(*) AS visits,
  count(*) * 1.0 / sum(count(*)) OVER () AS share,
  avg(duration_ms) AS mean_duration_ms
FROM placed
GROUP BY depth
ORDER BY depth
