/* logmill
id = "hours"
title = "Hours of the day"
description = "When in the day there is traffic, by the wall clock, all days together"
topic = "overview"
cost = "rollup"
chart = "bar"

[columns.hour]
kind = "hour"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
*/
SELECT
  hour_of_day(time) AS hour,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(bytes) AS bytes,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx,
  coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
FROM hits
GROUP BY hour
ORDER BY hour
