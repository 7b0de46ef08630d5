/* logmill
id = "tls"
title = "TLS"
description = "Versions of TLS and ciphers, where the log tells"
also = ["ssl", "ciphers", "https"]
topic = "security"
cost = "scan"
chart = "bar"
empty = "No selected entry has a version of TLS: add $ssl_protocol and $ssl_cipher (nginx) or %{SSL_PROTOCOL}x and %{SSL_CIPHER}x (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."

[columns.tls]
kind = "text"
description = "Null: not logged, or no TLS"
[columns.cipher]
kind = "text"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.bytes]
kind = "bytes"
*/
WITH counted AS (
  SELECT tls, cipher, count(*) AS hits, coalesce(sum(bytes), 0) AS bytes
  FROM entries
  GROUP BY tls, cipher
)
SELECT tls, cipher, hits, hits * 1.0 / (SELECT sum(hits) FROM counted) AS share, bytes
FROM counted
ORDER BY hits DESC, tls, cipher
