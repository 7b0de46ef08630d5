/* logmill
id = "exit-pages"
title = "Exit pages"
description = "Pages on which visits end. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
also = ["exits"]
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
description = "That ended here"
[columns.share]
kind = "share"
description = "Of all visits"
[columns.views]
kind = "count"
description = "How often the page was seen"
[columns.exit_share]
kind = "share"
description = "Of the times it was seen, those after which nothing came"
[columns.single_page_visits]
kind = "count"
description = "That had no other page"
*/
WITH left_at AS (
  SELECT
    exit_path_id AS path_id,
    any_value(exit_path) AS path,
    count(*) AS visits,
    count(*) FILTER (WHERE pages = 1) AS single_page_visits
  FROM sessions(:timeout)
  GROUP BY exit_path_id
),
viewed AS (
  SELECT path_id, coalesce(sum(hits) FILTER (WHERE status BETWEEN 200 AND 299 OR status = 304), 0) AS views
  FROM hits
  GROUP BY path_id
)
SELECT
  l.path,
  l.visits,
  l.visits * 1.0 / sum(l.visits) OVER () AS share,
  w.views,
  l.visits * 1.0 / w.views AS exit_share,
  l.single_page_visits
FROM left_at AS l
JOIN viewed AS w ON w.path_id = l.path_id
ORDER BY l.visits DESC, l.path
