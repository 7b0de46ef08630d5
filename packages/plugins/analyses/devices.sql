/* logmill
id = "devices"
title = "Devices"
description = "Desktops, mobiles, tablets and others, by the user agent"
topic = "visitors"
cost = "rollup"
chart = "bar"

[columns.device]
kind = "text"
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
    any_value(device) AS device,
    sum(hits) AS hits,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY client_id, agent_id
)
SELECT
  device,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(*) AS visitors,
  count(*) * 1.0 / sum(count(*)) OVER () AS visitors_share,
  sum(bytes) AS bytes
FROM counted
GROUP BY device
ORDER BY hits DESC, device
