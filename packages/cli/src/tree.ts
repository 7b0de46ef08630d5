/**
 * What can be typed: the commands with their flags, their help and, by dynamic import, the file that does the work.
 * Nothing here runs a command; `logmill --help` loads this file and none of the commands.
 */
import { Argument, Command } from "effect/cli"

import { analyses, formats, plugins } from "./catalogCommands.ts"
import { argument, argumentList, base, optionalArgument, readable, runFile, runs } from "./command.ts"
import { analyzeKeys, exportKeys, flags, ingestKeys, outputKeys, reportKeys, serveKeys, sqlKeys } from "./flags.ts"

const ingest = () =>
  Command.make(
    "ingest",
    { files: argumentList("FILE", readable), ...flags(...ingestKeys, "dryRun", "retryRejects") },
    runs(() => import("./commands/ingest.ts"))
  ).pipe(
    Command.withDescription(
      "Read log files into the database. Whatever was read before is skipped, whatever was appended is added. Standard " +
        "input (-) is a new source each time: the same log piped in twice is counted twice."
    ),
    Command.withShortDescription("read log files into the database"),
    Command.withExamples([
      { command: "logmill ingest /var/log/nginx", description: "a folder, rotated and compressed files too" },
      { command: "logmill ingest 'logs/*.gz' --drop static", description: "without images, styles and scripts" },
      { command: "logmill ingest access.log --anonymize", description: "clients without their last bits, for good" },
      { command: "zcat old.gz | logmill ingest -", description: "standard input" },
      { command: "tail -F access.log | logmill ingest -", description: "what comes from now on, within seconds" },
      { command: "logmill ingest access.log --dry-run", description: "what would be read" },
      { command: "logmill ingest --retry-rejects", description: "rejected lines again, by formats as they are now" }
    ])
  )

const analyze = () =>
  Command.make(
    "analyze",
    {
      names: argumentList("NAME", "analysis (default: summary paths status)"),
      ...flags(...analyzeKeys)
    },
    runs(() => import("./commands/analyze.ts"))
  ).pipe(
    Command.withDescription(
      "Answer from what is stored; the log files may be gone. Patterns are exact unless they hold *, ~ begins a " +
        "regular expression, ! negates; commas and repeated flags mean or, different flags and. Between blanks, & | ( ) " +
        "put patterns together. \\, and \\* are a comma and a star themselves."
    ),
    Command.withShortDescription("answer from what is stored"),
    Command.withExamples([
      { command: "logmill analyze", description: "summary, paths and status" },
      { command: "logmill analyze paths --from -7d --class people", description: "the last week, no bots" },
      { command: "logmill analyze paths --status 404 --limit 0 --csv", description: "every broken path" },
      { command: "logmill analyze paths --param visitors=true", description: "with a parameter" },
      { command: "logmill analyze paths --from -7d --compare previous", description: "and the week before it" }
    ])
  )

const sql = () =>
  Command.make(
    "sql",
    {
      query: optionalArgument("QUERY", "one statement that reads; -: standard input (default: a prompt on a terminal)"),
      ...flags(...sqlKeys)
    },
    runs(() => import("./commands/sql.ts"))
  ).pipe(
    Command.withDescription(
      "Ask the database in SQL. Statements only read, and are stopped at their time limit; nothing they do can harm the " +
        "database or keep an ingest waiting. With a flag of the filter they see what it lets through, and may name the " +
        "views only: entries, hits, visits, sources, rejects, access_log, extras. Beside SQLite's functions there are " +
        "bucket(time, 'day'), matches(path, '/shop/*'), approx_distinct(x), any_value(x) and percentile(x, 95). docs/sql.md " +
        "tells more, docs/database.md of the columns."
    ),
    Command.withShortDescription("ask in SQL; a prompt on a terminal"),
    Command.withExamples([
      {
        command: `logmill sql "SELECT path, sum(hits) FROM hits GROUP BY 1 ORDER BY 2 DESC"`
      },
      {
        command: `logmill sql "SELECT * FROM entries WHERE client = :ip" --param ip=192.0.2.1`,
        description: "with a parameter"
      },
      {
        command: `logmill sql - --from -7d --csv < report.sql > report.csv`,
        description: "from a file, of the last week"
      },
      { command: `logmill sql "SELECT count(DISTINCT client) FROM visits" --explain`, description: "the plan" },
      { command: "logmill sql", description: "a prompt" }
    ])
  )

