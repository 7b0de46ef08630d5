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
description = "Attempts in the hour (--param within) that has most"
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
tried AS (
  SELECT
    client_id,
    request_id,
    status,
    time - time % :within AS slot,
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(network) AS network,
    any_value(path) AS path,
    any_value(path_id) AS path_id,
    any_value(method) AS method,
    count(*) AS hits,
    min(time) AS first_time,
    max(time) AS last_time
  FROM entries
  WHERE status IN (401, 403) OR (path_id IN (SELECT path_id FROM logins) AND method = 'POST')
  GROUP BY client_id, request_id, status, slot
),
told AS (
  SELECT
    client_id, path_id, status, slot, client, country, network, path, hits, first_time, last_time,
    method = 'POST' AND path_id IN (SELECT path_id FROM logins) AS is_login
  FROM tried
),
slots AS (
  SELECT
    client_id,
    path_id,
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(network) AS network,
    any_value(path) AS path,
    sum(hits) AS attempts,
    coalesce(sum(hits) FILTER (WHERE status IN (401, 403)), 0) AS refused,
    coalesce(sum(hits) FILTER (WHERE is_login), 0) AS posts,
    coalesce(sum(hits) FILTER (WHERE is_login AND status BETWEEN 200 AND 399), 0) AS posts_answered,
    min(first_time) AS first_time,
    max(last_time) AS last_time
  FROM told
  GROUP BY client_id, path_id, slot
),
counted AS (
  SELECT
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(network) AS network,
    any_value(path) AS path,
    sum(attempts) AS attempts,
    max(attempts) AS busiest,
    sum(refused) AS refused,
    sum(posts) AS posts,
    sum(posts_answered) AS posts_answered,
    max(refused) AS most_refused,
    max(posts) AS most_posts,
    min(first_time) AS first_time,
    max(last_time) AS last_time
  FROM slots
  GROUP BY client_id, path_id
)
SELECT
  client,
  path,
  CASE
    WHEN most_refused >= :min_attempts AND most_posts >= :min_attempts THEN 'both'
    WHEN most_refused >= :min_attempts THEN 'refused'
    ELSE 'login'
  END AS rule,
  attempts, busiest, refused, posts, posts_answered, first_time, last_time, country, network
FROM counted
WHERE most_refused >= :min_attempts OR most_posts >= :min_attempts
ORDER BY attempts DESC, client, path
