/* logmill
id = "networks"
title = "Networks"
description = "Whose networks clients are in, by the user's own database of addresses"
also = ["asn", "isp", "providers"]
topic = "visitors"
cost = "rollup"
chart = "bar"
empty = "No selected client has a network: that takes a database of networks. Run logmill enrich --geoip FILE.mmdb, with no need of the logs."

[columns.network]
kind = "text"
filter = "network"
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
-- Each counts one thing, as groups whose entries are added up beforehand know of one only how many there are.
WITH counted AS (
  SELECT network, sum(hits) AS hits, count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors, sum(bytes) AS bytes
  FROM visits
  GROUP BY network
),
addresses AS (
  SELECT network, count(DISTINCT client_id) AS clients FROM visits GROUP BY network
),
bots AS (
  SELECT network, sum(hits) AS hits
  FROM visits
  WHERE agent_class NOT IN ('human', 'unknown')
  GROUP BY network
),
merged AS (
  SELECT network, hits, visitors, 0 AS clients, bytes, 0 AS bot_hits FROM counted
  UNION ALL
  SELECT network, 0, 0, clients, 0, 0 FROM addresses
  UNION ALL
  SELECT network, 0, 0, 0, 0, hits FROM bots
)
SELECT
  network,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(visitors) AS visitors,
  sum(clients) AS clients,
  sum(bytes) AS bytes,
  sum(bot_hits) AS bot_hits
FROM merged
GROUP BY network
ORDER BY hits DESC, network
