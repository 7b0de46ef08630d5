/* logmill
id = "behavioural-bots"
title = "Bots by behaviour"
description = "Visitors (a client with one user agent) whose agent says that a person is at it, and who behave like a program: with the rules that say so, and the numbers"
topic = "bots"
cost = "sort"
chart = "table"
empty = "No visitor behaves like a program while its agent says that a person is at it."

[params.min_pages]
type = "int"
default = 20
min = 1
description = "Fewer pages say nothing about a visitor; but a request for /robots.txt does"
[params.pages_per_day]
type = "int"
default = 500
min = 1
description = "many-pages: so many pages in one day, or more"
[params.hours_per_day]
type = "int"
default = 20
min = 1
max = 25
description = "day-and-night: pages in so many hours of one day, or more"
[params.error_share]
type = "float"
default = 0.5
min = 0
max = 1
description = "many-errors: so many of the pages answered with 4xx, or more"
[params.variation]
type = "float"
default = 0.25
min = 0
description = "steady: in twelve hours or more the pages of an hour vary by less than this part of their mean (standard deviation)"

[columns.client]
key = true
kind = "client"
filter = "client"
[columns.rules]
kind = "text"
description = "robots-txt: asked for it. no-assets: pages without what is on them, on a site where people fetch that. The others are told with the parameters"
[columns.hits]
kind = "count"
[columns.pages]
kind = "count"
description = "Requests for what is no asset, whatever the answer"
[columns.assets]
kind = "count"
[columns.busiest_day_pages]
kind = "count"
[columns.busiest_day_hours]
kind = "count"
description = "Hours with pages on the day that has most"
[columns.error_share]
kind = "share"
description = "Of the pages, those answered with 4xx"
[columns.variation]
kind = "number"
description = "Standard deviation of the pages of an hour, as a part of their mean; null below twelve hours"
[columns.robots_txt]
kind = "count"
description = "Requests for /robots.txt"
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
[columns.agent]
key = true
kind = "agent"
filter = "agent"
*/
WITH visitors AS (
  SELECT
    client_id,
    agent_id,
    any_value(client) AS client,
    any_value(country) AS country,
    any_value(network) AS network,
    any_value(agent) AS agent,
    sum(hits) AS hits
  FROM visits
  WHERE agent_class = 'human'
  GROUP BY client_id, agent_id
),
robots AS (
  SELECT client_id, agent_id, count(*) AS hits FROM entries WHERE path = '/robots.txt' GROUP BY client_id, agent_id
),
hours AS (
  SELECT
    client_id,
    agent_id,
    bucket(time, 'hour') AS hour,
    count(*) AS pages,
    count(*) FILTER (WHERE status BETWEEN 400 AND 499) AS errors,
    min(time) AS first_time,
    max(time) AS last_time
  FROM entries
  WHERE kind = 'page' AND agent_class = 'human'
  GROUP BY client_id, agent_id, hour
),
-- What is no path is neither a page nor an asset.
others AS (
  SELECT client_id, agent_id, count(*) AS hits
  FROM entries
  WHERE kind = 'other' AND agent_class = 'human'
  GROUP BY client_id, agent_id
),
days AS (
  SELECT
    client_id,
    agent_id,
    sum(pages) AS pages,
    sum(pages * pages) AS squares,
    count(*) AS hours,
    sum(errors) AS errors,
    min(first_time) AS first_time,
    max(last_time) AS last_time
  FROM hours
  GROUP BY client_id, agent_id, bucket(hour, 'day')
),
told AS (
  SELECT
    client_id, agent_id, client, country, network, agent, hits,
    NULL AS pages, NULL AS squares, NULL AS hours, NULL AS errors, NULL AS robots_txt, NULL AS others,
    NULL AS first_time, NULL AS last_time
  FROM visitors
  UNION ALL
  SELECT client_id, agent_id, NULL, NULL, NULL, NULL, NULL, pages, squares, hours, errors, NULL, NULL, first_time, last_time
  FROM days
  UNION ALL
  SELECT client_id, agent_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, hits, NULL, NULL, NULL FROM robots
  UNION ALL
  SELECT client_id, agent_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, hits, NULL, NULL FROM others
),
counted AS (
  SELECT
    max(client) AS client,
    max(country) AS country,
    max(network) AS network,
    max(agent) AS agent,
    sum(hits) AS hits,
    sum(pages) AS pages,
    sum(squares) AS squares,
    sum(hours) AS hours,
    sum(errors) AS errors,
    coalesce(sum(robots_txt), 0) AS robots_txt,
    coalesce(sum(others), 0) AS others,
    max(pages) AS busiest_day_pages,
    max(hours) AS busiest_day_hours,
    min(first_time) AS first_time,
    max(last_time) AS last_time
  FROM told
  GROUP BY client_id, agent_id
  HAVING sum(hits) > 0 AND sum(pages) > 0
),
judged AS (
  SELECT
    *,
    hits - pages - others AS assets,
    errors * 1.0 / pages AS error_share,
    CASE WHEN hours >= 12 THEN sqrt(squares * 1.0 * hours / (pages * pages) - 1) END AS variation
  FROM counted
),
ruled AS (
  SELECT
    *,
    CASE WHEN robots_txt > 0 THEN ', robots-txt' ELSE '' END
    || CASE
      WHEN pages >= :min_pages AND assets = 0 AND (SELECT sum(assets) FROM judged) > 0 THEN ', no-assets'
      ELSE ''
    END
    || CASE WHEN pages >= :min_pages AND busiest_day_pages >= :pages_per_day THEN ', many-pages' ELSE '' END
    || CASE WHEN pages >= :min_pages AND busiest_day_hours >= :hours_per_day THEN ', day-and-night' ELSE '' END
    || CASE WHEN pages >= :min_pages AND error_share >= :error_share THEN ', many-errors' ELSE '' END
    || CASE WHEN pages >= :min_pages AND variation < :variation THEN ', steady' ELSE '' END AS rules
  FROM judged
)
SELECT
  client,
  substr(rules, 3) AS rules,
  hits, pages, assets, busiest_day_pages, busiest_day_hours, error_share, variation, robots_txt,
  first_time, last_time, country, network, agent
FROM ruled
WHERE rules <> ''
ORDER BY hits DESC, client, agent
