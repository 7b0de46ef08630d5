/* logmill
id = "systems"
title = "Operating systems"
description = "What clients run on, by the user agent"
topic = "visitors"
cost = "rollup"
chart = "bar"

[params.versions]
type = "bool"
default = false
description = "Tell versions apart"

[columns.os]
kind = "text"
description = "Null: the agent does not tell"
[columns.os_version]
kind = "text"
when = "versions"
description = "As far as it is told"
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
    any_value(os) AS os,
    sum(hits) AS hits,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY client_id, agent_id
)
SELECT
  os,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(*) AS visitors,
  count(*) * 1.0 / sum(count(*)) OVER () AS visitors_share,
  sum(bytes) AS bytes
FROM counted
GROUP BY os
ORDER BY hits DESC, os;

/* when versions */
WITH counted AS (
  SELECT
    any_value(os) AS os,
    any_value(os_version) AS os_version,
    sum(hits) AS hits,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY client_id, agent_id
)
SELECT
  os,
  os_version,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(*) AS visitors,
  count(*) * 1.0 / sum(count(*)) OVER () AS visitors_share,
  sum(bytes) AS bytes
FROM counted
GROUP BY os, os_version
ORDER BY hits DESC, os, os_version
