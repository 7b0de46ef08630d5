/* logmill
id = "exit-pages"
title = "Exit pages"
description = "Pages on which visits end. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
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
description = "That ended here"
[columns.share]
kind = "share"
description = "Of all visits"
[columns.views]
kind = "count"
description = "How often the page was seen"
[columns.exit_share]
kind = "share"
description = "Of the times it was seen, those after which nothing came"
[columns.single_page_visits]
kind = "count"
description = "That had no other page"
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
    -- The last page: its time within the slot, and the entry that it is.
    max((time % :timeout) * 68719476736 + entry_id) % 68719476736 AS exit
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
    END AS begins,
    CASE
      WHEN lead(first_time) OVER (PARTITION BY client_id, agent_id ORDER BY slot) - last_time <= :timeout THEN 0
      ELSE 1
    END AS ends
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
    max(exit) FILTER (WHERE ends = 1) AS exit
  FROM numbered
  GROUP BY client_id, agent_id, visit
),
left_at AS (
  SELECT
    e.path_id AS path_id,
    any_value(e.path) AS path,
    count(*) AS visits,
    count(*) FILTER (WHERE v.pages = 1) AS single_page_visits
  FROM each_visit AS v CROSS JOIN entries AS e
  WHERE e.entry_id = v.exit
  GROUP BY e.path_id
),
viewed AS (
  SELECT path_id, coalesce(sum(hits) FILTER (WHERE status BETWEEN 200 AND 299 OR status = 304), 0) AS views
  FROM hits
  GROUP BY path_id
)
SELECT
  l.path,
  l.visits,
  l.visits * 1.0 / sum(l.visits) OVER () AS share,
  w.views,
  l.visits * 1.0 / w.views AS exit_share,
  l.single_page_visits
FROM left_at AS l
JOIN viewed AS w ON w.path_id = l.path_id
ORDER BY l.visits DESC, l.path
