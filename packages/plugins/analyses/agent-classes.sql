/* logmill
id = "agent-classes"
title = "People and bots"
description = "Hits of people, search engines, AI crawlers, monitors, feed readers, scanners and other programs, by what their user agents say"
also = ["classes", "agent-types"]
topic = "bots"
cost = "rollup"
chart = "bar"

[columns.agent_class]
kind = "text"
filter = "class"
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
[columns.agents]
kind = "count"
description = "Distinct user agents"
[columns.bots]
kind = "count"
description = "Distinct names of bots"
[columns.bytes]
kind = "bytes"
[columns.bytes_share]
kind = "share"
description = "Of all bytes"
*/
WITH counted AS (
  SELECT
    agent_id,
    any_value(agent_class) AS agent_class,
    any_value(bot) AS bot,
    sum(hits) AS hits,
    count(DISTINCT client_id) AS visitors,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY agent_id
),
addresses AS (
  SELECT agent_class, count(DISTINCT client_id) AS clients FROM visits GROUP BY agent_class
),
merged AS (
  SELECT
    agent_class,
    sum(hits) AS hits,
    sum(visitors) AS visitors,
    0 AS clients,
    count(agent_id) AS agents,
    count(DISTINCT bot) AS bots,
    sum(bytes) AS bytes
  FROM counted
  GROUP BY agent_class
  UNION ALL
  SELECT agent_class, 0, 0, clients, 0, 0, 0 FROM addresses
)
SELECT
  agent_class,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(visitors) AS visitors,
  sum(clients) AS clients,
  sum(agents) AS agents,
  sum(bots) AS bots,
  sum(bytes) AS bytes,
  sum(bytes) * 1.0 / nullif(sum(sum(bytes)) OVER (), 0) AS bytes_share
FROM merged
GROUP BY agent_class
ORDER BY hits DESC, agent_class
