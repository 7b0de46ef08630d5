/* logmill
id = "hours"
title = "Traffic by hour"
description = "Hits, bytes and errors of each hour in which there was something"
cost = "rollup"
chart = "line"

[params.visitors]
type = "bool"
default = false
description = "Also count distinct visitors of each hour, which takes a pass over the entries"

[columns.hour]
kind = "time"
description = "The hour's beginning"
[columns.hits]
kind = "count"
[columns.visitors]
kind = "count"
when = "visitors"
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
  sum(hits) AS hits,
  sum(bytes) AS bytes,
  sum(CASE WHEN status BETWEEN 400 AND 499 THEN hits ELSE 0 END) AS hits_4xx,
  sum(CASE WHEN status BETWEEN 500 AND 599 THEN hits ELSE 0 END) AS hits_5xx
FROM hits
GROUP BY hour
ORDER BY hour;

/* when visitors */
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
