/* logmill
id = "users"
title = "Users"
description = "Who was logged in by HTTP authentication"
also = ["accounts", "remote-users"]
topic = "visitors"
cost = "scan"
chart = "table"
empty = "No selected entry has a user: nobody was logged in by HTTP authentication."

[columns.user]
kind = "text"
filter = "user"
description = "Null: nobody was"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.clients]
kind = "count"
[columns.bytes]
kind = "bytes"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
[columns.first_time]
kind = "time"
[columns.last_time]
kind = "time"
*/
WITH counted AS (
  SELECT
    user_id,
    any_value(user) AS user,
    count(*) AS hits,
    count(DISTINCT client_id) AS clients,
    coalesce(sum(bytes), 0) AS bytes,
    0 AS hits_4xx,
    0 AS hits_5xx,
    min(time) AS first_time,
    max(time) AS last_time
  FROM entries
  GROUP BY user_id
),
-- By itself, so that clients can be counted without a look at statuses.
errors AS (
  SELECT
    user_id,
    any_value(user) AS user,
    count(*) FILTER (WHERE status <= 499) AS hits_4xx,
    count(*) FILTER (WHERE status >= 500) AS hits_5xx
  FROM entries
  WHERE status BETWEEN 400 AND 599
  GROUP BY user_id
),
merged AS (
  SELECT * FROM counted
  UNION ALL
  SELECT user_id, user, 0, 0, 0, hits_4xx, hits_5xx, NULL, NULL FROM errors
)
SELECT
  any_value(user) AS user,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(clients) AS clients,
  sum(bytes) AS bytes,
  sum(hits_4xx) AS hits_4xx,
  sum(hits_5xx) AS hits_5xx,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM merged
GROUP BY user_id
ORDER BY hits DESC, user
