/* logmill
id = "status-over-time"
title = "Status over time"
description = "How requests were answered, by class of status, minute by minute up to year by year"
topic = "overview"
cost = "rollup"
chart = "stack"

[params.bucket]
type = "choice"
choices = ["auto", "minute", "hour", "day", "week", "month", "year"]
default = "auto"
description = "What a row stands for; auto: so that there are some two hundred at most"

[columns.start]
kind = "time"
filter = "from"
description = "When the minute, hour, day ... begins; those without hits have no row"
[columns.hits]
kind = "count"
[columns.hits_2xx]
kind = "count"
[columns.hits_3xx]
kind = "count"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
[columns.hits_other]
kind = "count"
description = "Other statuses, and none"
*/
SELECT
  bucket(time, :bucket) AS start,
  sum(hits) AS hits,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 200 AND 299), 0) AS hits_2xx,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 300 AND 399), 0) AS hits_3xx,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx,
  coalesce(sum(hits) FILTER (WHERE status IS NULL OR status NOT BETWEEN 200 AND 599), 0) AS hits_other
FROM hits
GROUP BY start
ORDER BY start
