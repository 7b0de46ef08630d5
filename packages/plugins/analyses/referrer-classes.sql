/* logmill
id = "referrer-classes"
title = "Kinds of referrers"
description = "Whether search engines, social networks or other sites led here"
also = ["channels"]
topic = "referrers"
cost = "scan"
chart = "bar"

[params.external]
type = "bool"
default = false
description = "Only pages of other sites than the one that was asked, as far as the log names it"

[columns.referrer_class]
kind = "text"
description = "search, social and others, by the site; null: the client named none"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits; with external=true of those from other sites"
[columns.referring_sites]
kind = "count"
[columns.referrers]
kind = "count"
description = "Distinct referrers"
[columns.bytes]
kind = "bytes"
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
  referrer_class,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(DISTINCT referrer_site) AS referring_sites,
  count(DISTINCT referrer_id) AS referrers,
  sum(bytes) AS bytes
FROM counted
GROUP BY referrer_class
ORDER BY hits DESC, referrer_class;

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
  referrer_class,
  sum(hits) AS hits,
  sum(hits) * 1.0 / sum(sum(hits)) OVER () AS share,
  count(DISTINCT referrer_site) AS referring_sites,
  count(DISTINCT referrer_id) AS referrers,
  sum(bytes) AS bytes
FROM counted
-- The site as a referrer's site is written: in lower case, without www.
WHERE
  referrer_site IS NULL OR site IS NULL
  OR (referrer_site <> lower(site) AND 'www.' || referrer_site <> lower(site))
GROUP BY referrer_class
ORDER BY hits DESC, referrer_class
