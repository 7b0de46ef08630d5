/* logmill
id = "brute-force"
title = "Brute force"
description = "Clients that try to get in: many requests answered with 401 or 403, at one path or at many, or many POSTs to a page that looks like a login"
also = ["logins", "login", "401", "403"]
topic = "security"
cost = "sort"
chart = "table"
empty = "No client tried to get in again and again."
counts = "some"

[params.min_attempts]
type = "int"
default = 20
min = 1
description = "Leave out clients with fewer attempts at a path, or of many paths refused, within the time below"
[params.within]
type = "duration"
default = "1h"
min = "1s"
description = "Attempts that are farther apart are no force"
[params.login]
type = "text"
default = "~(login|logon|signin|sign-in|session|auth|token|xmlrpc[.]php|password|account|admin)"
description = "Paths that look like a login, as a pattern"

[columns.client]
kind = "client"
filter = "client"
[columns.path]
kind = "path"
filter = "path"
description = "Empty for all paths at which a client was refused, when at none of them alone often enough"
[columns.rule]
kind = "text"
description = "refused: 401 or 403; login: POSTs to a login; both; refused-paths: 401 or 403, at many paths"
[columns.attempts]
kind = "count"
[columns.busiest]
kind = "count"
description = "Attempts in the hour (--param within) that has most, whenever it begins"
[columns.refused]
kind = "count"
description = "Answered with 401 or 403"
[columns.posts]
kind = "count"
description = "POSTs to a login, whatever the answer"
[columns.posts_answered]
kind = "count"
description = "POSTs to a login answered with 2xx or 3xx: one of them may have got in"
[columns.other_status]
kind = "status"
description = "The first 2xx or 3xx that is not what most of these POSTs were answered with: a login that answers otherwise may have let in"
[columns.other_time]
kind = "time"
description = "When that was"
[columns.first_time]
kind = "time"
[columns.last_time]
kind = "time"
[columns.country]
kind = "country"
filter = "country"
[columns.network]
kind = "text"
filter = "network"
*/
WITH posted AS (
  SELECT path_id, any_value(path) AS path FROM hits WHERE method = 'POST' GROUP BY path_id
),
logins AS MATERIALIZED (
  SELECT path_id FROM posted WHERE matches(lower(path), :login)
),
at_path AS MATERIALIZED (
  SELECT
    client_id,
    path_id,
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(network) AS network,
    any_value(path) AS path,
    count(*) AS attempts,
    count(*) FILTER (WHERE status IN (401, 403)) AS refused,
    count(*) FILTER (WHERE method = 'POST' AND path_id IN (SELECT path_id FROM logins)) AS posts,
    count(*) FILTER (
      WHERE method = 'POST' AND path_id IN (SELECT path_id FROM logins) AND status BETWEEN 200 AND 399
    ) AS posts_answered,
    min(time) AS first_time,
    max(time) AS last_time
  FROM entries
  WHERE status IN (401, 403) OR (path_id IN (SELECT path_id FROM logins) AND method = 'POST')
  GROUP BY client_id, path_id
  HAVING count(*) >= :min_attempts
),
at_paths AS MATERIALIZED (
  SELECT
    client_id,
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(network) AS network,
    count(*) AS attempts,
    count(*) FILTER (WHERE method = 'POST' AND path_id IN (SELECT path_id FROM logins)) AS posts,
    min(time) AS first_time,
    max(time) AS last_time
  FROM entries
  WHERE status IN (401, 403)
  GROUP BY client_id
  HAVING count(*) >= :min_attempts
),
answers AS (
  SELECT client_id, path_id, status, count(*) AS posts, min(time) AS first_time
  FROM entries
  WHERE
    client_id IN (SELECT client_id FROM at_path WHERE posts_answered > 0)
    AND path_id IN (SELECT path_id FROM logins)
    AND method = 'POST'
  GROUP BY client_id, path_id, status
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY client_id, path_id ORDER BY posts DESC, first_time, status) AS rank
  FROM answers
),
-- The status is that of the least time, as SQLite has it of min().
others AS MATERIALIZED (
  SELECT client_id, path_id, status, min(first_time) AS time
  FROM ranked
  WHERE rank > 1 AND status BETWEEN 200 AND 399
  GROUP BY client_id, path_id
),
-- One path of a client, or, with 0, all at which it was refused.
counted AS MATERIALIZED (
  SELECT * FROM at_path
  UNION ALL
  SELECT client_id, 0, client, country, network, NULL, attempts, attempts, posts, 0, first_time, last_time
  FROM at_paths
),
attempted AS (
  SELECT
    client_id,
    path_id,
    time,
    status IS NOT NULL AND status IN (401, 403) AS is_refused,
    method = 'POST' AND path_id IN (SELECT path_id FROM logins) AS is_post
  FROM entries
  WHERE
    client_id IN (SELECT client_id FROM counted)
    AND (status IN (401, 403) OR (path_id IN (SELECT path_id FROM logins) AND method = 'POST'))
),
-- Of each attempt those before it that are near.
near AS (
  SELECT
    c.client_id,
    c.path_id,
    count(*) OVER before AS attempts,
    sum(a.is_refused) OVER before AS refused,
    sum(a.is_post) OVER before AS posts
  FROM attempted AS a
  JOIN counted AS c ON c.client_id = a.client_id AND (c.path_id = a.path_id OR (c.path_id = 0 AND a.is_refused))
  WINDOW before AS (PARTITION BY c.client_id, c.path_id ORDER BY a.time RANGE BETWEEN :within PRECEDING AND CURRENT ROW)
),
most AS MATERIALIZED (
  SELECT client_id, path_id, max(attempts) AS attempts, max(refused) AS refused, max(posts) AS posts
  FROM near
  GROUP BY client_id, path_id
  HAVING max(refused) >= :min_attempts OR max(posts) >= :min_attempts
)
SELECT
  c.client,
  c.path,
  CASE
    WHEN c.path_id = 0 THEN 'refused-paths'
    WHEN m.refused >= :min_attempts AND m.posts >= :min_attempts THEN 'both'
    WHEN m.refused >= :min_attempts THEN 'refused'
    ELSE 'login'
  END AS rule,
  c.attempts,
  m.attempts AS busiest,
  c.refused,
  c.posts,
  c.posts_answered,
  o.status AS other_status,
  o.time AS other_time,
  c.first_time,
  c.last_time,
  c.country,
  c.network
FROM counted AS c
JOIN most AS m ON m.client_id = c.client_id AND m.path_id = c.path_id
LEFT JOIN others AS o ON o.client_id = c.client_id AND o.path_id = c.path_id
WHERE c.path_id > 0 OR c.client_id NOT IN (SELECT client_id FROM most WHERE path_id > 0)
ORDER BY c.attempts DESC, c.client, c.path