const serve = () =>
  Command.make(
    "serve",
    flags(...serveKeys),
    runs(() => import("./commands/serve.ts"))
  ).pipe(
    Command.withDescription(
      "Show the report page in the browser: figures, charts, every analysis, down to the lines of the logs. It is served to " +
        "this machine only, and to whoever has its address with the token in it. Ctrl-C ends it. docs/report-api.md tells how " +
        "programs ask."
    ),
    Command.withShortDescription("the report as a page in the browser"),
    Command.withExamples([
      { command: "logmill serve" },
      { command: "logmill serve --db site.db --port 9000", description: "another database, another port" },
      { command: "logmill serve --no-open", description: "print the address only" },
      { command: "logmill serve --host 192.0.2.10", description: "to other machines, too" }
    ])
  )

const report = () =>
  Command.make(
    "report",
    flags(...reportKeys),
    runs(() => import("./commands/report.ts"))
  ).pipe(
    Command.withDescription(
      "Write the report page as one file, which opens from disk or as a mail's attachment, with no network and no logmill: " +
        "figures, charts and every analysis of what the filter lets through. What it shows can be sorted and searched, but " +
        "not asked anew; serve does that. A report that is there is replaced, once the new one is complete."
    ),
    Command.withShortDescription("the report as one file"),
    Command.withExamples([
      { command: "logmill report -o report.html" },
      {
        command: "logmill report -o week.html --from -7d --compare previous",
        description: "a week, and the one before"
      },
      {
        command: "logmill report -o people.html --class people --site shop.example",
        description: "of one site, no bots"
      },
      { command: "logmill report -o small.html --limit 20", description: "fewer rows, a smaller file" }
    ])
  )

const status = () =>
  Command.make(
    "status",
    flags(...outputKeys),
    runs(() => import("./commands/status.ts"))
  ).pipe(
    Command.withDescription("Show what the database holds: its sources, their line counts, span and size."),
    Command.withShortDescription("sources, counts, span, size"),
    Command.withExamples([{ command: "logmill status" }, { command: "logmill status --json" }])
  )

const rejects = () =>
  Command.make(
    "rejects",
    flags("limit", "source", "reason", "plugins", ...outputKeys),
    runs(() => import("./commands/rejects.ts"))
  ).pipe(
    Command.withDescription(
      "Show the lines that did not parse: file, line, reason and text. When a format has been corrected, " +
        "logmill ingest --retry-rejects tries them again."
    ),
    Command.withShortDescription("the lines that did not parse"),
    Command.withExamples([
      { command: "logmill rejects" },
      { command: "logmill rejects --reason bad-time --source '*/access.log'", description: "some of them" },
      { command: "logmill rejects --limit 0 --csv" }
    ])
  )

const exportEntries = () =>
  Command.make(
    "export",
    { format: argument("FORMAT", "csv, ndjson, parquet or goaccess-json"), ...flags(...exportKeys) },
    runs(() => import("./commands/export.ts"))
  ).pipe(
    Command.withDescription(
      "Write what is stored for other programs: the entries as CSV, NDJSON or Parquet, in the order they were read, or the " +
        "counts as a report in the shape of GoAccess' JSON. The filter is that of analyze. A file that is there is " +
        "replaced, once the new one is complete."
    ),
    Command.withShortDescription("write entries or a report for other programs"),
    Command.withExamples([
      { command: "logmill export csv --from -7d -o week.csv", description: "the entries of a week" },
      { command: "logmill export parquet -o log.parquet", description: "for DuckDB, pandas, Spark" },
      { command: "logmill export ndjson --status 5xx | jq .path", description: "into another program" },
      { command: "logmill export csv --columns time,client,path,status", description: "some of the columns" },
      { command: "logmill export goaccess-json -o report.json", description: "for what reads GoAccess' reports" }
    ])
  )

