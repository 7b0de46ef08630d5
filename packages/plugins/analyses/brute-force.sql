/* logmill
id = "brute-force"
title = "Brute force"
description = "Clients that try to get in: many requests answered with 401 or 403, or many POSTs to a page that looks like a login"
topic = "security"
cost = "sort"
chart = "table"
empty = "No client tried to get in again and again."

[params.min_attempts]
type = "int"
default = 20
min = 1
description = "Leave out clients with fewer attempts at a path within the time below"
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
[columns.rule]
kind = "text"
description = "refused: 401 or 403; login: POSTs to a login; both"
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
[columns.first_time]
kind = "time"
[columns.last_time]
kind = "time"
[columns.country]
kind = "country"
[columns.network]
kind = "text"
*/
WITH posted AS (
  SELECT path_id, any_value(path) AS path FROM hits WHERE method = 'POST' GROUP BY path_id
),
logins AS MATERIALIZED (
  SELECT path_id FROM posted WHERE matches(lower(path), :login)
),
counted AS MATERIALIZED (
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
-- Of each attempt those before it that are near.
near AS (
  SELECT
    client_id,
    path_id,
    count(*) OVER before AS attempts,
    sum(status IS NOT NULL AND status IN (401, 403)) OVER before AS refused,
    sum(method = 'POST' AND path_id IN (SELECT path_id FROM logins)) OVER before AS posts
  FROM entries
  WHERE
    (status IN (401, 403) OR (path_id IN (SELECT path_id FROM logins) AND method = 'POST'))
    AND (client_id, path_id) IN (SELECT client_id, path_id FROM counted)
  WINDOW before AS (PARTITION BY client_id, path_id ORDER BY time RANGE BETWEEN :within PRECEDING AND CURRENT ROW)
),
most AS (
  SELECT client_id, path_id, max(attempts) AS attempts, max(refused) AS refused, max(posts) AS posts
  FROM near
  GROUP BY client_id, path_id
)
SELECT
  c.client,
  c.path,
  CASE
    WHEN m.refused >= :min_attempts AND m.posts >= :min_attempts THEN 'both'
    WHEN m.refused >= :min_attempts THEN 'refused'
    ELSE 'login'
  END AS rule,
  c.attempts,
  m.attempts AS busiest,
  c.refused,
  c.posts,
  c.posts_answered,
  c.first_time,
  c.last_time,
  c.country,
  c.network
FROM counted AS c
JOIN most AS m ON m.client_id = c.client_id AND m.path_id = c.path_id
WHERE m.refused >= :min_attempts OR m.posts >= :min_attempts
ORDER BY c.attempts DESC, c.client, c.path
