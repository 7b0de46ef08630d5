/* logmill
id = "browsers"
title = "Browsers"
description = "Programs that pages are read with, by the user agent"
topic = "visitors"
cost = "rollup"
chart = "bar"

[params.versions]
type = "bool"
default = false
description = "Tell versions apart"

[columns.browser]
kind = "text"
filter = "browser"
description = "Null: the agent does not tell"
[columns.browser_version]
kind = "text"
when = "versions"
description = "Major version, where it is told"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.visitors]
kind = "count"
description = "Distinct pairs of client and user agent"
[columns.visitors_share]
kind = "share"
description = "Of all visitors"
[columns.bytes]
kind = "bytes"
*/
WITH counted AS (
  SELECT
    browser,
    sum(hits) AS hits,
    count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY browser
)
SELECT
  browser,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  visitors,
  visitors * 1.0 / (SELECT sum(visitors) FROM counted) AS visitors_share,
  bytes
FROM counted
ORDER BY hits DESC, browser;

/* when versions */
WITH counted AS (
  SELECT
    browser,
    browser_version,
    sum(hits) AS hits,
    count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY browser, browser_version
)
SELECT
  browser,
  browser_version,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  visitors,
  visitors * 1.0 / (SELECT sum(visitors) FROM counted) AS visitors_share,
  bytes
FROM counted
ORDER BY hits DESC, browser, browser_version
