/**
 * A small log for each recipe of the cookbook, and the answer that it has there, counted by hand. What the recipe must leave
 * out is in it, too: other sites, bots, assets, other days.
 */
export const logFormat =
  '$host $remote_addr - - [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time $upstream_response_time'

export type Row = ReadonlyArray<unknown>

const person = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
const other = person.replaceAll("140.0", "141.0")
const gptBot = "GPTBot/1.2"
const googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"

interface Hit {
  readonly site?: string
  /** The last number of its address. */
  readonly client?: number
  /** Of November 2026. */
  readonly day?: number
  readonly time?: string
  readonly method?: string
  readonly path?: string
  readonly status?: number
  readonly bytes?: number
  readonly referrer?: string
  readonly agent?: string
  readonly seconds?: number | "-"
}

const hit = ({ client = 1, day = 10, method = "GET", path = "/", site = "www.example.com", ...of }: Hit = {}) =>
  `${site} 203.0.113.${client} - - [${String(day).padStart(2, "0")}/Nov/2026:${of.time ?? "12:00:00"} +0000] ` +
  `"${method} ${path} HTTP/1.1" ${of.status ?? 200} ${of.bytes ?? 10} "${of.referrer ?? "-"}" "${of.agent ?? person}" ` +
  `${of.seconds ?? "-"} ${of.seconds ?? "-"}\n`
const times = (count: number, of: (index: number) => Hit) => Array.from({ length: count }, (_, index) => of(index))
const sites = ["a.example.com", "b.example.com", "c.example.com"] as const

interface Counted {
  readonly lines: ReadonlyArray<Hit | string>
  readonly rows: ReadonlyArray<Row>
}

/** The text of a recipe's log. */
export const logOf = ({ lines }: Counted): string =>
  lines.map((line) => (typeof line === "string" ? line : hit(line))).join("")

