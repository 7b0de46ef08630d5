/* logmill
id = "query-parameters"
title = "Query parameters"
description = "What stands in query strings: the names, as logged, and how many values each takes"
also = ["query", "queries", "query-strings", "parameters"]
topic = "content"
cost = "sort"
chart = "table"
empty = "No selected entry has a query with a parameter."

[columns.name]
kind = "text"
[columns.hits]
kind = "count"
description = "Requests that have it"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.distinct_values]
kind = "count"
[columns.paths]
kind = "count"
description = "Distinct paths that are asked for with it"
[columns.sample]
kind = "text"
description = "The first of its values in the order of texts"
*/
WITH RECURSIVE counted AS (
  SELECT request_id, any_value(path_id) AS path_id, any_value(query) AS query, count(*) AS hits
  FROM entries
  GROUP BY request_id
),
parts AS (
  SELECT request_id, path_id, hits, '' AS part, query || '&' AS rest FROM counted WHERE query <> ''
  UNION ALL
  SELECT request_id, path_id, hits, substr(rest, 1, instr(rest, '&') - 1), substr(rest, instr(rest, '&') + 1)
  FROM parts
  WHERE rest <> ''
),
pairs AS (
  SELECT
    request_id, path_id, hits,
    substr(part, 1, instr(part || '=', '=') - 1) AS name,
    CASE WHEN instr(part, '=') > 0 THEN substr(part, instr(part, '=') + 1) END AS value
  FROM parts
  WHERE part <> ''
),
-- A request that has a name twice is one.
requests AS (
  SELECT name, request_id, path_id, max(hits) AS hits FROM pairs GROUP BY name, request_id, path_id
),
names AS (
  SELECT name, sum(hits) AS hits, count(DISTINCT path_id) AS paths FROM requests GROUP BY name
),
spread AS (
  SELECT name, count(DISTINCT value) AS distinct_values, min(value) AS sample FROM pairs GROUP BY name
)
SELECT
  name,
  n.hits,
  n.hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  distinct_values,
  paths,
  sample
FROM names AS n
JOIN spread USING (name)
ORDER BY n.hits DESC, name
