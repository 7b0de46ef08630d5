/* logmill
id = "visits"
title = "Visits"
description = "A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
topic = "visits"
cost = "sort"
chart = "figure"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.visits]
kind = "count"
[columns.visitors]
kind = "count"
description = "Distinct pairs of client and user agent that saw a page"
[columns.pages]
kind = "count"
description = "Pages seen"
[columns.pages_per_visit]
kind = "number"
[columns.single_page_visits]
kind = "count"
[columns.bounce_share]
kind = "share"
description = "Of visits, those of a single page"
[columns.mean_duration_ms]
kind = "duration_ms"
description = "From the first page of a visit to its last"
[columns.median_duration_ms]
kind = "duration_ms"
[columns.bytes]
kind = "bytes"
description = "Of pages"
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
)
SELECT
  count(*) AS visits,
  (SELECT count(*) FROM (SELECT DISTINCT client_id, agent_id FROM seen)) AS visitors,
  sum(pages) AS pages,
  sum(pages) * 1.0 / count(*) AS pages_per_visit,
  count(*) FILTER (WHERE pages = 1) AS single_page_visits,
  count(*) FILTER (WHERE pages = 1) * 1.0 / count(*) AS bounce_share,
  avg(last_time - first_time) AS mean_duration_ms,
  percentile(last_time - first_time, 50) AS median_duration_ms,
  sum(bytes) AS bytes
FROM each_visit
HAVING count(*) > 0
