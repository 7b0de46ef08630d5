/* logmill
id = "visit-list"
title = "List of visits"
description = "Each visit by itself, the latest first. A visit is a run of pages (no assets, answered with 2xx or 304) that one client with one user agent saw, with no pause longer than the timeout"
topic = "visits"
cost = "sort"
chart = "table"
counts = "some"

[params.timeout]
type = "duration"
default = "30m"
min = "1s"
max = "1d"
description = "A visit ends when so long no page is seen"

[columns.first_time]
kind = "time"
[columns.duration_ms]
kind = "duration_ms"
description = "From the first page to the last"
[columns.client]
kind = "client"
filter = "client"
[columns.pages]
kind = "count"
description = "Pages seen"
[columns.entry_path]
kind = "path"
filter = "path"
description = "The first page"
[columns.exit_path]
kind = "path"
filter = "path"
description = "The last page"
[columns.referrer]
kind = "url"
filter = "referrer"
description = "Where the visit came from"
[columns.bytes]
kind = "bytes"
description = "Of pages"
[columns.country]
kind = "country"
filter = "country"
[columns.agent_class]
kind = "text"
filter = "class"
[columns.agent]
kind = "agent"
filter = "agent"
*/
SELECT
  started AS first_time,
  duration_ms,
  client,
  pages,
  entry_path,
  exit_path,
  referrer,
  bytes,
  country,
  agent_class,
  agent
FROM sessions(:timeout)
ORDER BY started DESC, client, agent
