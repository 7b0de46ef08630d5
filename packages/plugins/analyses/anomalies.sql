/* logmill
id = "anomalies"
title = "Gaps and bursts"
description = "Hours with far less or far more traffic than the same hour of the day has otherwise (against the median, measured by the median deviation from it). Hours of the same kind in a row are one line; those without a hit count together, so that a long silence is told where one hour of it would not be"
also = ["gaps", "bursts", "spikes", "peaks", "outages"]
topic = "quality"
cost = "rollup"
chart = "table"
empty = "No hour is far off what it is on other days."

[params.score]
type = "float"
default = 6
min = 1
description = "How many times the usual deviation an hour, or a silence, must be off"
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
description = "Hits of these hours of the day, as the median of all days has them; null where nothing was logged for more than a week, which tells nothing of other days"
[columns.factor]
kind = "number"
description = "Hits, as a multiple of what was to be expected"
[columns.score]
kind = "number"
description = "So many times the usual deviation: the largest of these hours, of a gap all of them together"
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
neighbours AS (
  SELECT start, lag(start) OVER by_time AS before, lead(start) OVER by_time AS after FROM counted
  WINDOW by_time AS (ORDER BY start)
),
-- Where nothing is for more than a week, there may be no log: hours between tell nothing, and would be millions where a
-- clock was wrong by centuries.
stretches AS (
  SELECT *, coalesce(start - before > 604800000, 1) AS begins, coalesce(after - start > 604800000, 1) AS ends FROM neighbours
),
clock AS (
  SELECT start AS at, iif(ends, start, after) AS until FROM stretches
  UNION ALL
  SELECT at + 3600000, until FROM clock WHERE at + 3600000 < until
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
known AS (
  SELECT u.hour, u.expected, max(1.4826 * s.deviation, sqrt(u.expected + 1)) AS deviation
  FROM usual AS u
  JOIN spread AS s ON s.hour = u.hour
  WHERE u.days >= :min_days
),
scored AS (
  SELECT e.start, e.hits, e.bot_hits, k.expected, k.deviation, (e.hits - k.expected) / k.deviation AS score
  FROM each_hour AS e
  JOIN known AS k ON k.hour = e.hour
),
odd AS (
  SELECT *, iif(score > 0, 'burst', 'low') AS anomaly
  FROM scored
  -- The first and the last hour of a stretch need not be whole.
  WHERE hits > 0
    AND (score >= :score OR score <= -:score)
    AND start NOT IN (SELECT start FROM stretches WHERE begins OR ends)
),
-- Hours in a row: those whose times and places in the list go on alike.
runs AS (
  SELECT *, start - 3600000 * row_number() OVER (PARTITION BY anomaly ORDER BY start) AS run FROM odd
),
empty AS (
  SELECT *, start - 3600000 * row_number() OVER (ORDER BY start) AS run FROM scored WHERE hits = 0
),
-- From the first to the last hour in which something was to be expected. Variances add up, so that few hits an hour are
-- missed when there are none for long enough.
gaps AS (
  SELECT
    min(start) AS start,
    (max(start) - min(start)) / 3600000 + 1 AS hours,
    sum(expected) AS expected,
    min(min(score), -sum(expected) / sqrt(sum(deviation * deviation))) AS score
  FROM empty
  WHERE expected > 0
  GROUP BY run
),
-- Silence of more than a week, where a week of it would be odd. What was to be expected then nobody knows.
silent AS (
  SELECT start + 3600000 AS start, (after - start) / 3600000 - 1 AS hours, score
  FROM stretches
  CROSS JOIN (SELECT -sqrt(7) * sum(expected) / sqrt(sum(deviation * deviation)) AS score FROM known WHERE expected > 0)
  WHERE ends AND after IS NOT NULL AND score <= -:score
)
SELECT
  min(start) AS start,
  count(*) AS hours,
  anomaly,
  sum(hits) AS hits,
  sum(expected) AS expected,
  sum(hits) / nullif(sum(expected), 0) AS factor,
  iif(anomaly = 'burst', max(score), min(score)) AS score,
  sum(bot_hits) AS bot_hits
FROM runs
GROUP BY anomaly, run
UNION ALL
SELECT start, hours, 'gap', 0, expected, 0.0, score, 0 FROM gaps WHERE score <= -:score
UNION ALL
SELECT start, hours, 'gap', 0, NULL, NULL, score, 0 FROM silent
ORDER BY start, anomaly
