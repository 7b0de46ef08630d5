/* logmill
id = "error-clients"
title = "Errors by client"
description = "Who is answered with 4xx and 5xx"
also = ["errors"]
topic = "errors"
cost = "sort"
chart = "table"
empty = "No selected entry was answered with an error, a status from 400 on."

[columns.client]
kind = "client"
filter = "client"
status = "4xx,5xx"
[columns.errors]
kind = "count"
description = "Statuses 4xx and 5xx"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
[columns.hits]
kind = "count"
description = "Errors or not"
[columns.error_share]
kind = "share"
description = "Of the hits of this client"
[columns.first_time]
kind = "time"
description = "Of the first error"
[columns.last_time]
kind = "time"
description = "Of the latest error"
[columns.country]
kind = "country"
filter = "country"
[columns.network]
kind = "text"
filter = "network"
*/
WITH counted AS (
  SELECT
    client_id,
    status,
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(network) AS network,
    count(*) AS hits,
    min(time) AS first_time,
    max(time) AS last_time
  FROM entries
  GROUP BY client_id, status
)
SELECT
  any_value(client) AS client,
  sum(hits) FILTER (WHERE status BETWEEN 400 AND 599) AS errors,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx,
  sum(hits) AS hits,
  sum(hits) FILTER (WHERE status BETWEEN 400 AND 599) * 1.0 / sum(hits) AS error_share,
  min(first_time) FILTER (WHERE status BETWEEN 400 AND 599) AS first_time,
  max(last_time) FILTER (WHERE status BETWEEN 400 AND 599) AS last_time,
  any_value(country) AS country,
  any_value(network) AS network
FROM counted
GROUP BY client_id
HAVING sum(hits) FILTER (WHERE status BETWEEN 400 AND 599) > 0
ORDER BY errors DESC, client
