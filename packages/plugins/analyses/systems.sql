/* logmill
id = "systems"
title = "Operating systems"
description = "What clients run on, by the user agent"
also = ["os", "oses", "operating-systems", "platforms"]
topic = "visitors"
cost = "rollup"
chart = "bar"

[params.versions]
type = "bool"
default = false
description = "Tell versions apart"

[columns.os]
kind = "text"
filter = "os"
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
    os,
    sum(hits) AS hits,
    count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY os
)
SELECT
  os,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  visitors,
  visitors * 1.0 / (SELECT sum(visitors) FROM counted) AS visitors_share,
  bytes
FROM counted
ORDER BY hits DESC, os;

/* when versions */
WITH counted AS (
  SELECT
    os,
    os_version,
    sum(hits) AS hits,
    count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY os, os_version
)
SELECT
  os,
  os_version,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  visitors,
  visitors * 1.0 / (SELECT sum(visitors) FROM counted) AS visitors_share,
  bytes
FROM counted
ORDER BY hits DESC, os, os_version
