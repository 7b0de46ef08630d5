/* logmill
id = "unique-visitors"
title = "Visitors of the whole time"
description = "Distinct pairs of client and user agent over all days selected: who comes on three days is one visitor"
also = ["uniques"]
topic = "visitors"
cost = "scan"
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
programs AS (
  SELECT agent_id, any_value(agent_class) AS agent_class, count(DISTINCT client_id) AS visitors
  FROM visits
  GROUP BY agent_id
),
agents AS (
  SELECT
    count(agent_id) AS agents,
    coalesce(sum(visitors) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_visitors
  FROM programs
),
addresses AS (
  SELECT count(DISTINCT client_id) AS clients FROM visits
),
calendar AS (
  SELECT count(DISTINCT day) AS days FROM hits
)
SELECT
  visitors,
  returning_visitors,
  returning_visitors * 1.0 / visitors AS returning_share,
  bot_visitors,
  clients,
  agents,
  days,
  visitor_days * 1.0 / days AS visitors_per_day,
  hits * 1.0 / visitors AS hits_per_visitor
FROM summed CROSS JOIN agents CROSS JOIN addresses CROSS JOIN calendar
WHERE visitors > 0
