/* logmill
id = "unique-visitors"
title = "Visitors of the whole time"
description = "Distinct pairs of client and user agent over all days selected: who comes on three days is one visitor"
topic = "visitors"
cost = "rollup"
chart = "figure"

[columns.visitors]
kind = "count"
[columns.returning_visitors]
kind = "count"
description = "Seen on more than one day"
[columns.returning_share]
kind = "share"
[columns.bot_visitors]
kind = "count"
description = "Visitors whose agent says that it is a program"
[columns.clients]
kind = "count"
description = "Distinct clients, whatever their agents"
[columns.agents]
kind = "count"
description = "Distinct user agents"
[columns.days]
kind = "count"
description = "Days with at least one hit"
[columns.visitors_per_day]
kind = "number"
[columns.hits_per_visitor]
kind = "number"
*/
WITH counted AS (
  SELECT client_id, agent_id, count(DISTINCT day) AS days, sum(hits) AS hits
  FROM visits
  GROUP BY client_id, agent_id
),
summed AS (
  SELECT
    count(*) AS visitors,
    count(*) FILTER (WHERE days > 1) AS returning_visitors,
    sum(days) AS visitor_days,
    sum(hits) AS hits
  FROM counted
),
bots AS (
  SELECT count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors
  FROM visits
  WHERE agent_class NOT IN ('human', 'unknown')
),
addresses AS (
  SELECT count(DISTINCT client_id) AS clients FROM visits
),
programs AS (
  SELECT count(DISTINCT agent_id) AS agents FROM visits
),
calendar AS (
  SELECT count(DISTINCT day) AS days FROM visits
)
SELECT
  s.visitors,
  returning_visitors,
  returning_visitors * 1.0 / s.visitors AS returning_share,
  b.visitors AS bot_visitors,
  clients,
  agents,
  days,
  visitor_days * 1.0 / days AS visitors_per_day,
  hits * 1.0 / s.visitors AS hits_per_visitor
FROM summed AS s CROSS JOIN bots AS b CROSS JOIN addresses CROSS JOIN programs CROSS JOIN calendar
WHERE s.visitors > 0
