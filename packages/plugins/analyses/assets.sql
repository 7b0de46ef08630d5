/* logmill
id = "assets"
title = "Assets"
description = "What pages are made of (styles, scripts, images, fonts, sound and video, by extension), answered with 2xx or 304"
also = ["static", "static-files"]
topic = "content"
cost = "rollup"
chart = "table"

[columns.path]
kind = "path"
filter = "path"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all assets sent"
[columns.bytes]
kind = "bytes"
[columns.bytes_share]
kind = "share"
description = "Of the bytes of all assets"
[columns.bytes_per_hit]
kind = "bytes"
[columns.hits_304]
kind = "count"
description = "The client had it already"
[columns.extension]
kind = "text"
*/
WITH counted AS (
  SELECT
    any_value(path) AS path,
    any_value(extension) AS extension,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 200 AND 299 OR status = 304), 0) AS hits,
    coalesce(sum(bytes) FILTER (WHERE status BETWEEN 200 AND 299 OR status = 304), 0) AS bytes,
    coalesce(sum(hits) FILTER (WHERE status = 304), 0) AS hits_304
  FROM hits
  GROUP BY path_id
  HAVING any_value(kind) = 'asset'
)
SELECT
  path,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  bytes,
  bytes * 1.0 / nullif((SELECT sum(bytes) FROM counted), 0) AS bytes_share,
  bytes * 1.0 / hits AS bytes_per_hit,
  hits_304,
  extension
FROM counted
WHERE hits > 0
ORDER BY hits DESC, path
