/* logmill
id = "sections"
title = "Sections"
description = "Parts of the site, by the first segment of the path: /blog holds /blog, /blog/ and all that begins with /blog/"
also = ["folders", "directories"]
topic = "content"
cost = "rollup"
chart = "bar"

[columns.section]
kind = "path"
filter = "path"
pattern = "{},{}/*"
description = "Null: what was asked for is no path"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
[columns.paths]
kind = "count"
description = "Distinct paths in it"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
*/
WITH counted AS (
  SELECT
    any_value(path) AS path,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx,
    coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
  FROM hits
  GROUP BY path_id
),
placed AS (
  SELECT
    -- With a slash behind it, so that there is one to be found.
    CASE WHEN substr(path, 1, 1) = '/' THEN '/' || substr(path, 2, instr(substr(path, 2) || '/', '/') - 1) END AS section,
    hits, bytes, hits_4xx, hits_5xx, bot_hits
  FROM counted
)
SELECT
  section,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(bytes) AS bytes,
  count(*) AS paths,
  sum(hits_4xx) AS hits_4xx,
  sum(hits_5xx) AS hits_5xx,
  sum(bot_hits) AS bot_hits
FROM placed
GROUP BY section
ORDER BY hits DESC, section
