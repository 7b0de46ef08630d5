/* logmill
id = "cities"
title = "Cities"
description = "Where clients are, by the user's own database of addresses"
topic = "visitors"
cost = "rollup"
chart = "bar"
empty = "No selected client has a city: that takes a database of addresses. Run logmill enrich --geoip FILE.mmdb, with no need of the logs."

[columns.city]
kind = "text"
filter = "city"
description = "Null: not known"
[columns.country]
kind = "country"
filter = "country"
description = "ISO 3166-1"
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
  SELECT city, country, sum(hits) AS hits, count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors, sum(bytes) AS bytes
  FROM visits
  GROUP BY city, country
),
addresses AS (
  SELECT city, country, count(DISTINCT client_id) AS clients FROM visits GROUP BY city, country
),
bots AS (
  SELECT city, country, sum(hits) AS hits
  FROM visits
  WHERE agent_class NOT IN ('human', 'unknown')
  GROUP BY city, country
),
merged AS (
  SELECT city, country, hits, visitors, 0 AS clients, bytes, 0 AS bot_hits FROM counted
  UNION ALL
  SELECT city, country, 0, 0, clients, 0, 0 FROM addresses
  UNION ALL
  SELECT city, country, 0, 0, 0, 0, hits FROM bots
)
SELECT
  city,
  country,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(visitors) AS visitors,
  sum(clients) AS clients,
  sum(bytes) AS bytes,
  sum(bot_hits) AS bot_hits
FROM merged
GROUP BY city, country
ORDER BY hits DESC, city, country
