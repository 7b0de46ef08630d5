/* logmill
id = "error-paths"
title = "Errors by path"
description = "Which paths are answered with 4xx and 5xx"
also = ["errors", "4xx", "5xx", "500", "failures"]
topic = "errors"
cost = "rollup"
chart = "table"
empty = "No selected entry was answered with an error, a status from 400 on."

[columns.path]
kind = "path"
filter = "path"
status = "4xx,5xx"
[columns.errors]
kind = "count"
description = "Statuses 4xx and 5xx"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
[columns.hits]
kind = "count"
description = "Errors or not"
[columns.error_share]
kind = "share"
description = "Of the hits of this path"
[columns.bot_errors]
kind = "count"
description = "Of agents that say that they are programs"
*/
WITH counted AS (
  SELECT
    any_value(path) AS path,
    sum(hits) AS hits,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx,
    coalesce(
      sum(hits) FILTER (WHERE status BETWEEN 400 AND 599 AND agent_class NOT IN ('human', 'unknown')),
      0
    ) AS bot_errors
  FROM hits
  GROUP BY path_id
)
SELECT
  path,
  hits_4xx + hits_5xx AS errors,
  hits_4xx,
  hits_5xx,
  hits,
  (hits_4xx + hits_5xx) * 1.0 / hits AS error_share,
  bot_errors
FROM counted
WHERE hits_4xx + hits_5xx > 0
ORDER BY errors DESC, hits_5xx DESC, path
