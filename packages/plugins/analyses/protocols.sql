/* logmill
id = "protocols"
title = "Protocols"
description = "Versions of HTTP"
also = ["http-versions", "http"]
topic = "content"
cost = "scan"
chart = "bar"

[columns.protocol]
kind = "text"
description = "Null: none was logged, or what was sent is no request"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
*/
WITH counted AS (
  SELECT request_id, any_value(protocol) AS protocol, count(*) AS hits, coalesce(sum(bytes), 0) AS bytes
  FROM entries
  GROUP BY request_id
)
SELECT
  protocol,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(bytes) AS bytes
FROM counted
GROUP BY protocol
ORDER BY hits DESC, protocol
