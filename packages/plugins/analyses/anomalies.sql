/* logmill
id = "anomalies"
title = "Gaps and bursts"
description = "Hours with far less or far more traffic than the same hour of the day has otherwise (against the median, measured by the median deviation from it). Hours of the same kind in a row are one line"
topic = "quality"
cost = "rollup"
chart = "table"
empty = "No hour is far off what it is on other days."

[params.score]
type = "float"
default = 6
min = 1
description = "How many times the usual deviation an hour must be off"
[params.min_days]
type = "int"
default = 4
min = 2
description = "How often an hour of the day must have come before something is said about it"

[columns.start]
kind = "time"
filter = "from"
[columns.hours]
kind = "count"
description = "How long it went on"
[columns.anomaly]
kind = "text"
description = "gap: no hit at all; low: far fewer than usual; burst: far more"
[columns.hits]
kind = "count"
[columns.expected]
kind = "number"
description = "Hits of these hours of the day, as the median of all days has them"
[columns.factor]
kind = "number"
description = "Hits, as a multiple of what was to be expected"
[columns.score]
kind = "number"
description = "The largest of these hours: so many times the usual deviation"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
*/
WITH RECURSIVE counted AS (
  SELECT
    bucket(time, 'hour') AS start,
    sum(hits) AS hits,
    coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
  FROM hits
  GROUP BY start
),
edges AS (
  SELECT min(start) AS first, max(start) AS last FROM counted
),
clock AS (
  SELECT first AS at, last FROM edges WHERE first IS NOT NULL
  UNION ALL
  SELECT at + 3600000, last FROM clock WHERE at < last
),
-- Every hour, those without a hit too.
each_hour AS (
  SELECT
    h.start,
    hour_of_day(h.start) AS hour,
    coalesce(c.hits, 0) AS hits,
    coalesce(c.bot_hits, 0) AS bot_hits
  FROM (SELECT DISTINCT bucket(at, 'hour') AS start FROM clock) AS h
  LEFT JOIN counted AS c ON c.start = h.start
),
usual AS (
  SELECT hour, count(*) AS days, percentile(hits, 50) AS expected FROM each_hour GROUP BY hour
),
spread AS (
  SELECT e.hour, percentile(abs(e.hits - u.expected), 50) AS deviation
  FROM each_hour AS e
  JOIN usual AS u ON u.hour = e.hour
  GROUP BY e.hour
),
-- Counts of things that happen by themselves vary by the square root of their mean, which a quiet log may seem not to.
scored AS (
  SELECT
    e.start, e.hits, e.bot_hits, u.expected,
    (e.hits - u.expected) / CASE
      WHEN 1.4826 * s.deviation > sqrt(u.expected + 1) THEN 1.4826 * s.deviation
      ELSE sqrt(u.expected + 1)
    END AS score
  FROM each_hour AS e
  JOIN usual AS u ON u.hour = e.hour
  JOIN spread AS s ON s.hour = e.hour
  WHERE u.days >= :min_days
),
odd AS (
  SELECT
    *,
    CASE WHEN score > 0 THEN 'burst' WHEN hits = 0 THEN 'gap' ELSE 'low' END AS anomaly
  FROM scored CROSS JOIN edges
  -- The first and the last hour need not be whole.
  WHERE start > first AND start < last AND (score >= :score OR score <= -:score)
),
-- Hours in a row: those whose times and places in the list go on alike.
runs AS (
  SELECT *, start - 3600000 * row_number() OVER (PARTITION BY anomaly ORDER BY start) AS run FROM odd
)
SELECT
  min(start) AS start,
  count(*) AS hours,
  anomaly,
  sum(hits) AS hits,
  sum(expected) AS expected,
  sum(hits) / nullif(sum(expected), 0) AS factor,
  CASE WHEN anomaly = 'burst' THEN max(score) ELSE min(score) END AS score,
  sum(bot_hits) AS bot_hits
FROM runs
GROUP BY anomaly, run
ORDER BY start, anomaly
