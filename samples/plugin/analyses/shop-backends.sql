/* logmill
id = "shop-backends"
title = "Backends of the shop"
description = "Requests, errors and times of each server behind the proxy"
cost = "sort"
chart = "bar"

[params.min_hits]
type = "int"
default = 1
description = "Leave out backends with fewer hits"

[columns.backend]
kind = "text"
[columns.hits]
kind = "count"
[columns.errors]
kind = "count"
description = "Answers of 500 and above"
[columns.p95_ms]
kind = "duration_ms"
*/
SELECT
  extra ->> 'backend' AS backend,
  count(*) AS hits,
  count(*) FILTER (WHERE status >= 500) AS errors,
  percentile(duration_ms, 95) AS p95_ms
FROM entries
WHERE extra ->> 'backend' IS NOT NULL
GROUP BY backend
HAVING count(*) >= :min_hits
ORDER BY hits DESC, backend
