/* logmill
id = "dead-links"
title = "Dead links"
description = "Pages that lead to what is not there (statuses 404 and 410): those of one's own can be mended, to those of others a redirect helps"
also = ["broken-links"]
topic = "errors"
cost = "scan"
chart = "table"
empty = "No selected hit on what is not there has a referrer: nothing links to it, no client sent one, or the log does not say."

[columns.path]
key = true
kind = "path"
filter = "path"
status = "404,410"
description = "What is not there"
[columns.referrer]
key = true
kind = "url"
filter = "referrer"
description = "Where the link is"
[columns.link]
kind = "text"
key = true
description = "own: of the site that was asked or, where the log names none, of the one that more than half of the selected hits with a referrer come from; other; null: not known"
[columns.hits]
kind = "count"
[columns.bot_hits]
kind = "count"
description = "Of agents that say that they are programs"
*/
WITH referring AS (
  SELECT referrer_id, any_value(referrer_site) AS referrer_site, count(*) AS hits
  FROM entries
  WHERE referrer_id IS NOT NULL
  GROUP BY referrer_id
),
by_site AS (
  SELECT referrer_site, sum(hits) AS hits FROM referring GROUP BY referrer_site
),
-- One row: a clicked site leads to itself more than all others do.
usual AS (
  SELECT max(referrer_site) AS own_site
  FROM by_site
  WHERE hits * 2 > (SELECT sum(hits) FROM referring)
),
counted AS (
  SELECT
    path_id,
    referrer_id,
    site_id,
    agent_id,
    any_value(path) AS path,
    any_value(referrer) AS referrer,
    any_value(referrer_site) AS referrer_site,
    any_value(lower(site)) AS site,
    any_value(agent_class) AS agent_class,
    count(*) AS hits
  FROM entries
  WHERE status IN (404, 410) AND referrer_id IS NOT NULL
  GROUP BY path_id, referrer_id, site_id, agent_id
),
links AS (
  SELECT
    path, referrer, path_id, referrer_id, hits, agent_class,
    CASE
      WHEN referrer_site IS NULL THEN NULL
      -- The site as a referrer's site is written: in lower case, without www.
      WHEN referrer_site = site OR 'www.' || referrer_site = site OR (site IS NULL AND referrer_site = own_site) THEN 'own'
      WHEN site IS NOT NULL OR own_site IS NOT NULL THEN 'other'
    END AS link
  FROM counted CROSS JOIN usual
)
SELECT
  any_value(path) AS path,
  any_value(referrer) AS referrer,
  link,
  sum(hits) AS hits,
  coalesce(sum(hits) FILTER (WHERE agent_class NOT IN ('human', 'unknown')), 0) AS bot_hits
FROM links
GROUP BY path_id, referrer_id, link
ORDER BY hits DESC, path, referrer, link
