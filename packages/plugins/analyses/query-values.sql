/* logmill
id = "query-values"
title = "Values of query parameters"
description = "What query parameters are set to, as logged; of one of them with --param name=NAME"
also = ["campaigns", "utm", "keywords"]
topic = "content"
cost = "sort"
chart = "table"
empty = "No selected entry has a query with a parameter."

[params.name]
type = "text"
default = "*"
description = "The parameter's name, or a pattern of names: utm_*"

[columns.name]
kind = "text"
[columns.value]
kind = "text"
description = "Null: the name stands alone, without ="
[columns.hits]
kind = "count"
description = "Requests that have it"
[columns.share]
kind = "share"
description = "Of the hits that have the parameter"
*/
WITH RECURSIVE counted AS (
  SELECT request_id, any_value(query) AS query, count(*) AS hits FROM entries GROUP BY request_id
),
parts AS (
  SELECT request_id, hits, '' AS part, query || '&' AS rest FROM counted WHERE query <> ''
  UNION ALL
  SELECT request_id, hits, substr(rest, 1, instr(rest, '&') - 1), substr(rest, instr(rest, '&') + 1)
  FROM parts
  WHERE rest <> ''
),
pairs AS (
  SELECT DISTINCT
    request_id, hits,
    substr(part, 1, instr(part || '=', '=') - 1) AS name,
    CASE WHEN instr(part, '=') > 0 THEN substr(part, instr(part, '=') + 1) END AS value
  FROM parts
  WHERE part <> ''
),
chosen AS (
  SELECT request_id, hits, name, value FROM pairs WHERE matches(name, :name)
),
names AS (
  SELECT name, sum(hits) AS hits FROM (SELECT DISTINCT name, request_id, hits FROM chosen) GROUP BY name
)
SELECT c.name, c.value, sum(c.hits) AS hits, sum(c.hits) * 1.0 / n.hits AS share
FROM chosen AS c
JOIN names AS n ON n.name = c.name
GROUP BY c.name, c.value, n.hits
ORDER BY sum(c.hits) DESC, c.name, c.value
