/* logmill
id = "templates"
title = "Path templates"
description = "Paths that differ in a name or number only, together: /user/:id"
also = ["routes", "endpoints"]
topic = "content"
cost = "rollup"
chart = "table"

[columns.template]
kind = "path"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
[columns.paths]
kind = "count"
description = "Distinct paths of this template"
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
[columns.mean_ms]
kind = "duration_ms"
description = "Of the hits whose duration is logged"
*/
WITH counted AS (
  SELECT
    any_value(template) AS template,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 200 AND 299), 0) AS hits_2xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 300 AND 399), 0) AS hits_3xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx,
    sum(duration_ms) AS duration_ms,
    sum(timed) AS timed
  FROM hits
  GROUP BY path_id
)
SELECT
  template,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(bytes) AS bytes,
  count(*) AS paths,
  sum(hits_2xx) AS hits_2xx,
  sum(hits_3xx) AS hits_3xx,
  sum(hits_4xx) AS hits_4xx,
  sum(hits_5xx) AS hits_5xx,
  sum(hits) - sum(hits_2xx) - sum(hits_3xx) - sum(hits_4xx) - sum(hits_5xx) AS hits_other,
  sum(duration_ms) / nullif(sum(timed), 0) AS mean_ms
FROM counted
GROUP BY template
ORDER BY hits DESC, template
