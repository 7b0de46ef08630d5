/* logmill
id = "status"
title = "Status codes"
description = "How requests were answered"
also = ["codes", "status-codes"]
topic = "overview"
cost = "rollup"
chart = "bar"

[params.times]
type = "bool"
default = false
description = "Also tell the first and the last time of each status, which takes a pass over the entries"

[columns.status]
kind = "status"
filter = "status"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
[columns.first_time]
kind = "time"
when = "times"
[columns.last_time]
kind = "time"
when = "times"
*/
SELECT
  status,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(bytes) AS bytes
FROM hits
GROUP BY status
ORDER BY hits DESC, status;

/* when times */
SELECT
  status,
  count(*) AS hits,
  count(*) * 1.0 / sum(count(*)) OVER () AS share,
  coalesce(sum(bytes), 0) AS bytes,
  min(time) AS first_time,
  max(time) AS last_time
FROM entries
GROUP BY status
ORDER BY hits DESC, status
