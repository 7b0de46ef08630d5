/* logmill
id = "referrers"
title = "Referrers"
description = "Pages that led here, as clients say; a click within the site has one, too"
topic = "referrers"
cost = "scan"
chart = "table"
empty = "No selected entry has a referrer: no client sent one, or the log does not say. If it does not, add $http_referer (nginx) or %{Referer}i (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."

[params.external]
type = "bool"
default = false
description = "Only pages of other sites than the one that was asked, as far as the log names it"

[columns.referrer]
kind = "url"
filter = "referrer"
description = "Null: the client named none"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits; with external=true of those from other sites"
[columns.bytes]
kind = "bytes"
[columns.referrer_site]
kind = "text"
filter = "referrer"
pattern = "~^https?://([^@/?#]*@)?(www[.])?\\[?{}\\]?([:/?#]|$)"
[columns.referrer_class]
kind = "text"
description = "search, social and others, by the site"
*/
WITH counted AS (
  SELECT
    referrer_id,
    any_value(referrer) AS referrer,
    any_value(referrer_site) AS referrer_site,
    any_value(referrer_class) AS referrer_class,
    count(*) AS hits,
    coalesce(sum(bytes), 0) AS bytes
  FROM entries
  GROUP BY referrer_id
)
SELECT
  any_value(referrer) AS referrer,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(bytes) AS bytes,
  any_value(referrer_site) AS referrer_site,
  any_value(referrer_class) AS referrer_class
FROM counted
GROUP BY referrer_id
ORDER BY hits DESC, referrer;

/* when external */
WITH counted AS (
  SELECT
    referrer_id,
    site_id,
    any_value(referrer) AS referrer,
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
  any_value(referrer) AS referrer,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  sum(bytes) AS bytes,
  any_value(referrer_site) AS referrer_site,
  any_value(referrer_class) AS referrer_class
FROM counted
-- The site as a referrer's site is written: in lower case, without www.
WHERE
  referrer_site IS NULL OR site IS NULL
  OR (referrer_site <> lower(site) AND 'www.' || referrer_site <> lower(site))
GROUP BY referrer_id
ORDER BY hits DESC, referrer