/** By the recipe's number. Logs are named by it, `9.log`. */
export const counted: Readonly<Record<number, Counted>> = {
  1: {
    lines: [{ bytes: 20 }, { path: "/b" }, { agent: gptBot }, { day: 11, agent: gptBot }],
    rows: [
      ["2026-11-10", 3, 2, 40],
      ["2026-11-11", 1, 0, 10]
    ]
  },
  // One who is at a site for the first time, but not for the first time at all; and who comes from his address.
  2: {
    lines: [
      ...sites.map((site) => ({ site })),
      { day: 11, site: "d.example.com" },
      { day: 11, agent: other },
      { day: 12, agent: other },
      { day: 12, agent: "-" }
    ],
    rows: [
      ["2026-11-10", 1, 1],
      ["2026-11-11", 2, 1],
      ["2026-11-12", 2, 1]
    ]
  },
  3: {
    lines: [...sites.map((site) => ({ site })), { day: 11 }, { agent: other }, { agent: "-" }, { client: 2 }],
    rows: [[4, 2]]
  },
  4: {
    lines: [{ time: "12:01:30" }, ...times(6, (index) => ({ time: `12:00:0${index}`, client: index }))],
    rows: [
      ["2026-11-10T12:00:00+00:00", 6, 0.1],
      ["2026-11-10T12:01:00+00:00", 1, 0]
    ]
  },
  // A whole week before, a whole week, and a day that is not over.
  5: {
    lines: [
      ...times(14, (index) => ({ day: 1 + index, time: "00:00:10", path: "/a" })),
      ...times(7, (index) => ({ day: 8 + index, time: "23:59:50", path: "/a" })),
      { day: 7, path: "/gone" },
      { day: 8, path: "/same" },
      { day: 7, path: "/same", site: "a.example.com" },
      { day: 8, path: "/new.css" },
      ...times(9, () => ({ day: 15, path: "/same" }))
    ],
    rows: [
      ["/a", 14, 7],
      ["/gone", 0, 1],
      ["/same", 1, 1]
    ]
  },
  6: {
    lines: [
      { path: "/a.css", bytes: 100 },
      { path: "/b.CSS", bytes: 300 },
      { path: "/a", bytes: 7 }
    ],
    rows: [
      ["css", 400, 2, 200],
      ["-", 7, 1, 7]
    ]
  },
  7: {
    lines: [
      { status: 500 },
      { status: 503, time: "12:00:09" },
      { status: 499 },
      { client: 2, status: 502 },
      { client: 3, status: 404 }
    ],
    rows: [
      ["203.0.113.1", 2, "2026-11-10T12:00:00.000Z", "2026-11-10T12:00:09.000Z"],
      ["203.0.113.2", 1, "2026-11-10T12:00:00.000Z", "2026-11-10T12:00:00.000Z"]
    ]
  },
  8: {
    lines: [
      ...times(4, () => ({ status: 500 })),
      ...times(5, (index) => ({ status: 500, time: `12:07:0${index}`, client: 1 + (index % 2) })),
      { time: "12:07:09" }
    ],
    rows: [["2026-11-10T12:07:00+00:00", 5, 2]]
  },
  9: {
    lines: [{}, { status: 500, method: "POST", path: "/order?id=1" }, { status: 404 }],
    rows: [["9.log", 2, "2026-11-10T12:00:00.000Z", "203.0.113.1", "POST", "/order", 500]]
  },
  10: {
    lines: [
      { path: "/gone", status: 404, referrer: "https://www.example.org/links" },
      { path: "/gone", status: 404, referrer: "https://example.org/list" },
      { path: "/gone", status: 404, referrer: "https://example.org/list", site: "a.example.com" },
      { path: "/gone", status: 404 },
      { path: "/there", referrer: "https://example.org/list" }
    ],
    rows: [
      ["www.example.com", "/gone", "example.org", 2, "https://example.org/list"],
      ["a.example.com", "/gone", "example.org", 1, "https://example.org/list"]
    ]
  },
  // What is there at another site, and what was mended.
  11: {
    lines: [
      { path: "/gone", status: 404 },
      { path: "/gone", status: 410, day: 12 },
      { path: "/gone", site: "a.example.com" },
      { path: "/mended", status: 404 },
      { path: "/mended", status: 301 }
    ],
    rows: [["www.example.com", "/gone", 2, 404, 410]]
  },
  12: {
    lines: [
      ...times(4, (index) => ({ day: 7 + (index % 2) })),
      ...times(4, (index) => ({ day: 9, status: 400 - index }))
    ],
    rows: [
      ["before", 2, 0],
      ["after", 1, 0.25]
    ]
  },
  13: {
    lines: [
      { seconds: 0.1 },
      { seconds: 0.3 },
      { path: "/b", seconds: 0.2 },
      { path: "/b", seconds: "-" },
      { path: "/c", seconds: "-" }
    ],
    rows: [
      ["/", 2, 200, 290, 300],
      ["/b", 1, 200, 200, 200]
    ]
  },
  14: {
    lines: [{ seconds: 0.1 }, { seconds: "-" }, { path: "/b?x", seconds: 0.3, status: 404 }],
    rows: [
      [300, 300, "2026-11-10T12:00:00.000Z", "GET", "/b", 404, "203.0.113.1", "14.log", 3],
      [100, 100, "2026-11-10T12:00:00.000Z", "GET", "/", 200, "203.0.113.1", "14.log", 1]
    ]
  },
  15: {
    lines: [
      ...times(8, () => ({ path: "/often", seconds: 0.25 })),
      { path: "/often", seconds: "-" },
      { path: "/slow", seconds: 1.5 },
      { path: "/c", seconds: "-" }
    ],
    rows: [
      ["/often", 2, 8, 250],
      ["/slow", 1.5, 1, 1500]
    ]
  },
  // Visits of three pages and of one, half an hour and a second later; a style sheet is no page, and a bot no person.
  16: {
    lines: [
      { path: "/a.css" },
      { time: "12:00:01", path: "/a" },
      { time: "12:30:01", path: "/b" },
      { time: "12:40:00", path: "/b" },
      { time: "13:10:01", path: "/a" },
      { client: 2, path: "/b" },
      { client: 2, path: "/gone", status: 404 },
      { client: 3, path: "/a", agent: gptBot }
    ],
    rows: [
      ["/a", 2, 0.5, 2],
      ["/b", 1, 1, 1]
    ]
  },
  17: {
    lines: [
      {
        client: 59,
        time: "12:00:01",
        method: "POST",
        path: "/login?to=/",
        status: 302,
        referrer: "https://example.com/"
      },
      { client: 59 },
      { client: 5 }
    ],
    rows: [
      ["2026-11-10T12:00:00.000Z", "GET", "/", null, 200, null],
      ["2026-11-10T12:00:01.000Z", "POST", "/login", "to=/", 302, "https://example.com/"]
    ]
  },
  // What a page is made of comes in its second, and from the page.
  18: {
    lines: [
      { referrer: "https://www.example.org/" },
      ...times(9, (index) => ({ path: `/${index}.css`, referrer: "https://www.example.com/" })),
      { time: "12:00:30", path: "/b", referrer: "https://www.example.com/" },
      { client: 2, referrer: "https://example.org/list" },
      { client: 3, referrer: "https://example.net/" },
      { client: 4 },
      { client: 5, referrer: "https://example.net/", agent: gptBot }
    ],
    rows: [
      ["example.org", 2, 1.5, 0.5],
      ["example.net", 1, 1, 1]
    ]
  },
  19: {
    lines: [
      { path: "/search?q=k%C3%BCrbis+rot" },
      { path: "/search?page=2&q=k%C3%BCrbis%20rot" },
      { path: '/search?x="\\&q=[a,b]' },
      { path: "/search?seq=1&uniq=q=2" },
      { path: "/search?q=bot", agent: gptBot }
    ],
    rows: [
      ["kürbis rot", 2],
      ["[a,b]", 1]
    ]
  },
  20: {
    lines: [
      ...sites.map((site, index) => ({ site, client: 1 + (index % 2), day: 10 + index, agent: gptBot })),
      { agent: googlebot, bytes: 7 },
      {}
    ],
    rows: [
      ["ai-crawler", "GPTBot", 3, 30, 2],
      ["search", "Googlebot", 1, 7, 1]
    ]
  },
  21: {
    lines: [
      ...times(2, (client) => ({ client, path: "/a", agent: gptBot })),
      { path: "/a", agent: googlebot },
      { path: "/a.css", agent: gptBot },
      { path: "/gone", status: 404, agent: gptBot }
    ],
    rows: [["GPTBot", "/a", 2]]
  },
  22: {
    lines: [
      ...["/.env", "/old/.git/config", "/wp-login.php", ...times(17, () => ({})).map((_, index) => `/${index}`)].map(
        (path) => ({ path, status: 404 })
      ),
      { path: "/wp-login.php?again", status: 404 },
      ...times(30, (index) => ({ client: 2, path: `/${Math.min(index, 18)}`, status: 404 })),
      ...times(30, (index) => ({ client: 3, path: `/${index}` }))
    ],
    rows: [["203.0.113.1", 21, 20, 4]]
  },
  23: {
    lines: [
      ...times(20, (index) => ({ method: "POST", path: "/login", status: index % 2 === 0 ? 401 : 403 })),
      { method: "POST", path: "/login", status: 302 },
      { method: "POST", path: "/login", status: 500 },
      { path: "/login" },
      ...times(19, () => ({ client: 2, method: "POST", path: "/login", status: 401 }))
    ],
    rows: [["203.0.113.1", "/login", 20, 1]]
  },
  24: {
    lines: [
      ...[person, other, gptBot, person, "-"].map((agent, index) => ({
        agent,
        site: sites[index % 3]!,
        day: 10 + index
      })),
      ...[person, other, "-"].map((agent) => ({ client: 2, agent }))
    ],
    rows: [["203.0.113.1", 3, 5]]
  },
  25: {
    lines: [{ time: "12:10:00" }, {}, { time: "12:22:00" }],
    rows: [["25.log", "2026-11-10T12:10:00.000Z", "2026-11-10T12:22:00.000Z", 12]]
  },
  26: { lines: [{}, "no log line\n"], rows: [["26.log", 2, "no-match", "no log line"]] },
  27: { lines: [{}, "\n", "no log line\n", {}], rows: [["27.log", logFormat, 4, 2, 0, 1, 1, "complete"]] }
}
