/* logmill
id = "visits-over-time"
title = "Visits over time"
description = "Visits by the time they began, hour by hour up to year by year. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
topic = "visits"
cost = "sort"
chart = "line"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"
[params.bucket]
type = "choice"
choices = ["auto", "hour", "day", "week", "month", "year"]
default = "auto"
description = "What a row stands for; auto: so that there are some two hundred at most"

[columns.start]
kind = "time"
filter = "from"
description = "When the hour, day ... begins; those without visits have no row"
[columns.visits]
kind = "count"
[columns.pages]
kind = "count"
description = "Pages seen in these visits"
[columns.pages_per_visit]
kind = "number"
[columns.bounce_share]
kind = "share"
description = "Of visits, those of a single page"
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
)
SELECT
  bucket(first_time, :bucket) AS start,
  count(*) AS visits,
  sum(pages) AS pages,
  sum(pages) * 1.0 / count(*) AS pages_per_visit,
  count(*) FILTER (WHERE pages = 1) * 1.0 / count(*) AS bounce_share,
  avg(last_time - first_time) AS mean_duration_ms
FROM each_visit
GROUP BY start
ORDER BY start
