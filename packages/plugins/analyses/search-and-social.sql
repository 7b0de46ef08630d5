/* logmill
id = "search-and-social"
title = "Search, social and the like"
description = "Search engines, social networks, AI assistants, mail and other sites of a known kind that led here"
also = ["search-engines", "social"]
topic = "referrers"
cost = "scan"
chart = "bar"
empty = "No selected entry was led here by a site of a known kind."

[columns.referrer_class]
kind = "text"
[columns.referrer_site]
kind = "text"
filter = "referrer"
pattern = "~^https?://([^@/?#]*@)?(www[.])?\\[?{}\\]?([:/?#]|$)"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
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
  referrer_site,
  sum(hits) AS hits,
  sum(hits) * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  count(*) AS referrers,
  sum(bytes) AS bytes
FROM counted
WHERE referrer_class <> 'other'
GROUP BY referrer_class, referrer_site
ORDER BY hits DESC, referrer_class, referrer_site
