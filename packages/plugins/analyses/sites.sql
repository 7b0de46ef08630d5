/* logmill
id = "sites"
title = "Sites"
description = "Virtual hosts that were asked"
also = ["vhosts", "virtual-hosts", "domains", "hostnames"]
topic = "content"
cost = "rollup"
chart = "bar"
empty = "No selected entry has a site: add $host (nginx) or %v (Apache) to the server's log format, or say it with logmill ingest --site NAME, or --site-from REGEX where names of files tell it."

[columns.site]
kind = "text"
filter = "site"
description = "Null: the log names none"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.visitors]
kind = "count"
description = "Distinct pairs of client and user agent"
[columns.bytes]
kind = "bytes"
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
    site_id,
    any_value(site) AS site,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx,
    coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
  FROM hits
  GROUP BY site_id
),
people AS (
  SELECT site_id, count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors
  FROM visits
  GROUP BY site_id
)
SELECT
  site,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  visitors,
  bytes, hits_4xx, hits_5xx, bot_hits
FROM counted AS c
JOIN people AS p ON p.site_id IS NOT DISTINCT FROM c.site_id
ORDER BY hits DESC, site
