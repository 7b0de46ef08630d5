/**
 * The page docs/server-settings.md: what of a server's log setting is stored where, from the tables that the dialects read
 * by and from the formats. `node scripts/serverSettings.ts` writes it; a test asks whether it is what that would write, and
 * whether its examples are read as it says.
 */
import { builtInFormats, readFormats } from "@logmill/plugins/formats"
import { FormatCatalog } from "@logmill/workers/format/catalog"
import { numberFields, readField, textFields } from "@logmill/workers/format/definition"
import { describeFormat, storedAs } from "@logmill/workers/format/describe"
import { apacheTable } from "@logmill/workers/format/dialects/apacheDirectives"
import { goaccessPresets, goaccessTable } from "@logmill/workers/format/dialects/goaccess"
import { nginxTable } from "@logmill/workers/format/dialects/nginxVariables"
import { formats as natives } from "@logmill/workers/parse/formats"

import { shellWord } from "@logmill/core/shellWord"

/** What is typed for `--log-format`, a line of such a log, and what is stored of it. */
export interface Example {
  readonly title: string
  readonly format: string
  readonly line: string
  readonly fields: Readonly<Record<string, string | number>>
}

const fields = {
  time: "2026-11-10T13:55:36.000Z",
  client: "192.0.2.1",
  method: "GET",
  path: "/a",
  protocol: "HTTP/1.1",
  status: 200
}

export const examples: ReadonlyArray<Example> = [
  {
    title: "nginx: the string of a `log_format`",
    format: '$remote_addr [$time_local] "$request" $status $request_time $upstream_addr $pool',
    line: '192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 0.120 10.0.0.1:80 blue',
    fields: { ...fields, duration_us: 120_000, upstream_address: "10.0.0.1:80", pool: "blue" }
  },
  {
    title: "nginx: the whole directive, as it stands in nginx.conf",
    format: `log_format main escape=json
    '{"time":"$time_iso8601","client":"$remote_addr","request":"$request",'
    '"status":$status,"bytes":$body_bytes_sent}';`,
    line: '{"time":"2026-11-10T13:55:36+00:00","client":"192.0.2.1","request":"GET /a HTTP/1.1","status":200,"bytes":2326}',
    fields: { ...fields, bytes: 2326 }
  },
  {
    title: "Apache: the string of a `LogFormat`, with or without the backslashes of httpd.conf",
    format: '%h %l %u %t \\"%r\\" %>s %b %D',
    line: '192.0.2.1 - ada [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 2326 1200',
    fields: { ...fields, user: "ada", bytes: 2326, duration_us: 1200 }
  },
  {
    title: "Apache: the whole directive",
    format: 'LogFormat "%v:%p %a %{%F %T}t.%{msec_frac}t \\"%r\\" %>s" with_port',
    line: 'www.example.com:443 192.0.2.1 2026-11-10 13:55:36.000 "GET /a HTTP/1.1" 200',
    fields: { ...fields, site: "www.example.com", port: 443 }
  },
  {
    title: "GoAccess: its `--log-format`, and behind bars its date and time formats where they are not those of Apache",
    format: '%h %d %t "%r" %s %b %L | %Y-%m-%d | %H:%M:%S',
    line: '192.0.2.1 2026-11-10 13:55:36 "GET /a HTTP/1.1" 200 2326 15',
    fields: { ...fields, bytes: 2326, duration_us: 15_000 }
  },
  {
    title: "A regular expression with named groups",
    format: '(?<client>\\S+) \\[(?<time>[^\\]]+)\\] "(?<request>[^"]*)" (?<status>\\d+) (?<duration_ms>\\d+)ms',
    line: '192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 15ms',
    fields: { ...fields, duration_us: 15_000 }
  }
]

const columnNames: Readonly<Record<string, string>> = { duration_us: "duration_ms", upstream_us: "upstream_ms" }
const inExtra = new Set(["pool"])

/** What is stored of an example's line, by columns. */
const shown = (stored: Example["fields"]): string =>
  Object.entries(stored)
    .map(([name, value]) => {
      const column = columnNames[name] ?? (inExtra.has(name) ? `extra ->> '${name}'` : name)
      return `${column} ${code(String(name.endsWith("_us") ? Number(value) / 1000 : value))}`
    })
    .join(", ")

const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")

const columnOf = (field: string): string => (field === "-" ? "" : storedAs(readField(field)))

/** A row for each field, with all words for it, the one that counts first. */
const byField = (words: ReadonlyArray<readonly [string, string]>): ReadonlyArray<ReadonlyArray<string>> => {
  const rows = new Map<string, Array<string>>()
  for (const [word, field] of words) {
    const column = columnOf(field)
    rows.set(column, [...(rows.get(column) ?? []), code(word)])
  }
  return [...rows]
    .filter(([column]) => column !== "")
    .map(([column, all]) => [column.includes("->>") ? code(column) : column, all.join(", ")])
}

