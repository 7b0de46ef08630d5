/* logmill
id = "paths"
title = "Paths"
description = "Which paths, how often: the path count"
also = ["urls", "uris", "requests"]
topic = "content"
cost = "rollup"
chart = "table"

[params.visitors]
type = "bool"
default = false
description = "Also count distinct visitors of each path, which takes a pass over the entries"

[columns.path]
kind = "path"
filter = "path"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
[columns.hits_2xx]
kind = "count"
[columns.hits_3xx]
kind = "count"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
[columns.hits_other]
kind = "count"
description = "Other statuses, and none"
[columns.visitors]
kind = "count"
when = "visitors"
description = "Distinct pairs of client and user agent"
*/
WITH counted AS (
  SELECT
    any_value(path) AS path,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 200 AND 299), 0) AS hits_2xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 300 AND 399), 0) AS hits_3xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx
  FROM hits
  GROUP BY path_id
)
SELECT
  path,
  hits,
  -- Not by a window over all groups, which costs as much as the groups.
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  bytes, hits_2xx, hits_3xx, hits_4xx, hits_5xx,
  hits - hits_2xx - hits_3xx - hits_4xx - hits_5xx AS hits_other
FROM counted
ORDER BY hits DESC, path;

/* when visitors */
SELECT
  any_value(path) AS path,
  count(*) AS hits,
  count(*) * 1.0 / sum(count(*)) OVER () AS share,
  coalesce(sum(bytes), 0) AS bytes,
  sum(CASE WHEN status BETWEEN 200 AND 299 THEN 1 ELSE 0 END) AS hits_2xx,
  sum(CASE WHEN status BETWEEN 300 AND 399 THEN 1 ELSE 0 END) AS hits_3xx,
  sum(CASE WHEN status BETWEEN 400 AND 499 THEN 1 ELSE 0 END) AS hits_4xx,
  sum(CASE WHEN status BETWEEN 500 AND 599 THEN 1 ELSE 0 END) AS hits_5xx,
  sum(CASE WHEN status BETWEEN 200 AND 599 THEN 0 ELSE 1 END) AS hits_other,
  count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors
FROM entries
GROUP BY path_id
ORDER BY hits DESC, path
