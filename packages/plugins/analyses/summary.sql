/* logmill
id = "summary"
title = "Summary"
description = "How much there is in all. Lines, filtered, rejected and skipped are those of the sources: empty under a filter that tells entries apart"
cost = "scan"
chart = "figure"

[columns.entries]
kind = "count"
[columns.visitors]
kind = "count"
description = "Distinct pairs of client and user agent"
[columns.bytes]
kind = "bytes"
[columns.first_time]
kind = "time"
[columns.last_time]
kind = "time"
[columns.days]
kind = "count"
description = "Days with at least one entry"
[columns.sources]
kind = "count"
[columns.lines]
kind = "count"
[columns.filtered]
kind = "count"
description = "Lines dropped by the rules of an ingest"
[columns.rejected]
kind = "count"
description = "Lines that did not parse"
[columns.skipped]
kind = "count"
description = "Blank lines and comments"
[columns.hits_4xx]
kind = "count"
[columns.hits_5xx]
kind = "count"
[columns.bot_hits]
kind = "count"
description = "Entries whose agent says that it is a program"
*/
WITH selected AS (
  SELECT
    count(*) AS entries,
    -- Both ids in one number: a visitor is a distinct pair of client and agent.
    count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors,
    coalesce(sum(bytes), 0) AS bytes,
    min(time) AS first_time,
    max(time) AS last_time,
    count(DISTINCT bucket(time, 'day')) AS days,
    coalesce(sum(CASE WHEN status BETWEEN 400 AND 499 THEN 1 ELSE 0 END), 0) AS hits_4xx,
    coalesce(sum(CASE WHEN status BETWEEN 500 AND 599 THEN 1 ELSE 0 END), 0) AS hits_5xx,
    coalesce(sum(CASE WHEN agent_class IN ('human', 'unknown') THEN 0 ELSE 1 END), 0) AS bot_hits
  FROM entries
),
logs AS (
  SELECT
    count(*) AS sources,
    sum(lines) AS lines,
    sum(filtered) AS filtered,
    sum(rejected) AS rejected,
    sum(skipped) AS skipped
  FROM sources
)
SELECT
  entries, visitors, bytes, first_time, last_time, days,
  sources, lines, filtered, rejected, skipped,
  hits_4xx, hits_5xx, bot_hits
FROM selected CROSS JOIN logs
WHERE entries > 0 OR lines > 0
