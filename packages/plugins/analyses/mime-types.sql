/* logmill
id = "mime-types"
title = "Media types"
description = "What responses hold, where the log tells: the media type in lower case, without what follows a semicolon"
also = ["mime", "content-types"]
topic = "content"
cost = "scan"
chart = "bar"
empty = "No selected entry has a media type: add $sent_http_content_type (nginx) or %{Content-Type}o (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."

[columns.mime]
kind = "text"
description = "Null: not logged"
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
[columns.bytes_per_hit]
kind = "bytes"
*/
WITH counted AS (
  SELECT mime AS logged, count(*) AS hits, coalesce(sum(bytes), 0) AS bytes
  FROM entries
  GROUP BY mime
)
SELECT
  lower(trim(substr(logged, 1, instr(logged || ';', ';') - 1))) AS mime,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(bytes) AS bytes,
  sum(bytes) * 1.0 / nullif(sum(sum(bytes)) OVER (), 0) AS bytes_share,
  sum(bytes) * 1.0 / sum(hits) AS bytes_per_hit
FROM counted
GROUP BY 1
ORDER BY hits DESC, mime
