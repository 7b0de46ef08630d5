/* logmill
id = "visit-depths"
title = "Depths of visits"
description = "How many pages are seen in a visit. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
topic = "visits"
cost = "sort"
chart = "bar"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.pages]
kind = "text"
description = "10+: ten and more"
[columns.visits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all visits"
[columns.mean_duration_ms]
kind = "duration_ms"
description = "From the first page of a visit to its last"
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
placed AS (
  SELECT CASE WHEN pages < 10 THEN pages ELSE 10 END AS depth, last_time - first_time AS duration_ms
  FROM each_visit
)
SELECT
  CASE WHEN depth < 10 THEN '' || depth ELSE '10+' END AS pages,
  count(*) AS visits,
  count(*) * 1.0 / sum(count(*)) OVER () AS share,
  avg(duration_ms) AS mean_duration_ms
FROM placed
GROUP BY depth
ORDER BY depth
