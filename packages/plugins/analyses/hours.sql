/* logmill
id = "hours"
title = "Traffic by hour"
description = "Hits, visitors, bytes and errors of each hour in which there was something"
cost = "scan"
chart = "line"

[columns.hour]
kind = "time"
description = "The hour's beginning"
[columns.hits]
kind = "count"
[columns.visitors]
kind = "count"
description = "Distinct pairs of client and user agent within the hour"
[columns.bytes]
kind = "bytes"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
*/
SELECT
  bucket(time, 'hour') AS hour,
  count(*) AS hits,
  count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors,
  coalesce(sum(bytes), 0) AS bytes,
  sum(CASE WHEN status BETWEEN 400 AND 499 THEN 1 ELSE 0 END) AS hits_4xx,
  sum(CASE WHEN status BETWEEN 500 AND 599 THEN 1 ELSE 0 END) AS hits_5xx
FROM entries
GROUP BY hour
ORDER BY hour
