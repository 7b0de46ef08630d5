/* logmill
id = "visit-durations"
title = "Durations of visits"
description = "How long visits last, from the first page to the last; with a single page nothing can be said. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
topic = "visits"
cost = "sort"
chart = "bar"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.duration]
kind = "text"
[columns.from_ms]
kind = "duration_ms"
description = "The shortest that is counted here"
[columns.visits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all visits"
[columns.pages]
kind = "count"
description = "Pages seen in these visits"
[columns.pages_per_visit]
kind = "number"
*/
WITH page_paths AS MATERIALIZED (
  SELECT path_id FROM hits GROUP BY path_id HAVING any_value(kind) = 'page'
),
seen AS (
  -- Requests in one slot, as long as the timeout, are less than it apart, so that they belong to one visit.
  SELECT
    client_id,
    agent_id,
    time - time % :timeout AS slot,
    count(*) AS pages,
    coalesce(sum(bytes), 0) AS bytes,
    min(time) AS first_time,
    max(time) AS last_time
  FROM entries
  WHERE
    (status BETWEEN 200 AND 299 OR status = 304)
    AND path_id IN (SELECT path_id FROM page_paths)
  GROUP BY client_id, agent_id, slot
),
parted AS (
  SELECT
    *,
    CASE
      WHEN first_time - lag(last_time) OVER (PARTITION BY client_id, agent_id ORDER BY slot) <= :timeout THEN 0
      ELSE 1
    END AS begins
  FROM seen
),
numbered AS (
  SELECT *, sum(begins) OVER (PARTITION BY client_id, agent_id ORDER BY slot) AS visit
  FROM parted
),
each_visit AS (
  SELECT
    client_id,
    agent_id,
    sum(pages) AS pages,
    sum(bytes) AS bytes,
    min(first_time) AS first_time,
    max(last_time) AS last_time
  FROM numbered
  GROUP BY client_id, agent_id, visit
),
-- The last that a visit has reached is its own.
steps(from_ms, duration) AS (
  VALUES
    (0, 'under 10 s'),
    (10000, '10 s to 30 s'),
    (30000, '30 s to 1 min'),
    (60000, '1 min to 3 min'),
    (180000, '3 min to 10 min'),
    (600000, '10 min to 30 min'),
    (1800000, '30 min to 1 h'),
    (3600000, '1 h and more')
),
placed AS (
  SELECT
    CASE
      WHEN pages = 1 THEN -1
      ELSE (SELECT max(from_ms) FROM steps WHERE from_ms <= last_time - first_time)
    END AS step,
    pages
  FROM each_visit
)
SELECT
  coalesce(duration, 'single page') AS duration,
  from_ms,
  count(*) AS visits,
  count(*) * 1.0 / sum(count(*)) OVER () AS share,
  sum(pages) AS pages,
  sum(pages) * 1.0 / count(*) AS pages_per_visit
FROM placed
LEFT JOIN steps ON from_ms = step
GROUP BY step, from_ms, duration
ORDER BY step
