/* logmill
id = "cache"
title = "Cache"
description = "What the cache did, where the log tells"
also = ["cdn", "hit-rate"]
topic = "performance"
cost = "scan"
chart = "bar"
empty = "No selected entry has a cache status: nothing went through a cache, or the log does not say. If it does not, add $upstream_cache_status (nginx) or %{cache-status}e (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."

[columns.cache]
kind = "text"
description = "HIT, MISS and others; null: not logged"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
[columns.bytes_share]
kind = "share"
description = "Of all bytes"
[columns.mean_ms]
kind = "duration_ms"
description = "Of the hits whose duration is logged"
*/
WITH counted AS (
  SELECT
    cache,
    count(*) AS hits,
    coalesce(sum(bytes), 0) AS bytes,
    sum(duration_ms) AS duration_ms,
    count(duration_ms) AS timed
  FROM entries
  GROUP BY cache
)
SELECT
  cache,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  bytes,
  bytes * 1.0 / nullif((SELECT sum(bytes) FROM counted), 0) AS bytes_share,
  duration_ms / nullif(timed, 0) AS mean_ms
FROM counted
ORDER BY hits DESC, cache
