/* logmill
id = "bandwidth"
title = "Bandwidth"
description = "What most bytes are sent for, by path"
also = ["bytes", "transfer", "volume"]
topic = "content"
cost = "rollup"
chart = "bar"

[columns.path]
kind = "path"
filter = "path"
[columns.bytes]
kind = "bytes"
[columns.share]
kind = "share"
description = "Of all bytes"
[columns.hits]
kind = "count"
[columns.bytes_per_hit]
kind = "bytes"
[columns.bot_bytes]
kind = "bytes"
description = "To agents that say that they are programs"
*/
WITH counted AS (
  SELECT
    any_value(path) AS path,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    coalesce(sum(bytes) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_bytes
  FROM hits
  GROUP BY path_id
)
SELECT
  path,
  bytes,
  bytes * 1.0 / nullif((SELECT sum(bytes) FROM counted), 0) AS share,
  hits,
  bytes * 1.0 / hits AS bytes_per_hit,
  bot_bytes
FROM counted
ORDER BY bytes DESC, path
