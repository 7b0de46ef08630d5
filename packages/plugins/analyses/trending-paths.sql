/* logmill
id = "trending-paths"
title = "Trending paths"
description = "Whose part of the traffic has changed most in the last 7 days of the data, or as many as days says, against as many before them, weekday for weekday"
topic = "overview"
cost = "scan"
chart = "table"
empty = "Before these days there is nothing in the selected time to compare them with: select a longer one."
counts = "some"

[params.days]
type = "int"
default = 7
min = 1
max = 366
description = "How many days back from the last one"

[columns.path]
kind = "path"
filter = "path"
[columns.hits]
kind = "count"
[columns.hits_before]
kind = "count"
[columns.change]
kind = "change"
[columns.share]
kind = "share"
description = "Of all hits of these days"
[columns.share_before]
kind = "share"
description = "Of all hits of the days before; parts are compared, as the last day may have only begun"
*/
WITH days AS (
  SELECT day FROM hits GROUP BY day
),
newest AS (
  SELECT
    -- Entries of times to come have a clock's mistake, unless all of them do. Days begin up to 14 hours before those of UTC.
    coalesce(max(day) FILTER (WHERE day <= date(unixepoch() + 50400, 'unixepoch')), max(day)) AS last_day,
    -- The period before ends a whole number of weeks earlier, so that weekdays meet and no day is in both.
    (:days + 6) - (:days + 6) % 7 AS shift
  FROM days
),
edges AS MATERIALIZED (
  SELECT
    last_day,
    add_days(last_day, -:days) AS recent_from,
    add_days(last_day, -:days - shift) AS before_from,
    add_days(last_day, -shift) AS before_to
  FROM newest
),
counted AS (
  SELECT
    any_value(path) AS path,
    coalesce(sum(hits) FILTER (WHERE day > recent_from AND day <= last_day), 0) AS hits,
    coalesce(sum(hits) FILTER (WHERE day <= before_to), 0) AS hits_before
  FROM hits CROSS JOIN edges
  WHERE day > before_from AND day <= last_day AND (day > recent_from OR day <= before_to)
  GROUP BY path_id
),
sums AS (
  SELECT sum(hits) AS hits, sum(hits_before) AS hits_before FROM counted
)
SELECT
  path,
  c.hits,
  c.hits_before,
  (c.hits - c.hits_before) * 1.0 / nullif(c.hits_before, 0) AS change,
  c.hits * 1.0 / nullif(s.hits, 0) AS share,
  c.hits_before * 1.0 / nullif(s.hits_before, 0) AS share_before
FROM counted AS c CROSS JOIN sums AS s
WHERE s.hits_before > 0
-- The difference of the shares, in whole numbers.
ORDER BY abs(c.hits * s.hits_before - c.hits_before * s.hits) DESC, c.hits DESC, path
