/* logmill
id = "entry-pages"
title = "Entry pages"
description = "Pages on which visits begin. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
topic = "visits"
cost = "sort"
chart = "bar"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.path]
kind = "path"
filter = "path"
[columns.visits]
kind = "count"
description = "That began here"
[columns.share]
kind = "share"
description = "Of all visits"
[columns.bounce_share]
kind = "share"
description = "Of these visits, those of a single page"
[columns.pages_per_visit]
kind = "number"
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
    max(time) AS last_time,
    -- The first page: its time within the slot, and the entry that it is.
    min((time % :timeout) * 68719476736 + entry_id) % 68719476736 AS entry
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
    max(last_time) AS last_time,
    max(entry) FILTER (WHERE begins = 1) AS entry
  FROM numbered
  GROUP BY client_id, agent_id, visit
)
SELECT
  any_value(e.path) AS path,
  count(*) AS visits,
  count(*) * 1.0 / sum(count(*)) OVER () AS share,
  count(*) FILTER (WHERE v.pages = 1) * 1.0 / count(*) AS bounce_share,
  sum(v.pages) * 1.0 / count(*) AS pages_per_visit,
  avg(v.last_time - v.first_time) AS mean_duration_ms
FROM each_visit AS v CROSS JOIN entries AS e
WHERE e.entry_id = v.entry
GROUP BY e.path_id
ORDER BY visits DESC, path
