/* logmill
id = "networks"
title = "Networks"
description = "Whose networks clients are in, by the user's own database of addresses"
topic = "visitors"
cost = "rollup"
chart = "bar"

[columns.network]
kind = "text"
description = "Number and name of the autonomous system; null: not known"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.visitors]
kind = "count"
description = "Distinct pairs of client and user agent"
[columns.clients]
kind = "count"
[columns.bytes]
kind = "bytes"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
*/
WITH counted AS (
  SELECT
    client_id,
    any_value(network) AS network,
    any_value(agent_class) AS agent_class,
    sum(hits) AS hits,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY client_id, agent_id
)
SELECT
  network,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(*) AS visitors,
  count(DISTINCT client_id) AS clients,
  sum(bytes) AS bytes,
  coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
FROM counted
GROUP BY network
ORDER BY hits DESC, network
