/* logmill
id = "not-found"
title = "Not found"
description = "What was asked for and is not there: statuses 404 and 410"
also = ["404", "missing"]
topic = "errors"
cost = "rollup"
chart = "table"
empty = "No selected entry asked for what is not there (404, 410)."

[params.referrers]
type = "bool"
default = false
description = "Tell the pages that led there, each on a row of its own, which takes a pass over the entries"

[columns.path]
kind = "path"
filter = "path"
status = "404,410"
[columns.referrer]
kind = "url"
filter = "referrer"
when = "referrers"
description = "Where a link is to be corrected; null: the client named none"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits on what is not there"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
*/
WITH counted AS (
  SELECT
    any_value(path) AS path,
    coalesce(sum(hits) FILTER (WHERE status IN (404, 410)), 0) AS hits,
    coalesce(sum(hits) FILTER (WHERE status IN (404, 410) AND agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
  FROM hits
  GROUP BY path_id
)
SELECT path, hits, hits * 1.0 / (SELECT sum(hits) FROM counted) AS share, bot_hits
FROM counted
WHERE hits > 0
ORDER BY hits DESC, path;

/* when referrers */
WITH counted AS (
  SELECT
    path_id,
    referrer_id,
    agent_id,
    any_value(path) AS path,
    any_value(referrer) AS referrer,
    any_value(agent_class) AS agent_class,
    count(*) AS hits
  FROM entries
  WHERE status IN (404, 410)
  GROUP BY path_id, referrer_id, agent_id
)
SELECT
  any_value(path) AS path,
  any_value(referrer) AS referrer,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
FROM counted
GROUP BY path_id, referrer_id
ORDER BY hits DESC, path, referrer
