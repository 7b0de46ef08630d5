/**
 * What the public lists do not know, or know as something else: programs seen in logs, their class, and why.
 *
 * Patterns are regular expressions without flags. A name is given only where the agent's text holds none that a person
 * would use.
 */
import type { AgentClass } from "@logmill/core/plugin"

export interface Program {
  readonly pattern: string
  readonly agentClass: AgentClass
  readonly name?: string
}

type Row = readonly [pattern: string, why: string, name?: string]

const scanners: ReadonlyArray<Row> = [
  ["gobuster", "tries paths from a word list"],
  ["feroxbuster", "tries paths from a word list"],
  ["Fuzz Faster U Fool", "tries words in any part of a request", "ffuf"],
  ["[Ww]fuzz", "tries words in any part of a request"],
  ["^Nuclei - ", "runs templates of known holes", "Nuclei"],
  ["^httpx - Open-source", "probes lists of hosts; its namesake in Python says python-httpx", "httpx"],
  ["[Aa]rachni", "scans web applications"],
  ["w3af", "scans web applications"],
  ["Netsparker", "scans web applications"],
  ["Morfeus", "looks for holes in PHP programs"],
  ["Jorgee", "looks for forgotten admin pages and backups"],
  ["Havij", "injects SQL"],
  ["sqlninja", "injects SQL"],
  ["commix", "injects shell commands"],
  ["\\(Hydra\\)", "guesses passwords"],
  ["Teh Forest Lobster", "guesses passwords", "Medusa"],
  ["^Hello,? [Ww]orld", "botnets of routers and cameras", "Hello World"],
  ["KrebsOnSecurity", "a botnet that takes a journalist's name in vain"],
  ["libredtail", "a miner that spreads through PHP holes"],
  ["Palo Alto Networks", "maps the whole internet for a seller of firewalls", "Palo Alto Networks"],
  ["paloaltonetworks\\.com", "maps the whole internet for a seller of firewalls", "Palo Alto Networks"],
  ["^\\$\\{", "the text is an attack on log4j, perhaps in disguise", "Log4Shell probe"],
  ["\\$\\{jndi:", "the text is an attack on log4j", "Log4Shell probe"],
  ["^\\(\\) *\\{", "the text is an attack on bash", "Shellshock probe"],
  ["<script", "the text is an attack on whoever reads the log in a browser", "script injection"],
  ["^[=+@-]\\w+[|(!]", "the text is an attack on whoever opens the log in a spreadsheet", "formula injection"]
]

const feedReaders: ReadonlyArray<Row> = [
  ["NetNewsWire", "reader for macOS and iOS"],
  ["Liferea", "reader for Linux"],
  ["Thunderbird/", "mail program that reads feeds; it looks like Firefox"],
  ["[Aa]kregator", "reader of KDE"],
  ["[Nn]ewsboat", "reader for terminals"],
  ["[Nn]ewsbeuter", "reader for terminals"],
  ["RSS ?Guard", "reader for desktops", "RSS Guard"],
  ["QuiteRSS", "reader for desktops; it looks like Safari"],
  ["RSSOwl", "reader for desktops"],
  ["FeedDemon", "reader for Windows"],
  ["^Vienna/", "reader for macOS"],
  ["^ReadKit/", "reader for macOS and iOS"],
  ["^Reeder/", "reader for macOS and iOS"],
  ["^Unread RSS", "reader for macOS and iOS", "Unread"],
  ["SpaceCowboys", "reader for Android", "Feeder"],
  ["Elfeed", "reader in Emacs"],
  ["[Ss]elfoss", "reader on one's own server"],
  ["Nextcloud-News", "reader on one's own server"],
  ["Yarr/", "reader on one's own server"],
  ["UniversalFeedParser", "feed library of Python"],
  ["[Ff]eedparser", "feed library of Python"],
  ["[Gg]ofeed", "feed library of Go"],
  ["AntennaPod", "podcasts on Android"],
  ["Podcast ?Addict", "podcasts on Android", "Podcast Addict"],
  ["gPodder", "podcasts on desktops"],
  ["^Podcasts/", "podcasts on iOS", "Apple Podcasts"]
]

const monitors: ReadonlyArray<Row> = [
  ["^kube-probe/", "Kubernetes asks whether a container is alive"],
  ["^ELB-HealthChecker/", "a load balancer of Amazon asks"],
  ["Amazon-Route53-Health-Check", "the name service of Amazon asks", "Route 53 Health Check"],
  ["^GoogleHC/", "a load balancer of Google asks"],
  ["^Consul Health Check", "a service registry asks"],
  ["^Prometheus/", "collects metrics"],
  ["^Gatus/", "status page on one's own server"],
  ["^Monit/", "watches the services of a host"],
  ["[Nn]agios", "watches hosts and services"],
  ["[Ii]cinga", "watches hosts and services"],
  ["[Cc]heckmk", "watches hosts and services"]
]

