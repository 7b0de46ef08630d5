/**
 * User agents, as browsers, robots and programs of autumn 2026 introduce themselves.
 *
 * A log stores the text after the server's escaping, and so do these: `\"` and `\x1b` stand here as they will there.
 */

const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
const OLDER_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/155.0.0.0"
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"

/** Browsers and how many people out of a hundred or so use each. */
export const browsers: ReadonlyArray<readonly [agent: string, people: number]> = [
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, 17],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${OLDER_CHROME} Safari/537.36`, 4],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/156.0.0.0`, 8],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${OLDER_CHROME} Safari/537.36 OPR/132.0.0.0`, 1],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36`, 6],
  [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`, 2],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`, 1],
  [`Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`, 19],
  [`Mozilla/5.0 (Linux; Android 10; K) ${OLDER_CHROME} Mobile Safari/537.36`, 5],
  [
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/30.0 Chrome/143.0.0.0 Mobile Safari/537.36",
    4
  ],
  [
    `Mozilla/5.0 (Linux; Android 15; SM-S921B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/156.0.7812.44 Mobile Safari/537.36`,
    2
  ],
  [`${IPHONE} Version/27.0 Mobile/15E148 Safari/604.1`, 14],
  [`${IPHONE} Version/26.6 Mobile/15E148 Safari/604.1`, 8],
  [`${IPHONE} CriOS/156.0.7812.40 Mobile/15E148 Safari/604.1`, 3],
  [`${IPHONE} Mobile/22H31 Instagram 402.0.0.28.77 (iPhone15,4; iOS 18_7; en_GB; scale=3.00; 1179x2556)`, 2],
  [
    "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.0 Mobile/15E148 Safari/604.1",
    2
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.0 Safari/605.1.15",
    6
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.5 Safari/605.1.15",
    2
  ],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:156.0) Gecko/20100101 Firefox/156.0", 5],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:156.0) Gecko/20100101 Firefox/156.0", 3],
  ["Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", 1],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:156.0) Gecko/20100101 Firefox/156.0", 2],
  ["Mozilla/5.0 (Android 15; Mobile; rv:156.0) Gecko/156.0 Firefox/156.0", 2],
  ["Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", 0.4],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", 1],
  [
    "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36",
    0.4
  ]
]

export const robots = {
  google: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  googlePhone:
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.7812.44 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  googleImage: "Googlebot-Image/1.0",
  bing: "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36",
  duck: "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
  apple:
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
  yandex: "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
  ahrefs: "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
  semrush: "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
  gpt: "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
  oaiSearch:
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; OAI-SearchBot/1.0; +https://openai.com/searchbot",
  chatgptUser:
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
  claude: "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
  bytespider:
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
  perplexity:
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)",
  meta: "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
  facebook: "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
  slack: "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
  mastodon: "Mastodon/4.4.2 (http.rb/5.3.1; +https://social.example.org/)",
  uptime: "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
  pingdom: "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
  dummy: "Apache/2.4.66 (Debian) (internal dummy connection)"
}

export const feedReaders: ReadonlyArray<readonly [agent: string, everyMinutes: number]> = [
  ["Feedly/1.0 (+http://www.feedly.com/fetcher.html; 41 subscribers)", 60],
  ["Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 12 subscribers; )", 60],
  ["FreshRSS/1.28.0 (Linux; https://freshrss.org)", 60],
  ["Mozilla/5.0 (compatible; Miniflux/2.2.13; +https://miniflux.app)", 60],
  ["Tiny Tiny RSS/25.10 (https://tt-rss.org/)", 30],
  ["NetNewsWire (RSS Reader; https://netnewswire.com/)", 120],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.2.0", 100],
  [
    'NewsBlur Feed Fetcher - 6 subscribers - http://www.newsblur.com/site/8093314/ (\\"Mozilla/5.0 (Macintosh)\\")',
    180
  ],
  ["Liferea/1.16.3 (Linux; https://lzone.de/liferea/) AppleWebKit (KHTML, like Gecko)", 45]
]

/** What small programs and careless attackers send. */
export const programs = [
  "curl/8.14.1",
  "python-requests/2.32.5",
  "Go-http-client/1.1",
  "Wget/1.25.0",
  "okhttp/5.1.0",
  "axios/1.12.2",
  "Java/21.0.8",
  "Mozilla/5.0 zgrab/0.x"
]
