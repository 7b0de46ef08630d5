/* logmill
id = "pages"
title = "Pages"
description = "Which pages were seen: paths that are no assets, answered with 2xx or 304"
also = ["pageviews", "page-views", "documents"]
topic = "content"
cost = "rollup"
chart = "table"

[params.visitors]
type = "bool"
default = false
description = "Also count distinct visitors of each page, which takes a pass over the entries"

[columns.path]
kind = "path"
filter = "path"
status = "2xx,304"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all pages seen"
[columns.visitors]
kind = "count"
when = "visitors"
description = "Distinct pairs of client and user agent"
[columns.bytes]
kind = "bytes"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
*/
WITH counted AS (
  SELECT
    any_value(path) AS path,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 200 AND 299 OR status = 304), 0) AS hits,
    coalesce(sum(bytes) FILTER (WHERE status BETWEEN 200 AND 299 OR status = 304), 0) AS bytes,
    coalesce(
      sum(hits) FILTER (
        WHERE (status BETWEEN 200 AND 299 OR status = 304) AND agent_class NOT IN ('human', 'unknown')
      ),
      0
    ) AS bot_hits
  FROM hits
  GROUP BY path_id
  HAVING any_value(kind) = 'page'
)
SELECT
  path,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  bytes,
  bot_hits
FROM counted
WHERE hits > 0
ORDER BY hits DESC, path;

/* when visitors */
WITH counted AS (
  SELECT
    path_id,
    client_id,
    agent_id,
    any_value(path) AS path,
    any_value(kind) AS kind,
    any_value(agent_class) AS agent_class,
    count(*) AS hits,
    coalesce(sum(bytes), 0) AS bytes
  FROM entries
  WHERE status BETWEEN 200 AND 299 OR status = 304
  GROUP BY path_id, client_id, agent_id
)
SELECT
  any_value(path) AS path,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(*) AS visitors,
  sum(bytes) AS bytes,
  coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
FROM counted
WHERE kind = 'page'
GROUP BY path_id
ORDER BY hits DESC, path
