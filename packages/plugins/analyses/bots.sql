/* logmill
id = "bots"
title = "Bots"
description = "Programs by name, by what their user agents say"
also = ["robots", "crawlers", "spiders"]
topic = "bots"
cost = "scan"
chart = "bar"
empty = "No selected agent says that it is a program."

[columns.bot]
kind = "text"
filter = "bot"
[columns.agent_class]
kind = "text"
filter = "class"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits, those of people among them"
[columns.bytes]
kind = "bytes"
[columns.clients]
kind = "count"
[columns.agents]
kind = "count"
description = "Distinct user agents"
[columns.days]
kind = "count"
description = "Days with at least one hit"
[columns.first_day]
kind = "date"
[columns.last_day]
kind = "date"
*/
WITH counted AS (
  SELECT
    agent_id,
    client_id,
    day,
    any_value(agent_class) AS agent_class,
    any_value(bot) AS bot,
    sum(hits) AS hits,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY agent_id, client_id, day
)
SELECT
  bot,
  agent_class,
  sum(hits) AS hits,
  sum(hits) * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  sum(bytes) AS bytes,
  count(DISTINCT client_id) AS clients,
  count(DISTINCT agent_id) AS agents,
  count(DISTINCT day) AS days,
  min(day) AS first_day,
  max(day) AS last_day
FROM counted
WHERE agent_class NOT IN ('human', 'unknown')
GROUP BY bot, agent_class
ORDER BY hits DESC, bot, agent_class
