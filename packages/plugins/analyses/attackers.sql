/* logmill
id = "attackers"
title = "Attackers"
description = "Clients whose requests, referrers or user agents match the rules of attacks, with the rules"
topic = "security"
cost = "sort"
chart = "table"
empty = "No client's requests match the rules of attacks."
counts = "some"

[columns.client]
kind = "client"
filter = "client"
[columns.hits]
kind = "count"
description = "Entries that match a rule"
[columns.rules]
kind = "count"
description = "How many rules match"
[columns.hits_2xx]
kind = "count"
description = "Answered with success: look at these first"
[columns.paths]
kind = "count"
description = "Distinct paths"
[columns.agents]
kind = "count"
description = "Distinct user agents"
[columns.first_time]
kind = "time"
[columns.last_time]
kind = "time"
[columns.rule_names]
kind = "text"
*/
WITH rules(rule, place, pattern) AS (
  -- What a request, or any text, looks like: in lower case, decoded twice, a plus sign as a blank.
  VALUES
    ('sql-injection', 'any', '[\d''")`][\s/*]+union[/0-9]*[\s*()!][\s/*()!0-9]*(all[\s/*()!0-9]+|distinct[\s/*()!0-9]+)?select\b'),
    ('sql-injection', 'any', 'union[/0-9]*[\s*()!][\s/*()!0-9]*(all[\s/*()!0-9]+|distinct[\s/*()!0-9]+)?select\b\s*([^a-z\s]|$|(null|case|top|distinct|all|unhex)\b|[\w.]+\s*([^\w\s.]|(from|as|into|where|union|limit|order|group|having)\b))'),
    ('sql-injection', 'request', '[?&][^=&]*=[^&]*\bunion[/0-9]*[\s*()!][\s/*()!0-9]*(all[\s/*()!0-9]+|distinct[\s/*()!0-9]+)?select\b'),
    ('sql-injection', 'any', '[''"`)]\s*(or|and|[|]{2}|&&)[\s(]+[''"]?\w+[''"]?\s*(=|<|>|like\b|between\b|in\b)'),
    ('sql-injection', 'any', '\b(or|and)\s+\(?[''"]?(\d+)[''"]?\s*[=<>]+\s*[''"]?\d'),
    ('sql-injection', 'any', '[''"]\s*\)*\s*;?\s*(--|/[*]|#\s*$)'),
    ('sql-injection', 'any', '[''"\d)]\s*;\s*(drop|delete|insert|update|alter|create|truncate|exec|declare|shutdown|select)\s'),
    ('sql-injection', 'any', '\b(sleep|pg_sleep|benchmark|randomblob)\s*\(\s*[''"(]*\d[\da-fx.]*[''"]?\s*([^\w\s]|$)'),
    ('sql-injection', 'any', '\b(extractvalue|updatexml|load_file|group_concat|unhex|concat_ws)\s*\('),
    ('sql-injection', 'any', '\bwaitfor\s+delay\b'),
    ('sql-injection', 'any', 'information_schema|xp_cmdshell|pg_catalog|sqlite_master|sysobjects|dbms_pipe'),
    ('sql-injection', 'any', '\binto\s+(out|dump)file\b'),
    ('sql-injection', 'any', '\bselect\b.*\bfrom\b.*(--|#|/[*]|\bwhere\b.*=|\blimit\s+\d)'),
    ('sql-injection', 'any', '\b(order|group)\s+by\s+\d+\s*(--|#|/[*])'),
    ('cross-site-scripting', 'any', '<\s*/?\s*(script|iframe|svg|object|embed|applet|meta|base|form|math|details|marquee)\b'),
    ('cross-site-scripting', 'any', '(<[a-z][^>]*|[''"])[\s/]+on[a-z]+\s*='),
    ('cross-site-scripting', 'any', '[=:(''"\s](javascript|vbscript)\s*:([^\s/]|\s+[\w$.]*[^\w\s$.])'),
    ('cross-site-scripting', 'any', '\bdocument\s*[.]\s*(cookie|write|domain|location)'),
    ('cross-site-scripting', 'any', '\b(alert|prompt|confirm)\s*[(`]\s*[\d''"`/)]'),
    ('path-traversal', 'request', '(^|[/\\=?&:])[.][.]+;?[/\\]'),
    ('path-traversal', 'request', '[/\\][.][.];?($|[?&])'),
    ('path-traversal', 'request', '/etc/+(passwd|shadow|group|hosts|issue)-?([^\w-]|$)'),
    ('path-traversal', 'request', '/proc/(self|\d+)/'),
    ('path-traversal', 'request', '\b[c-f]:[/\\]+(windows|winnt|boot|inetpub)'),
    ('path-traversal', 'request', '\b(win|boot|system)[.]ini\b'),
    ('path-traversal', 'request', '%c0%(ae|af)|%c1%(1c|9c)|%e0%80%(ae|af)|%u(002e|002f|2215|2216)'),
    ('file-inclusion', 'request', '\b(php|phar|expect|zip|zlib|glob|file|gopher|dict|netdoc|jar):/+'),
    ('file-inclusion', 'request', '\bdata:[a-z]*/?[a-z+.-]*;?base64,'),
    ('file-inclusion', 'request', '[?&][^=&]*=\s*(https?|ftps?):/+[^&]*[.](txt|php\d?|inc|sh)\b[?]*(&|$)'),
    ('command-injection', 'any', '(\n|\r|&&|[|]|[$]\(|`)\s*(/\w+)*/?(cat|ls|dir|id|whoami|uname|ifconfig|ipconfig|netstat|wget|curl|fetch|nc|ncat|bash|sh|zsh|ping|nslookup|dig|powershell|chmod|rm|cp|mv|echo|printf|python\d?|perl|ruby|php|busybox|tftp|sleep|kill|type|certutil)([\s;|`&)<>$]|$)'),
    ('command-injection', 'any', ';\s*(/\w+)*/?(wget|curl|bash|nc|ping|nslookup|busybox|chmod|cat|rm|echo)\s+[^;)]*[/.>|''"$-]'),
    ('command-injection', 'any', '/bin/(ba|da|z|k)?sh\b'),
    ('command-injection', 'any', '\bcmd([.]exe)?\s*/c\b'),
    ('command-injection', 'any', '\b(wget|curl)\s+(-\S+\s+)*(https?:|ftp:|\d+[.]\d+[.])'),
    ('command-injection', 'any', '\bpowershell([.]exe)?\s+-'),
    ('command-injection', 'any', '[$]\{?ifs\b'),
    ('command-injection', 'request', ';\s*(/\w+)*/?(cat|ls|dir|id|whoami|uname|ifconfig|ipconfig|netstat|wget|curl|fetch|nc|ncat|bash|sh|zsh|ping|nslookup|dig|powershell|chmod|rm|cp|mv|echo|printf|python\d?|perl|ruby|php|busybox|tftp|sleep|kill|type|certutil)(\s+[^)]*([/;|>''"`]|-[a-z]|\d)|\s*[;|`&<>]|$)'),
    ('code-injection', 'any', '<[?](php|=)'),
    ('code-injection', 'any', '\b(eval|assert|system|exec|shell_exec|passthru|popen|proc_open|phpinfo|base64_decode|call_user_func(_array)?|file_put_contents|gzinflate|str_rot13|create_function|md5)\s*\(\s*[''"$\d\w)]'),
    ('code-injection', 'any', 'invokefunction|auto_prepend_file|allow_url_include|__import__\s*\('),
    ('code-injection', 'any', 'java[.]lang[.]|class[.]module[.]classloader|getruntime|processbuilder|@ognl|_memberaccess'),
    ('code-injection', 'any', '[%$]\{\s*[(#@]'),
    ('template-injection', 'any', '(\{\{|[$#*]\{|<%=|\{%)[^}]*(\d\s*[*+]\s*[''"]?\d|__class__|__globals__|\bconfig\b|\brequest[.[]|lipsum|cycler|popen|forname)'),
    ('log4shell', 'any', '[$]\{\s*(jndi|(lower|upper|env|sys|java|date|base64|main|ctx|web|k8s|docker|bundle)\s*:|:+-|[^}]*[$]\{)'),
    ('shellshock', 'any', '\(\s*\)\s*\{[^}]*;'),
    ('header-injection', 'request', '[\r\n]\s*([a-z][a-z0-9-]+\s*:|http/\d|<)'),
    ('server-side-request-forgery', 'request', '169[.]254[.]169[.]254|metadata[.]google[.]internal|100[.]100[.]100[.]200'),
    ('server-side-request-forgery', 'request', '[?&][^=&]*=\s*(https?|gopher|dict|ftp):/+(localhost|127[.]|0[.]0[.]0[.]0|0x7f|2130706433|\[::|10[.]\d|192[.]168[.]|172[.](1[6-9]|2\d|3[01])[.])'),
    ('xml-injection', 'any', '<!\s*(doctype|entity|element|attlist)\b'),
    ('xml-injection', 'any', '<[?]xml\s'),
    ('secret-file', 'request', '/[.](env|git|svn|hg|bzr|aws|azure|ssh|docker|kube|npmrc|pypirc|netrc|pgpass|my[.]cnf|htpasswd|htaccess|bashrc|bash_history|zsh_history|mysql_history|psql_history|profile|ds_store|vscode|idea|gitlab-ci|travis|circleci|s3cfg|boto|terraform)([^a-z0-9]|$)'),
    ('secret-file', 'request', '/(wp-config|configuration|local_settings|parameters|credentials?|secrets?|appsettings|database)[.](php|inc|ya?ml|json|ini|xml|properties|py|txt|toml|env)\b'),
    ('secret-file', 'request', '/(config|settings|application|env|web)[.](inc|ya?ml|ini|properties|env|config|toml)\b'),
    ('secret-file', 'request', '[.](sqlite3?|sql|dump|mdb|pem|pfx|p12|kdbx|ppk|keystore|jks|tfstate)([.](gz|bz2|xz|zip|zst))?([?]|$)'),
    ('secret-file', 'request', '[.](php|aspx?|jsp|py|rb|ya?ml|conf|ini)([.~_-](bak|old|save|swp|orig|backup|copy|dist|txt|\d)|~)([?]|$)'),
    ('secret-file', 'request', '/id_(rsa|dsa|ecdsa|ed25519)\b'),
    ('secret-file', 'request', '/(backups?|dump|db|database|www|wwwroot|website|public_html|htdocs|html|archive)[.](zip|tar|tgz|tar[.](gz|bz2|xz)|rar|7z|gz|sql|bak)([?]|$)'),
    ('secret-file', 'request', '/(server-(status|info)|_profiler|phpinfo([.]php)?|info[.]php|telescope/requests|debug/(pprof|vars|default/view)|docker-compose[.]ya?ml|dockerfile|trace[.]axd|elmah[.]axd|heapdump|actuator)(/|[?]|$)'),
    ('exploit-probe', 'request', 'vendor/phpunit|eval-stdin[.]php|/_ignition/|/wlwmanifest[.]xml|/autodiscover/autodiscover'),
    ('exploit-probe', 'request', '/cgi-bin/[^?]*([.][.]|luci|test-cgi|php|bash|[.]sh\b|[.]cgi)'),
    ('exploit-probe', 'request', '/(hnap1|goform|gponform|boaform|tmui|wls-wsat|_async|invoker|jmx-console|web-console|geoserver|druid|nacos|host-manager|global-protect|evox|sdk/weblanguage|api/jsonws)(/|[?]|$)'),
    ('exploit-probe', 'request', '^(/jenkins)?/script(text)?/?([?]|$)'),
    ('exploit-probe', 'request', '/(root|cmd)[.]exe\b|/[^/?]*[.](ida|idq|htr)([?]|$)'),
    ('buffer-overflow', 'request', '(\\x[0-9a-f]{2}){60}|x{120}|n{120}|a{120}|(%u[0-9a-f]{4}){4}'),
    ('exploit-probe', 'request', '/(setup[.]cgi|dana-(na|cached)/|remote/fgt_lang|solr/admin|manager/(html|text)|actuator/gateway|showcase[.]action|struts|nmaplowercheck|nice ports)'),
    ('exploit-probe', 'request', '/(c99|r57|wso|b374k|alfa|shell|cmd|webshell|indoxploit|wp-conflg|xleet)[.]php'),
    ('proxy-probe', 'request', '^connect '),
    ('admin-page', 'request', '/(wp-login[.]php|wp-admin|xmlrpc[.]php|administrator|administration|admin|phpmyadmin|phpmyadmin-?[\d.]+|pma|myadmin|mysqladmin|dbadmin|sqlmanager|webadmin|siteadmin|typo3)(/|[?]|$)'),
    ('admin-page', 'request', '/(adminer([.]php|-[\d.]+[.]php)|user/login|remote/login|sslvpn)(/|[?]|$)'),
    -- Further down a path, these are what somebody wrote about.
    ('admin-page', 'request', '^/(mysql|cpanel|whm|webmail|plesk|jenkins|hudson|grafana|kibana|portainer|rabbitmq|owa|ecp|vpn)(/|[?]|$)'),
    ('admin-page', 'request', '/(login|admin)[.](php|aspx?|jsp|action|do|cgi|html?)([?]|$)')
),
patterns AS MATERIALIZED (
  SELECT rule, place, regexp_compile(string_agg(pattern, '|')) AS pattern FROM rules GROUP BY rule, place
),
requests AS (
  SELECT request_id, any_value(method) AS method, any_value(path) AS path, any_value(query) AS query
  FROM entries
  GROUP BY request_id
),
referrers AS (
  SELECT referrer_id, any_value(referrer) AS referrer FROM entries WHERE referrer_id IS NOT NULL GROUP BY referrer_id
),
agents AS (
  SELECT agent_id, any_value(agent) AS agent FROM visits WHERE agent_id IS NOT NULL GROUP BY agent_id
),
texts AS (
  SELECT
    'request' AS place,
    request_id AS id,
    CASE WHEN method = 'CONNECT' THEN 'CONNECT ' ELSE '' END || path || coalesce('?' || query, '') AS logged
  FROM requests
  UNION ALL
  SELECT 'referrer', referrer_id, referrer FROM referrers
  UNION ALL
  SELECT 'agent', agent_id, agent FROM agents
),
decoded AS (
  -- A backslash is stored as two, a tab by its number.
  SELECT
    place,
    id,
    logged,
    replace(lower(iif(instr(logged, '%') = 0, spaced, url_decode(url_decode(spaced)))), '\\', '\') AS plain
  FROM (SELECT place, id, logged, replace(replace(logged, '+', ' '), '\x09', ' ') AS spaced FROM texts)
),
suspicious AS MATERIALIZED (
  -- Signs and words without which no rule matches.
  SELECT place, id, logged, plain
  FROM decoded
  WHERE
    plain LIKE '% or %' OR plain LIKE '% and %'
    OR regexp_matches(
      plain,
      regexp_compile('[<>''"`;|$(){}*\\:%\n\r\t^\[\]]|--|&&|cmd|powershell|[.][.]|/etc/|/proc/|169[.]254|100[.]100|metadata|union|java|loader|_file|_include|invoke|ognl|/[.]|[.](php|asp|jsp|cgi|py|rb|inc|env|ini|ya?ml|conf|xml|txt|toml|prop|json|sql|dump|mdb|pem|pfx|p12|kdbx|ppk|keystore|jks|tfstate|zip|tar|tgz|gz|rar|7z|bak|axd|action|do|html?|exe|ida|idq|htr)|x{120}|n{120}|a{120}|id_|admin|actuator|server-|profiler|phpinfo|telescope|debug|docker|heapdump|vendor|ignition|wlw|autodiscover|cgi-bin|hnap|goform|gpon|boaform|tmui|wls|_async|invoker|console|geoserver|druid|nacos|manager|protect|evox|weblang|jsonws|script|dana-|fgt_|solr|struts|nmap|nice|pma|mysql|typo3|login|cpanel|whm|webmail|plesk|jenkins|hudson|grafana|kibana|portainer|rabbitmq|owa|ecp|vpn|connect|wp-')
    )
),
found AS MATERIALIZED (
  SELECT DISTINCT p.rule, s.place, s.id, s.logged
  FROM suspicious AS s
  JOIN patterns AS p ON p.place IN ('any', s.place) AND regexp_matches(s.plain, p.pattern)
),
counted AS (
  SELECT
    request_id,
    referrer_id,
    agent_id,
    client_id,
    status,
    any_value(path_id) AS path_id,
    any_value(client) AS client,
    any_value(agent_class) AS agent_class,
    count(*) AS hits,
    min(time) AS first_time,
    max(time) AS last_time
  FROM entries
  WHERE
    request_id IN (SELECT id FROM found WHERE place = 'request')
    OR referrer_id IN (SELECT id FROM found WHERE place = 'referrer')
    OR agent_id IN (SELECT id FROM found WHERE place = 'agent')
  GROUP BY request_id, referrer_id, agent_id, client_id, status
),
-- A site's own people use pages of administrators, too. Told is who is refused there, and whatever is answered to programs for
-- scanning or fetching, and to clients that tried something else.
strangers AS MATERIALIZED (
  SELECT client_id
  FROM counted
  WHERE
    agent_class IN ('scanner', 'library')
    OR request_id IN (SELECT id FROM found WHERE place = 'request' AND rule <> 'admin-page')
    OR referrer_id IN (SELECT id FROM found WHERE place = 'referrer')
    OR agent_id IN (SELECT id FROM found WHERE place = 'agent')
),
struck AS (
  SELECT f.rule, f.place, f.id, c.* FROM counted AS c JOIN found AS f ON f.id = c.request_id
  WHERE
    f.place = 'request'
    AND (f.rule <> 'admin-page' OR c.status BETWEEN 400 AND 499 OR c.client_id IN (SELECT client_id FROM strangers))
  UNION ALL
  SELECT f.rule, f.place, f.id, c.* FROM counted AS c JOIN found AS f ON f.id = c.referrer_id WHERE f.place = 'referrer'
  UNION ALL
  SELECT f.rule, f.place, f.id, c.* FROM counted AS c JOIN found AS f ON f.id = c.agent_id WHERE f.place = 'agent'
),
-- An entry that matches several rules is one.
entries_struck AS (
  SELECT DISTINCT
    request_id, referrer_id, agent_id, client_id, client, status, path_id, hits, first_time, last_time
  FROM struck
),
named AS (
  SELECT client_id, count(*) AS rules, string_agg(rule, ', ' ORDER BY rule) AS rule_names
  FROM (SELECT DISTINCT client_id, rule FROM struck)
  GROUP BY client_id
)
SELECT
  s.client,
  sum(s.hits) AS hits,
  n.rules,
  coalesce(sum(s.hits) FILTER (WHERE s.status BETWEEN 200 AND 299), 0) AS hits_2xx,
  count(DISTINCT s.path_id) AS paths,
  count(DISTINCT coalesce(s.agent_id, 0)) AS agents,
  min(s.first_time) AS first_time,
  max(s.last_time) AS last_time,
  n.rule_names
FROM entries_struck AS s
JOIN named AS n ON n.client_id = s.client_id
GROUP BY s.client_id, s.client, n.rules, n.rule_names
ORDER BY sum(s.hits) DESC, s.client
