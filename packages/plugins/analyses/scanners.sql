/* logmill
id = "scanners"
title = "Scanners"
description = "Clients that ask for what is not there again and again: many paths answered with 404 or 410"
also = ["probes"]
topic = "security"
cost = "scan"
chart = "table"
empty = "No client asked for many things that are not there."

[params.min_not_found]
type = "int"
default = 20
min = 1
description = "Leave out clients with fewer paths that are not there"
[params.min_share]
type = "float"
default = 0.5
min = 0
max = 1
description = "Leave out clients most of whose hits are on what is there"

[columns.client]
kind = "client"
filter = "client"
status = "404,410"
[columns.not_found]
kind = "count"
description = "Hits answered with 404 or 410"
[columns.not_found_paths]
kind = "count"
description = "Distinct paths of these"
[columns.hits]
kind = "count"
description = "All of this client's"
[columns.not_found_share]
kind = "share"
[columns.agents]
kind = "count"
description = "Distinct user agents that asked for what is not there"
[columns.first_time]
kind = "time"
description = "Of what is not there"
[columns.last_time]
kind = "time"
[columns.paths_per_minute]
kind = "number"
description = "Of what is not there; null: all within a second"
[columns.country]
kind = "country"
filter = "country"
[columns.network]
kind = "text"
filter = "network"
[columns.sample]
kind = "path"
filter = "path"
description = "One of these paths"
*/
WITH missed AS (
  SELECT
    client_id,
    path_id,
    agent_id,
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(network) AS network,
    any_value(path) AS path,
    count(*) AS hits,
    min(time) AS first_time,
    max(time) AS last_time
  FROM entries
  WHERE status IN (404, 410)
  GROUP BY client_id, path_id, agent_id
),
clients AS (
  SELECT
    client_id,
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(network) AS network,
    sum(hits) AS not_found,
    count(DISTINCT path_id) AS not_found_paths,
    count(DISTINCT coalesce(agent_id, 0)) AS agents,
    min(first_time) AS first_time,
    max(last_time) AS last_time,
    min(path) AS sample
  FROM missed
  GROUP BY client_id
),
everything AS (
  SELECT client_id, sum(hits) AS hits FROM visits GROUP BY client_id
)
SELECT
  c.client,
  c.not_found,
  c.not_found_paths,
  e.hits,
  c.not_found * 1.0 / e.hits AS not_found_share,
  c.agents,
  c.first_time,
  c.last_time,
  CASE WHEN c.last_time - c.first_time >= 1000 THEN c.not_found_paths * 60000.0 / (c.last_time - c.first_time) END
    AS paths_per_minute,
  c.country,
  c.network,
  c.sample
FROM clients AS c
JOIN everything AS e ON e.client_id = c.client_id
WHERE c.not_found_paths >= :min_not_found AND c.not_found * 1.0 / e.hits >= :min_share
ORDER BY c.not_found_paths DESC, c.not_found DESC, c.client
