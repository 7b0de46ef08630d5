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
    any_value(browser) AS browser,
    sum(hits) AS hits,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY client_id, agent_id
)
SELECT
  browser,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(*) AS visitors,
  count(*) * 1.0 / sum(count(*)) OVER () AS visitors_share,
  sum(bytes) AS bytes
FROM counted
GROUP BY browser
ORDER BY hits DESC, browser;

/* when versions */
WITH counted AS (
  SELECT
    any_value(browser) AS browser,
    any_value(browser_version) AS browser_version,
    sum(hits) AS hits,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY client_id, agent_id
)
SELECT
  browser,
  browser_version,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(*) AS visitors,
  count(*) * 1.0 / sum(count(*)) OVER () AS visitors_share,
  sum(bytes) AS bytes
FROM counted
GROUP BY browser, browser_version
ORDER BY hits DESC, browser, browser_version
