/* logmill
id = "trends"
title = "Trends"
description = "The last days beside the same days of the week before them. Of the last day only the hours up to the latest hit are compared"
also = ["growth"]
topic = "overview"
cost = "rollup"
chart = "line"

[params.days]
type = "int"
default = 7
min = 1
max = 366
description = "How many days back from the last one"

[columns.day]
kind = "date"
filter = "from"
[columns.hits]
kind = "count"
[columns.hits_before]
kind = "count"
description = "Null where the selected entries begin later: select a longer time"
[columns.hits_change]
kind = "change"
[columns.bytes]
kind = "bytes"
[columns.bytes_before]
kind = "bytes"
[columns.bytes_change]
kind = "change"
[columns.errors]
kind = "count"
description = "Statuses 4xx and 5xx"
[columns.errors_before]
kind = "count"
[columns.errors_change]
kind = "change"
[columns.day_before]
kind = "date"
description = "Compared with: the same day of the week, whole weeks earlier"
*/
WITH counted AS (
  SELECT
    day,
    hour_of_day(time) AS hour,
    min(time) AS began,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 599), 0) AS errors
  FROM hits
  GROUP BY day, hour
),
-- Entries of times to come have a clock's mistake, unless all of them do.
newest AS (
  SELECT day AS last_day, max(hour) AS last_hour
  FROM counted
  WHERE day = (SELECT coalesce(max(day) FILTER (WHERE began <= unixepoch() * 1000), max(day)) FROM counted)
  GROUP BY day
),
-- The period before ends a whole number of weeks earlier, so that weekdays meet and no day is in both.
shifted AS (
  SELECT last_day, last_hour, (:days + 6) - (:days + 6) % 7 AS shift FROM newest
),
recent AS (
  SELECT day, sum(hits) AS hits, sum(bytes) AS bytes, sum(errors) AS errors
  FROM counted CROSS JOIN shifted
  WHERE day > add_days(last_day, -:days) AND day <= last_day
  GROUP BY day
),
earlier AS (
  SELECT add_days(day, shift) AS day, sum(hits) AS hits, sum(bytes) AS bytes, sum(errors) AS errors
  FROM counted CROSS JOIN shifted
  WHERE
    day > add_days(last_day, -:days - shift)
    AND day <= add_days(last_day, -shift)
    AND (day < add_days(last_day, -shift) OR hour <= last_hour)
  GROUP BY 1
),
both AS (
  SELECT day, hits, bytes, errors, 0 AS hits_before, 0 AS bytes_before, 0 AS errors_before FROM recent
  UNION ALL
  SELECT day, 0, 0, 0, hits, bytes, errors FROM earlier
),
compared AS (
  SELECT
    day,
    sum(hits) AS hits,
    iif(is_known, sum(hits_before), NULL) AS hits_before,
    sum(bytes) AS bytes,
    iif(is_known, sum(bytes_before), NULL) AS bytes_before,
    sum(errors) AS errors,
    iif(is_known, sum(errors_before), NULL) AS errors_before
  FROM (
    SELECT *, add_days(day, -shift) >= (SELECT min(day) FROM counted) AS is_known FROM both CROSS JOIN shifted
  )
  GROUP BY day, is_known
)
SELECT
  day,
  hits,
  hits_before,
  (hits - hits_before) * 1.0 / nullif(hits_before, 0) AS hits_change,
  bytes,
  bytes_before,
  (bytes - bytes_before) * 1.0 / nullif(bytes_before, 0) AS bytes_change,
  errors,
  errors_before,
  (errors - errors_before) * 1.0 / nullif(errors_before, 0) AS errors_change,
  add_days(day, -shift) AS day_before
FROM compared CROSS JOIN shifted
ORDER BY day