const forget = () =>
  Command.make(
    "forget",
    {
      sources: Argument.variadic(argument("SOURCE", "a log file's path, or a number from logmill status"), { min: 1 })
    },
    runs(() => import("./commands/forget.ts"))
  ).pipe(
    Command.withDescription("Take a log file's lines out of the database again; the file itself stays."),
    Command.withShortDescription("take a log file out of the database"),
    Command.withExamples([{ command: "logmill forget access.log" }, { command: "logmill forget 3" }])
  )

const enrich = () =>
  Command.make(
    "enrich",
    flags("geoip", "plugins"),
    runs(() => import("./commands/enrich.ts"))
  ).pipe(
    Command.withDescription(
      "Work out anew what is known of stored values: classes, browsers and systems of user agents, kinds and templates of " +
        "paths, classes of referrers, country, city and network of clients. After a change of your rules, with another " +
        "database of addresses, or after an update of logmill. The log files are not needed."
    ),
    Command.withShortDescription("classify anew what is stored"),
    Command.withExamples([
      { command: "logmill enrich", description: "with the rules as they are now" },
      { command: "logmill enrich --geoip city.mmdb --geoip asn.mmdb", description: "with your databases of addresses" }
    ])
  )

const config = () =>
  Command.make(
    "config",
    flags(...outputKeys),
    runs(() => import("./commands/config.ts"))
  ).pipe(
    Command.withDescription(
      "Show every setting and where its value comes from: flags, then LOGMILL_* variables, then logmill.toml here, " +
        "then the user's own file."
    ),
    Command.withShortDescription("settings, and where they come from"),
    Command.withExamples([
      { command: "logmill config" },
      { command: "LOGMILL_WAIT=2m logmill config", description: "with a variable" }
    ])
  )

const doctor = () =>
  Command.make(
    "doctor",
    flags(...outputKeys),
    runs(() => import("./commands/doctor.ts"))
  ).pipe(
    Command.withDescription("Check the machine and the database. Exit status 1 when anything is red."),
    Command.withShortDescription("check the machine and the database"),
    Command.withExamples([{ command: "logmill doctor" }, { command: "logmill doctor --db site.db --json" }])
  )

/** By their names, in the order of the help. */
const commands = {
  ingest,
  analyze,
  sql,
  serve,
  report,
  analyses,
  status,
  rejects,
  formats,
  export: exportEntries,
  enrich,
  forget,
  plugins,
  config,
  doctor
}

export const commandNames: ReadonlyArray<string> = Object.keys(commands)

/**
 * The command as a whole or, where the first word is a command's name, with that command alone: to make all of them takes a
 * twentieth of the time of a question.
 */
export const logmillFor = (first: string | undefined) =>
  base.pipe(
    Command.withHandler((input) => runFile(() => import("./commands/summarize.ts"), input)),
    Command.withDescription(
      "Grinds web access logs into a SQLite database once, and answers every later question from there."
    ),
    Command.withExamples([
      { command: "logmill access.log*", description: "read the logs, then summary and top paths" },
      { command: "logmill analyze paths --from -7d", description: "ask what is stored" },
      { command: "logmill status", description: "what the database holds" }
    ]),
    Command.withSubcommands(isCommand(first) ? [commands[first]()] : Object.values(commands).map((make) => make()))
  )

const isCommand = (word: string | undefined): word is keyof typeof commands =>
  word !== undefined && Object.hasOwn(commands, word)