export const serverSettingsPage = (): string => {
  const catalog = new FormatCatalog(() => readFormats(builtInFormats(), true))
  const names = [...natives.map(({ name }) => name), ...catalog.definitions.map(({ name }) => name)]
  const formats = names.map((name) => {
    const { fields: described, isGuessed, setting } = describeFormat(name, catalog)
    const stored = described
      .map(({ field }) => readField(field))
      .flatMap((spec) => (spec.kind === "skip" || spec.kind === "fixed" || spec.kind === "unique" ? [] : [spec]))
      .flatMap((spec) => storedAs(spec).replace(/: .*$/, "").split(", "))
    const columns = new Set(stored.filter((column) => !column.includes("->>")))
    const extra = new Set(stored.flatMap((column) => /->> '(.*)'$/.exec(column)?.[1] ?? []))
    const first = (setting ?? "").split("\n").find((line) => line.trim() !== "") ?? ""
    const cut = first.length > 60 ? `${first.slice(0, 60)}…` : first
    const title = catalog.definitions.some((one) => one.name === name) ? `[${name}](formats/${name}.md)` : name
    return [
      cut === "" ? "" : code(cut),
      `${title}${isGuessed ? "" : " (by name only)"}`,
      `${[...columns].join(", ")}${extra.size === 0 ? "" : `; in \`extra\`: ${[...extra].join(", ")}`}`
    ]
  })
  const own = nginxTable.filter(([, field]) => field !== "-").map(([variable, field]) => [variable, field] as const)
  const apache = apacheTable.map(([directive, field]) => [directive, field] as const)
  return `# Your server's setting, and what logmill stores

Made by \`node scripts/serverSettings.ts\` from what logmill reads by; columns are those of the view \`entries\`
([database.md](database.md)).

Most logs need no setting here: logmill finds the format by itself. For all others, \`--log-format\` (or \`log_format\` in
\`logmill.toml\`) takes what your server has.

## The server's configuration file

\`\`\`sh
logmill /var/log/nginx --log-format /etc/nginx/nginx.conf
logmill /var/log/apache2 --log-format /etc/apache2/apache2.conf
logmill access.log --log-format /etc/nginx/nginx.conf:main      # one format of it, by its name
logmill formats /etc/nginx/nginx.conf                           # what is in it, and what will be stored
logmill formats explain "$(tail -n 1 access.log)" --log-format /etc/nginx/nginx.conf
\`\`\`

It and all files that it includes are read for \`log_format\` and \`access_log\` (nginx), or \`LogFormat\`, \`CustomLog\`,
\`GlobalLog\` and \`TransferLog\` (Apache); \`goaccess.conf\` does, too. Each log is read by the one of these formats that fits
its lines. Where several would, the configuration says which, by the path of the log; where it does not, the log is left and
both formats are named. Standard input has no path: there the first of them counts. Lines that are in none are rejects.

What is stored with a log is its format itself, not the file: the log is read on when the file is gone. When the
file says something else by then, new lines may be in either format.

## The format itself

In quotes for the shell, as it stands in the configuration: the text, its quoted pieces, or the whole directive.

${examples
  .map(
    ({ fields: stored, format, line, title }) =>
      `${title}:\n\n\`\`\`sh\nlogmill access.log --log-format ${shellWord(format)}\n\`\`\`\n\n\`\`\`text\n${line}\n\`\`\`\n\n${shown(stored)}`
  )
  .join("\n\n")}

Escapes are undone as the server made them: \`\\x22\` and \`\\"\`, those of JSON with \`escape=json\`, none with \`escape=none\`.
A \`log_format\` that is a JSON object is read as JSON, whatever the order of its keys.

## nginx

Of several variables for one column the first one here counts.

${table(["column", "variables"], byField(own))}

Other variables of nginx are kept beside the columns under their names: those of few values in \`extra\` (\`$hostname\`,
\`$upstream_status\`: \`extra ->> 'upstream_status'\`), those of which nearly every line has its own (\`$request_id\`,
\`$connection\`, request headers, cookies and arguments) as \`unique.NAME\`, only when asked for. A variable that nginx does not
know was made by \`set\` or \`map\`: it is kept in \`extra\`, or, when its name says that it is a number, an address or an id
(\`$tenant_id\`), as \`unique.NAME\`. One that is a letter or two from a variable of nginx
is told as misspelt. Nothing is dropped without a word: \`logmill formats 'FORMAT'\` shows what becomes of each.

## Apache

${table(["column", "directives"], byField(apache))}

\`%>s\` counts before \`%s\`; of times and durations the finest. Parts of a time are put together
(\`%{%F %T}t.%{msec_frac}t %{%z}t\`). Lists of statuses (\`%!200,304{Referer}i\`) may be there. Other request headers (\`%{NAME}i\`) and cookies
(\`%{NAME}C\`) are \`unique.NAME\`; response headers, notes and variables of the environment (\`%{NAME}o\`, \`n\`, \`e\`)
are in \`extra\` unless their name says that they are a number, an address or an id.

## GoAccess

${table(["column", "specifiers"], byField(goaccessTable))}

\`%^\` is passed over, \`%~\` is any number of blanks. A format may be a JSON object (\`{"ts":"%x.%^","request":{"uri":"%U"}}\`).
Dates and times may be written as \`%s\`, \`%*\` (milliseconds) and \`%f\` (microseconds), too. Its own formats go by their names:
${goaccessPresets.map(([preset, format]) => `\`${preset}\` (${format})`).join(", ")}.

## Regular expressions

An expression fits whole lines; its named groups, \`(?<NAME>...)\`, are fields: ${[...Object.keys(textFields), ...Object.keys(numberFields)].map((name) => `\`${name}\``).join(", ")},
\`time\`, \`date\`, \`clock\`. With \`_\` follows how it is written (\`time_iso\`, \`time_ms\`, \`duration_ms\`, \`client_port\`) or a
name of your own (\`extra_pool\`, \`unique_id\`). \`(?i)\` ignores case, \`(?:...)\` groups without keeping. There is no look-around,
no reference back to a group, and counts end at 1000, so that no line, whoever wrote it, takes longer than its length.

## Formats that have a name

${table(["setting", "format", "stored in"], formats)}
`
}
