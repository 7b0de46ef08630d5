/* logmill
id = "clients"
title = "Clients"
description = "Who asked: addresses and host names, as logged"
also = ["hosts", "ips", "ip", "addresses", "remote-hosts"]
topic = "visitors"
cost = "scan"
chart = "table"

[columns.client]
kind = "client"
filter = "client"
[columns.country]
kind = "country"
filter = "country"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
[columns.agents]
kind = "count"
description = "Distinct user agents; no user agent is one, too"
[columns.days]
kind = "count"
description = "Days with at least one hit"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
[columns.first_day]
kind = "date"
[columns.last_day]
kind = "date"
[columns.network]
kind = "text"
filter = "network"
[columns.city]
kind = "text"
filter = "city"
*/
WITH counted AS (
  SELECT
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(city) AS city,
    any_value(network) AS network,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    count(DISTINCT coalesce(agent_id, 0)) AS agents,
    count(DISTINCT day) AS days,
    min(day) AS first_day,
    max(day) AS last_day,
    coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
  FROM visits
  GROUP BY client_id
)
SELECT
  client,
  country,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  bytes, agents, days, bot_hits, first_day, last_day, network, city
FROM counted
ORDER BY hits DESC, client