const others: ReadonlyArray<Row> = [["\\(internal dummy connection\\)", "Apache wakes its own children", "Apache"]]

/** Browsers that look like robots to isbot, or like nothing at all. */
const browsers: ReadonlyArray<Row> = [
  ["^Lynx/", "text"],
  ["^E?Links[ /]", "text"],
  ["^w3m/", "text"],
  ["^Dillo/", "small"],
  ["^NetSurf/", "small"],
  ["^(?:Mobile)?Safari/\\d", "Safari fetching the icon of a page"]
]

const libraries: ReadonlyArray<Row> = [
  ["^[Cc]url/", "also as Curl", "curl"],
  ["libcurl", "curl in other programs"],
  ["PycURL", "curl in Python"],
  ["Java-http-client", "java.net.http of the JDK"],
  ["Apache-HttpClient", "Java; not only at the beginning"],
  ["Apache-HttpAsyncClient", "Java"],
  ["Commons-HttpClient", "Java, up to 2011"],
  ["ReactorNetty", "Java"],
  ["Java/\\d", "java.net of the JDK", "Java"],
  ["^Dalvik/", "apps on Android that have no client of their own"],
  ["CFNetwork/", "apps on macOS and iOS that have no client of their own"],
  ["[Pp]ython-httplib2", "Python"],
  ["^[Pp]ython/\\d", "Python", "Python"],
  ["urllib3", "Python"],
  ["^Ruby", "Ruby", "Ruby"],
  ["^Faraday", "Ruby"],
  ["^rest-client", "Ruby"],
  ["http\\.rb/", "Ruby", "http.rb"],
  ["Typhoeus", "Ruby"],
  ["GuzzleHttp", "PHP"],
  ["^PHP/\\d", "PHP", "PHP"],
  ["Symfony HttpClient", "PHP"],
  ["LWP::", "Perl", "libwww-perl"],
  ["HTTP-Tiny", "Perl"],
  ["Mojolicious", "Perl"],
  ["fasthttp", "Go"],
  ["go-resty", "Go"],
  ["reqwest", "Rust"],
  ["^ureq/", "Rust"],
  ["^node(?:js)?(?:$|/)", "fetch of Node.js", "Node.js"],
  ["^undici", "Node.js"],
  ["node-superagent", "Node.js"],
  ["^Deno/", "fetch of Deno"],
  ["^Bun/", "fetch of Bun"],
  ["^Dart/", "apps made with Flutter", "Dart"],
  ["RestSharp", ".NET"],
  ["WindowsPowerShell", "PowerShell of Windows; it looks like a browser", "PowerShell"],
  ["PowerShell/", "PowerShell"],
  ["WinHttp", "programs on Windows"],
  ["Microsoft-CryptoAPI", "Windows fetching lists of revoked certificates"],
  ["PostmanRuntime", "requests by hand"],
  ["^insomnia/", "requests by hand"],
  ["^xh/", "requests by hand"],
  ["^aria2/", "downloads"],
  ["^Axel", "downloads"],
  ["^git/", "clones repositories"],
  ["ApacheBench", "load tests"],
  ["^k6/", "load tests"],
  ["^hey/", "load tests"],
  ["JoeDog", "load tests", "siege"]
]

const table = (agentClass: AgentClass, rows: ReadonlyArray<Row>): ReadonlyArray<Program> =>
  rows.map(([pattern, , name]) => ({ pattern, agentClass, ...(name !== undefined && { name }) }))

export const programs: ReadonlyArray<Program> = [
  ...table("scanner", scanners),
  ...table("feed", feedReaders),
  ...table("monitor", monitors),
  ...table("other-bot", others),
  ...table("human", browsers),
  ...table("library", libraries)
]

/**
 * Patterns of crawler-user-agents that fit phones of people too, and the name of whoever sent the agents listed with
 * them. Each counts only for these very agents.
 */
export const tooWide: Readonly<Record<string, string>> = {
  // The number of an Android build that many makers ship.
  "AP3A\\.240617\\.008": "Instagram",
  // The browser inside the Facebook app.
  "MetaIAB Facebook": "Facebook"
}

/** Patterns of crawler-user-agents whose tags say something else than what the robot does. */
export const misfiled: Readonly<Record<string, AgentClass>> = {
  // Any program that runs on Google's App Engine; not Google's search.
  "AppEngine-Google": "library",
  // Collects for Meta's AI; not a preview of links.
  "meta-webindexer": "ai-crawler",
  // Servers of the fediverse looking at links; not monitors.
  "Chirp|gotosocial": "other-bot"
}
