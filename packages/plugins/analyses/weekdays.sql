/* logmill
id = "weekdays"
title = "Days of the week"
description = "On which days of the week there is traffic, in all and on average. The average is of whole days: a first or last day that the selected entries have a part of counts in all only"
topic = "overview"
cost = "rollup"
chart = "bar"

[columns.weekday]
kind = "weekday"
description = "1 is Monday, 7 Sunday"
[columns.name]
kind = "text"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
[columns.days]
kind = "count"
description = "How many such whole days there are, with at least one hit"
[columns.hits_per_day]
kind = "number"
description = "Of the whole days; null: there is none"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
*/
WITH by_day AS (
  SELECT
    day,
    weekday(time) AS weekday,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
  FROM hits
  GROUP BY day, weekday
),
counted AS (
  SELECT
    weekday,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    count(*) FILTER (WHERE is_whole_day(day)) AS days,
    sum(hits) FILTER (WHERE is_whole_day(day)) AS whole_hits,
    sum(bot_hits) AS bot_hits
  FROM by_day
  GROUP BY weekday
)
SELECT
  weekday,
  CASE weekday
    WHEN 1 THEN 'Monday'
    WHEN 2 THEN 'Tuesday'
    WHEN 3 THEN 'Wednesday'
    WHEN 4 THEN 'Thursday'
    WHEN 5 THEN 'Friday'
    WHEN 6 THEN 'Saturday'
    ELSE 'Sunday'
  END AS name,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  bytes,
  days,
  whole_hits * 1.0 / days AS hits_per_day,
  bot_hits
FROM counted
ORDER BY weekday
