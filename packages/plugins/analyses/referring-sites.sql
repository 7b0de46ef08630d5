/* logmill
id = "referring-sites"
title = "Referring sites"
description = "Sites that led here, without www."
topic = "referrers"
cost = "scan"
chart = "bar"
empty = "No selected entry has a referrer: no client sent one, or the log does not say. If it does not, add $http_referer (nginx) or %{Referer}i (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."

[params.external]
type = "bool"
default = false
description = "Only pages of other sites than the one that was asked, as far as the log names it"

[columns.referrer_site]
kind = "text"
filter = "referrer"
description = "Null: the client named none, or no web address"
pattern = "~^https?://([^@/?#]*@)?(www[.])?\\[?{}\\]?([:/?#]|$)"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits; with external=true of those from other sites"
[columns.referrers]
kind = "count"
description = "Distinct referrers"
[columns.bytes]
kind = "bytes"
[columns.referrer_class]
kind = "text"
description = "search, social and others; null where there is no site"
*/
WITH counted AS (
  SELECT
    referrer_id,
    any_value(referrer_site) AS referrer_site,
    any_value(referrer_class) AS referrer_class,
    count(*) AS hits,
    coalesce(sum(bytes), 0) AS bytes
  FROM entries
  GROUP BY referrer_id
)
SELECT
  referrer_site,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(DISTINCT referrer_id) AS referrers,
  sum(bytes) AS bytes,
  -- Apps have a class, too, but no site: they stand with the hits that named none.
  max(referrer_class) FILTER (WHERE referrer_site IS NOT NULL) AS referrer_class
FROM counted
GROUP BY referrer_site
ORDER BY hits DESC, referrer_site;

/* when external */
WITH counted AS (
  SELECT
    referrer_id,
    site_id,
    any_value(referrer_site) AS referrer_site,
    any_value(referrer_class) AS referrer_class,
    any_value(site) AS site,
    count(*) AS hits,
    coalesce(sum(bytes), 0) AS bytes
  FROM entries
  WHERE referrer_id IS NOT NULL
  GROUP BY referrer_id, site_id
)
SELECT
  referrer_site,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(DISTINCT referrer_id) AS referrers,
  sum(bytes) AS bytes,
  -- Apps have a class, too, but no site: they stand with the hits that named none.
  max(referrer_class) FILTER (WHERE referrer_site IS NOT NULL) AS referrer_class
FROM counted
-- The site as a referrer's site is written: in lower case, without www.
WHERE
  referrer_site IS NULL OR site IS NULL
  OR (referrer_site <> lower(site) AND 'www.' || referrer_site <> lower(site))
GROUP BY referrer_site
ORDER BY hits DESC, referrer_site
