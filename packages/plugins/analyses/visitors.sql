/* logmill
id = "visitors"
title = "Visitors by day"
description = "Distinct pairs of client and user agent, day by day. A visitor is new on the first day within the selection: the new ones of all days add up to the visitors of the whole time, which those of the days do not"
topic = "visitors"
cost = "scan"
chart = "line"

[columns.day]
kind = "date"
filter = "from"
[columns.visitors]
kind = "count"
[columns.new_visitors]
kind = "count"
description = "Not seen on an earlier day of the selection"
[columns.returning_visitors]
kind = "count"
[columns.bot_visitors]
kind = "count"
description = "Visitors whose agent says that it is a program"
[columns.clients]
kind = "count"
description = "Distinct clients, whatever their agents"
[columns.hits]
kind = "count"
[columns.hits_per_visitor]
kind = "number"
[columns.bytes]
kind = "bytes"
*/
WITH counted AS (
  SELECT
    client_id,
    day,
    any_value(agent_class) AS agent_class,
    min(day) OVER (PARTITION BY client_id, agent_id) AS first_day,
    sum(hits) AS hits,
    sum(bytes) AS bytes
  FROM visits
  GROUP BY client_id, agent_id, day
)
SELECT
  day,
  count(*) AS visitors,
  count(*) FILTER (WHERE day = first_day) AS new_visitors,
  count(*) FILTER (WHERE day > first_day) AS returning_visitors,
  count(*) FILTER (WHERE agent_class NOT IN ('human', 'unknown')) AS bot_visitors,
  count(DISTINCT client_id) AS clients,
  sum(hits) AS hits,
  sum(hits) * 1.0 / count(*) AS hits_per_visitor,
  sum(bytes) AS bytes
FROM counted
GROUP BY day
ORDER BY day
