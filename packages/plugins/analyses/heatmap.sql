/* logmill
id = "heatmap"
title = "Weekday and hour"
description = "When in the week there is traffic, by the wall clock, all weeks together"
also = ["punchcard", "hours-of-week"]
topic = "overview"
cost = "rollup"
chart = "heatmap"

[columns.weekday]
kind = "weekday"
description = "1 is Monday, 7 Sunday"
[columns.hour]
kind = "hour"
[columns.hits]
kind = "count"
[columns.bytes]
kind = "bytes"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
*/
SELECT
  weekday(time) AS weekday,
  hour_of_day(time) AS hour,
  sum(hits) AS hits,
  sum(bytes) AS bytes,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx
FROM hits
GROUP BY weekday, hour
ORDER BY weekday, hour
