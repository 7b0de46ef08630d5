/* logmill
id = "data-quality"
title = "Data quality"
description = "What is to be known about the data before it is believed: lines that did not parse, or hold more than was stored, logs that could not be read to the end, were seen twice or rewritten, clocks that jump, values that are missing. Reasons and logs are told for whole logs only, not under a filter that tells entries apart"
also = ["quality", "clocks"]
topic = "quality"
cost = "sort"
chart = "table"
empty = "Nothing wrong was found; under a filter that tells entries apart only entries are looked at, not lines and logs."

[params.tolerance]
type = "duration"
default = "5m"
min = "1s"
description = "clock-jump: an entry is so much earlier than the one before it in its log, or more; under a filter, where that is selected, too"
[params.apart_days]
type = "int"
default = 365
min = 1
description = "far-apart: for more than so many days nothing was logged. The count is that of the side that has fewer entries, as those of a clock that was wrong are few"

[columns.issue]
kind = "text"
[columns.detail]
kind = "text"
[columns.count]
kind = "count"
[columns.share]
kind = "share"
description = "Of the lines of this log, or of all entries"
[columns.source]
kind = "text"
filter = "source"
description = "The log; null: of all of them"
[columns.line]
kind = "number"
description = "An example: the first such line"
*/
WITH read AS (
  SELECT source_id, path, lines, filtered, files, state, detail, generations, nul_bytes FROM sources
),
rejected AS (
  SELECT source_id, reason, count(*) AS lines, min(line) AS line FROM rejects GROUP BY source_id, reason
),
everything AS (
  SELECT
    count(*) AS entries,
    count(*) - count(status) AS no_status,
    count(*) FILTER (WHERE status NOT BETWEEN 100 AND 599) AS odd_status,
    count(*) - count(bytes) AS no_bytes,
    count(*) - count(agent_id) AS no_agent,
    count(*) - count(duration_ms) AS no_duration
  FROM entries
),
garbled AS (
  SELECT coalesce(sum(hits) FILTER (WHERE method IS NULL), 0) AS hits FROM hits
),
-- Lines read at the same time are stored in turns, so the one stored before need not be of the same log.
jumps AS (
  SELECT e.source_id, e.line, b.time - e.time AS back_ms
  FROM entries AS e CROSS JOIN entries AS b
  WHERE b.entry_id = e.entry_id - 1 AND e.time <= b.time - :tolerance AND b.source_id = e.source_id AND b.line < e.line
),
-- Days that are there, so that a clock that is centuries off costs nothing.
by_day AS (
  SELECT day, sum(hits) AS hits FROM hits GROUP BY day
),
apart AS (
  SELECT
    day,
    lag(day) OVER by_time AS day_before,
    sum(hits) OVER by_time - hits AS before,
    sum(hits) OVER () AS entries
  FROM by_day
  WINDOW by_time AS (ORDER BY day)
),
jumped AS (
  SELECT source_id, count(*) AS entries, min(line) AS line, max(back_ms) / 1000 AS back_s FROM jumps GROUP BY source_id
),
issues AS (
  SELECT 1 AS place, 'rejected' AS issue, j.reason AS detail, j.lines AS count, j.lines * 1.0 / r.lines AS share, r.path AS source, j.line
  FROM rejected AS j
  JOIN read AS r ON r.source_id = j.source_id
  UNION ALL
  SELECT 2, 'damaged', detail, 1, NULL, path, lines + 1 FROM read WHERE state = 'damaged'
  UNION ALL
  SELECT 2, 'left-out', detail, 1, NULL, path, NULL FROM read WHERE state <> 'damaged' AND detail IS NOT NULL
  UNION ALL
  SELECT
    2, 'nul-bytes', 'passed over in front of lines, as a crash or a log cut while it was written leaves them; lines may be missing',
    nul_bytes, NULL, path, NULL
  FROM read WHERE nul_bytes > 0
  UNION ALL
  SELECT 3, 'unfinished', 'there is more to read', 1, NULL, path, NULL FROM read WHERE state = 'reading'
  UNION ALL
  SELECT 4, 'filtered', 'left out by --drop or --keep', filtered, filtered * 1.0 / lines, path, NULL FROM read WHERE filtered > 0
  UNION ALL
  SELECT 5, 'copies', 'seen under other names too, counted once', files - 1, NULL, path, NULL FROM read WHERE files > 1
  UNION ALL
  SELECT
    5, 'rewritten', 'cut or rewritten since it was read; what it held before counts, too (logmill forget ' || source_id || ' takes back all of it)',
    generations - 1, NULL, path, NULL
  FROM read WHERE generations > 1
  UNION ALL
  SELECT
    6,
    'clock-jump',
    'back by up to ' || CASE
      WHEN back_s >= 86400 THEN (back_s / 86400) || ' d ' || (back_s % 86400 / 3600) || ' h'
      WHEN back_s >= 3600 THEN (back_s / 3600) || ' h ' || (back_s % 3600 / 60) || ' min'
      WHEN back_s >= 60 THEN (back_s / 60) || ' min ' || (back_s % 60) || ' s'
      ELSE back_s || ' s'
    END,
    entries,
    entries * 1.0 / r.lines,
    r.path,
    j.line
  FROM jumped AS j
  JOIN read AS r ON r.source_id = j.source_id
  UNION ALL
  SELECT
    7, 'far-apart', 'nothing from ' || day_before || ' to ' || day, min(before, entries - before),
    min(before, entries - before) * 1.0 / entries, NULL, NULL
  FROM apart
  WHERE julianday(day) - julianday(day_before) > :apart_days
  UNION ALL
  SELECT 8, 'no-request', 'what was sent is no HTTP', hits, hits * 1.0 / entries, NULL, NULL FROM garbled CROSS JOIN everything WHERE hits > 0
  UNION ALL
  SELECT 9, 'no-status', NULL, no_status, no_status * 1.0 / entries, NULL, NULL FROM everything WHERE no_status > 0
  UNION ALL
  SELECT 10, 'odd-status', 'not from 100 to 599', odd_status, odd_status * 1.0 / entries, NULL, NULL FROM everything WHERE odd_status > 0
  UNION ALL
  SELECT 11, 'no-bytes', 'counted as 0', no_bytes, no_bytes * 1.0 / entries, NULL, NULL FROM everything WHERE no_bytes > 0
  UNION ALL
  SELECT 12, 'no-agent', NULL, no_agent, no_agent * 1.0 / entries, NULL, NULL FROM everything WHERE no_agent > 0
  UNION ALL
  SELECT 13, 'no-duration', NULL, no_duration, no_duration * 1.0 / entries, NULL, NULL FROM everything
  WHERE no_duration > 0 AND no_duration < entries
)
SELECT issue, detail, count, share, source, line
FROM issues
ORDER BY place, count DESC, source, detail
