/* logmill
id = "visit-list"
title = "List of visits"
description = "Each visit by itself, the latest first. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
topic = "visits"
cost = "sort"
chart = "table"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.first_time]
kind = "time"
[columns.duration_ms]
kind = "duration_ms"
description = "From the first page to the last"
[columns.client]
kind = "client"
filter = "client"
[columns.pages]
kind = "count"
description = "Pages seen"
[columns.entry_path]
kind = "path"
filter = "path"
description = "The first page"
[columns.exit_path]
kind = "path"
filter = "path"
description = "The last page"
[columns.referrer]
kind = "url"
filter = "referrer"
description = "Where the visit came from"
[columns.bytes]
kind = "bytes"
description = "Of pages"
[columns.country]
kind = "country"
[columns.agent_class]
kind = "text"
filter = "class"
[columns.agent]
kind = "agent"
filter = "agent"
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
    -- The first and the last page: times within the slot, and the entries that they are.
    min((time % :timeout) * 68719476736 + entry_id) % 68719476736 AS entry,
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
    max(entry) FILTER (WHERE begins = 1) AS entry,
    max(exit) FILTER (WHERE ends = 1) AS exit
  FROM numbered
  GROUP BY client_id, agent_id, visit
)
SELECT
  v.first_time,
  v.last_time - v.first_time AS duration_ms,
  e.client,
  v.pages,
  e.path AS entry_path,
  x.path AS exit_path,
  e.referrer,
  v.bytes,
  e.country,
  e.agent_class,
  e.agent
FROM each_visit AS v CROSS JOIN entries AS e CROSS JOIN entries AS x
WHERE e.entry_id = v.entry AND x.entry_id = v.exit
ORDER BY v.first_time DESC, v.entry DESC
