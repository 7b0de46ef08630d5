/**
 * The page beside the logs, with the numbers of the story in their places.
 */
import type { Story } from "./story.ts"

export const readme = (story: Story): string => {
  const { chapters, failures } = story
  const [storm] = failures.hours
  const [, runnerUp] = story.not_found
  const roles = Object.entries(story.roles)
  const hostile = chapters.hostile
  return `# Sample logs

A fortnight, ${day(story.from)} to ${day(story.to, -1)} 2026, of a seed shop that does not exist. Clients have addresses reserved for
documentation, the sites' names are example names; robots and search engines go by the names they use in public.

${table(
  ["file in `logs/`", "format", "zone", "lines", "requests", "from (UTC)", "to (UTC)"],
  story.files.map((file) => [
    `\`${file.name}\``,
    formats[file.format],
    file.zone_minutes === 0 ? "+0000" : "+0100",
    number(file.lines),
    number(file.entries),
    file.first_time,
    file.last_time
  ])
)}

Together ${number(story.lines)} lines: ${number(story.entries)} requests, ${story.broken} lines that are none, ${story.blank} empty.

- \`www.example.com\` is the shop. Its log was rotated on both Sundays at 06:25.
- \`blog.example.net\` (a garden journal), \`docs.example.org\` (a manual) and \`example.com:80\` (sends everybody on to the
  shop) share a server that logs local time, one hour ahead, and looks up the names of some clients.
- \`api.example.com\` writes Common Log Format: no referrer, no user agent, but the user's name.

## What happened

Times are UTC. Hits are requests, counted as \`story.json\` has them.

${table(
  ["when", "what", "in numbers"],
  [
    [
      when(chapters.newsletter.first_time),
      "A newsletter goes out. One of its links is misspelt, until somebody turns it into a redirect at 11:20.",
      `${sum(chapters.newsletter.hits, chapters["misspelt-link"].hits)} hits with \`utm_campaign=november\`, ` +
        `${chapters["misspelt-link"].hits} of them for \`/shop/seeds/garlic-solent-white\`: ` +
        `${chapters["misspelt-link"].status["404"]} got 404, ${chapters["misspelt-link"].status["301"]} got 301`
    ],
    [
      "Thu 5 Nov 04:17",
      "The disk is full for a quarter of an hour: the shop's log has a gap and a line cut short.",
      "04:17:08 to 04:31:40"
    ],
    [
      when(chapters.scan.first_time),
      "A scan for holes in the shop.",
      `${chapters.scan.hits} hits from \`${chapters.scan.first_client}\` until ${clock(chapters.scan.last_time)}, ` +
        `${chapters.scan.status["404"]} of them 404; the next client has ${runnerUp?.hits} of these`
    ],
    [
      "Mon 9 Nov 10:30",
      "The shop is released anew: style sheets and scripts have other names.",
      `${story.stale_bundles} hits still ask for the old ones and get 404, all from one search engine`
    ],
    [
      when(chapters.storm.first_time),
      "**The hour of 500s.** After an update of its own, one client sends orders the API cannot read, again and again.",
      `${number(chapters.storm.hits)} of the ${number(storm?.hits ?? 0)} server errors of that hour go to \`${chapters.storm.first_client}\` ` +
        `(user \`mossmarket\`, \`POST /v1/orders\`), the last at ${clock(chapters.storm.last_time)}; ` +
        `the whole fortnight has ${number(failures.hits)}. From 14:47 on somebody next door, \`203.0.113.78\`, reads the manual`
    ],
    [
      when(chapters.guesses.first_time),
      "Somebody guesses passwords, and one fits.",
      `${chapters.guesses.hits} times \`POST /login\` with 401 from \`${chapters.guesses.first_client}\`, ` +
        `then 302 at ${clock(chapters["break-in"].first_time)} and a look around \`/account\``
    ],
    [
      when(chapters["front-page"].first_time),
      "An article of the journal is on the front page of a news site.",
      `${chapters["front-page"].hits} hits for \`/2026/11/cold-frames-from-old-windows/\` with the referrer ` +
        "`https://news.ycombinator.com/`"
    ],
    [
      when(chapters.throttled.first_time),
      "A script reads the whole API too fast and is held back.",
      `${chapters.throttled.hits} times 429 for \`${chapters.throttled.first_client}\``
    ]
  ]
)}

And all the time: ${chapters.order.hits} orders (\`POST /checkout\` with 303), ${chapters["dead-link"].hits} visits by links that lead to where
something was (${chapters["dead-link"].status["404"]} got 404), a picture shown in somebody else's forum, a feed reader that never says what it
already has, ${number(story.clients)} clients of which ${story.clients_v6} have IPv6 addresses, and ${number(story.visitors)} pairs of client and user agent.

Who the clients really are (which their user agents do not always say):

${table(
  ["who", "hits", "share"],
  roles.map(([role, hits]) => [role, number(hits), `${((100 * hits) / story.entries).toFixed(1)} %`])
)}

## What is wrong with the lines

${table(
  ["file", "line", "what"],
  story.damaged.map(({ file, line, what }) => [`\`${file}\``, number(line), what])
)}

Besides, ${chapters.odd.hits} requests are hardly requests (\`"-"\` with 408, TLS sent to the wrong port, no protocol, none at all), and
${hostile.hits} from ${hostile.clients} clients carry texts meant to harm whoever reads the log: markup, a formula, terminal codes, SQL.
They are harmless as long as they are shown as text; test your own tools with them.

## How they are made

\`\`\`sh
npx node samples/generate.ts
\`\`\`

writes the logs, this page and \`story.json\`, the same on every machine. \`story.json\` is counted before the requests become
text, by code that cannot read a log, so a parser can be held against it. \`generate.test.ts\` fails when what is committed
is not what the generator writes.
`
}

const formats = { common: "common", combined: "combined", vhost_combined: "combined, virtual host first" }

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const width = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>) => `| ${row.map((cell, i) => cell.padEnd(width[i] ?? 0)).join(" | ")} |`
  return [line(head), line(width.map((n) => "-".repeat(n))), ...rows.map(line)].join("\n")
}

const number = (n: number): string => String(n).replace(/(?<=\d)(?=(\d{3})+$)/g, ",")
const sum = (...parts: ReadonlyArray<number>): number => parts.reduce((a, b) => a + b, 0)

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
const day = (time: string, plus = 0): string => {
  const date = new Date(Date.parse(time) + plus * 86_400_000)
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} Nov`
}
const clock = (time: string): string => time.slice(11, 19)
const when = (time: string): string => `${day(time)} ${time.slice(11, 16)}`
