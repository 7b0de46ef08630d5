/* logmill
id = "summary"
title = "Summary"
description = "How much there is in all, one row also where nothing is selected. Lines, filtered, rejected and skipped are those of the sources: empty under a filter that tells entries apart"
also = ["overview", "general", "totals"]
topic = "overview"
cost = "rollup"
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
WITH counted AS (
  SELECT
    coalesce(sum(hits), 0) AS entries,
    coalesce(sum(bytes), 0) AS bytes,
    count(DISTINCT day) AS days,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS hits_4xx,
    coalesce(sum(hits) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS hits_5xx,
    coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
  FROM hits
),
people AS (
  SELECT count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors FROM visits
),
logs AS (
  SELECT
    count(*) AS sources,
    sum(lines) AS lines,
    sum(filtered) AS filtered,
    sum(rejected) AS rejected,
    sum(skipped) AS skipped,
    min(first_time) AS first_time,
    max(last_time) AS last_time
  FROM sources
),
times AS (
  SELECT min(time) AS first_time, max(time) AS last_time FROM entries
)
SELECT
  entries, visitors, bytes,
  -- Whole sources know their times; only a filter that tells entries apart makes a pass over them.
  CASE WHEN lines IS NOT NULL THEN first_time WHEN entries > 0 THEN (SELECT first_time FROM times) END AS first_time,
  CASE WHEN lines IS NOT NULL THEN last_time WHEN entries > 0 THEN (SELECT last_time FROM times) END AS last_time,
  days, sources, lines, filtered, rejected, skipped,
  hits_4xx, hits_5xx, bot_hits
FROM counted CROSS JOIN people CROSS JOIN logs
