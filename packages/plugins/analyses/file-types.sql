/* logmill
id = "file-types"
title = "File types"
description = "Hits and bytes by the extension of the path"
also = ["extensions", "types"]
topic = "content"
cost = "rollup"
chart = "bar"

[columns.extension]
kind = "text"
description = "Lower-case, without the dot; null: the path has none"
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
[columns.paths]
kind = "count"
description = "Distinct paths"
[columns.hits_304]
kind = "count"
description = "The client had it already"
*/
WITH counted AS (
  SELECT
    any_value(extension) AS extension,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    coalesce(sum(hits) FILTER (WHERE status = 304), 0) AS hits_304
  FROM hits
  GROUP BY path_id
)
SELECT
  extension,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(bytes) AS bytes,
  sum(bytes) * 1.0 / nullif(sum(sum(bytes)) OVER (), 0) AS bytes_share,
  sum(bytes) * 1.0 / sum(hits) AS bytes_per_hit,
  count(*) AS paths,
  sum(hits_304) AS hits_304
FROM counted
GROUP BY extension
ORDER BY hits DESC, extension
