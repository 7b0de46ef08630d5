/* logmill
id = "status"
title = "Status codes"
description = "How requests were answered, and from when to when"
cost = "scan"
chart = "bar"

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
[columns.last_time]
kind = "time"
*/
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
