/* logmill
id = "agents"
title = "User agents"
description = "What clients say they are, as logged, and who that is"
also = ["user-agents", "user-agent", "uas"]
topic = "visitors"
cost = "rollup"
chart = "table"
empty = "No selected entry has a user agent: no client sent one, or the log does not say. If it does not, add $http_user_agent (nginx) or %{User-Agent}i (Apache) to the server's log format, then read its logs with --log-format (docs/server-settings.md)."

[columns.agent]
kind = "agent"
filter = "agent"
description = "Null: nothing was said"
[columns.agent_class]
kind = "text"
filter = "class"
[columns.hits]
kind = "count"
[columns.share]
kind = "share"
description = "Of all hits"
[columns.clients]
kind = "count"
description = "Distinct clients; with a user agent, a client is a visitor"
[columns.bytes]
kind = "bytes"
[columns.first_day]
kind = "date"
[columns.last_day]
kind = "date"
[columns.bot]
kind = "text"
filter = "bot"
[columns.browser]
kind = "text"
filter = "browser"
[columns.os]
kind = "text"
filter = "os"
[columns.device]
kind = "text"
filter = "device"
*/
WITH counted AS (
  SELECT
    any_value(agent) AS agent,
    any_value(agent_class) AS agent_class,
    any_value(bot) AS bot,
    any_value(browser) AS browser,
    any_value(os) AS os,
    any_value(device) AS device,
    sum(hits) AS hits,
    sum(bytes) AS bytes,
    count(DISTINCT client_id) AS clients,
    min(day) AS first_day,
    max(day) AS last_day
  FROM visits
  GROUP BY agent_id
)
SELECT
  agent,
  agent_class,
  hits,
  hits * 1.0 / (SELECT sum(hits) FROM counted) AS share,
  clients, bytes, first_day, last_day, bot, browser, os, device
FROM counted
ORDER BY hits DESC, agent
