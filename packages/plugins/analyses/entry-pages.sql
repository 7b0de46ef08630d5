/* logmill
id = "entry-pages"
title = "Entry pages"
description = "Pages on which visits begin. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
also = ["landing-pages", "entrances"]
topic = "visits"
cost = "sort"
chart = "bar"
counts = "some"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.path]
kind = "path"
filter = "path"
[columns.visits]
kind = "count"
description = "That began here"
[columns.share]
kind = "share"
description = "Of all visits"
[columns.bounce_share]
kind = "share"
description = "Of these visits, those of a single page"
[columns.pages_per_visit]
kind = "number"
[columns.mean_duration_ms]
kind = "duration_ms"
description = "From the first page of a visit to its last"
*/
SELECT
  any_value(entry_path) AS path,
  count(*) AS visits,
  count(*) * 1.0 / sum(count(*)) OVER () AS share,
  count(*) FILTER (WHERE pages = 1) * 1.0 / count(*) AS bounce_share,
  sum(pages) * 1.0 / count(*) AS pages_per_visit,
  avg(duration_ms) AS mean_duration_ms
FROM sessions(:timeout)
GROUP BY entry_path_id
ORDER BY visits DESC, path
