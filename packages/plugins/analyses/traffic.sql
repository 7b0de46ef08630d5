/* logmill
id = "traffic"
title = "Traffic over time"
description = "Hits, bytes and errors, minute by minute up to year by year"
also = ["hits", "days", "daily", "timeline", "over-time"]
topic = "overview"
cost = "rollup"
chart = "line"

[params.bucket]
type = "choice"
choices = ["auto", "minute", "hour", "day", "week", "month", "year"]
default = "auto"
description = "What a row stands for; auto: so that there are some two hundred at most"
[params.visitors]
type = "bool"
default = false
description = "Also count distinct visitors of each row, which takes a pass over the entries"

[columns.start]
kind = "time"
filter = "from"
description = "When the minute, hour, day ... begins; those without hits have no row"
[columns.hits]
kind = "count"
[columns.visitors]
kind = "count"
when = "visitors"
description = "Distinct pairs of client and user agent within the row's time"
[columns.bytes]
kind = "bytes"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
*/
SELECT
  bucket(time, :bucket) AS start,
  sum(hits) AS hits,
  sum(bytes) AS bytes,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
  coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx,
  coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
FROM hits
GROUP BY start
ORDER BY start;

/* when visitors */
WITH counted AS (
  SELECT
    bucket(time, :bucket) AS start,
    client_id,
    agent_id,
    any_value(agent_class) AS agent_class,
    count(*) AS hits,
    coalesce(sum(bytes), 0) AS bytes,
    count(*) FILTER (WHERE status BETWEEN 400 AND 499) AS hits_4xx,
    count(*) FILTER (WHERE status BETWEEN 500 AND 599) AS hits_5xx
  FROM entries
  GROUP BY start, client_id, agent_id
)
SELECT
  start,
  sum(hits) AS hits,
  count(*) AS visitors,
  sum(bytes) AS bytes,
  sum(hits_4xx) AS hits_4xx,
  sum(hits_5xx) AS hits_5xx,
  coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
FROM counted
GROUP BY start
ORDER BY start
