/* logmill
id = "devices"
title = "Devices"
description = "Desktops, mobiles, tablets and others, by the user agent"
topic = "visitors"
cost = "rollup"
chart = "bar"

[columns.device]
kind = "text"
filter = "device"
description = "Null: the agent does not tell"
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
    device,
    sum(hits) AS hits,
    count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY device
)
SELECT
  device,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  visitors,
  visitors * 1.0 / (SELECT sum(visitors) FROM counted) AS visitors_share,
  bytes
FROM counted
ORDER BY hits DESC, device
