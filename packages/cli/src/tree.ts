/**
 * What can be typed: the commands with their flags, their help and, by dynamic import, the file that does the work.
 * Nothing here runs a command; `logmill --help` loads this file and none of the commands.
 */
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"

import type { Stop } from "./exit.ts"
import {
  analyzeKeys,
  type Everywhere,
  everywhereKeys,
  exportKeys,
  fileFormKeys,
  flags,
  ingestKeys,
  outputKeys
} from "./flags.ts"
import { Shell, withMessages } from "./Shell.ts"

const argument = (name: string, doc: string) => Argument.String(name).pipe(Argument.withDescription(doc))
const optionalArgument = (name: string, doc: string) => Argument.optional(argument(name, doc))
const argumentList = (name: string, doc: string) => Argument.variadic(argument(name, doc))

const readable = "file, folder, glob, or - for standard input"

const base = Command.make("logmill", {
  files: argumentList("FILE", readable),
  ...flags(...fileFormKeys)
}).pipe(Command.withSharedFlags(flags(...everywhereKeys)))

interface CommandFile<Input, R> {
  readonly run: (input: Input & Everywhere) => Effect.Effect<void, Stop, R>
}

type Load<Input, R> = () => Promise<CommandFile<Input, R>>

/** Runs a command's file with its own flags and those that work everywhere. */
const from =
  <Input, R>(load: Load<Input, R>) =>
  (input: Input) =>
    Effect.flatMap(base, (everywhere) => runFile(load, { ...input, ...everywhere }))

const runFile = <Input, R>(load: Load<Input, R>, input: Input & Everywhere) =>
  Effect.promise(load).pipe(
    Effect.flatMap((file) => file.run(input)),
    Effect.updateService(Shell, (shell) => withMessages({ ...shell, quiet: input.quiet }))
  )

const ingest = Command.make(
  "ingest",
  { files: argumentList("FILE", readable), ...flags(...ingestKeys, "dryRun", "retryRejects") },
  from(() => import("./commands/ingest.ts"))
).pipe(
  Command.withDescription(
    "Read log files into the database. Whatever was read before is skipped, whatever was appended is added. Standard " +
      "input (-) is a new source each time: the same log piped in twice is counted twice."
  ),
  Command.withShortDescription("read log files into the database"),
  Command.withExamples([
    { command: "logmill ingest /var/log/nginx", description: "a folder, rotated and compressed files too" },
    { command: "logmill ingest 'logs/*.gz' --drop static", description: "without images, styles and scripts" },
    { command: "zcat old.gz | logmill ingest -", description: "standard input" },
    { command: "logmill ingest access.log --dry-run", description: "what would be read" },
    { command: "logmill ingest --retry-rejects", description: "rejected lines again, by formats as they are now" }
  ])
)

const analyze = Command.make(
  "analyze",
  {
    names: argumentList("NAME", "analysis (default: summary paths status)"),
    ...flags(...analyzeKeys)
  },
  from(() => import("./commands/analyze.ts"))
).pipe(
  Command.withDescription(
    "Answer from what is stored; the log files may be gone. Patterns are exact unless they hold *, ~ begins a " +
      "regular expression, ! negates; commas and repeated flags mean or, different flags and. \\, and \\* are a comma " +
      "and a star themselves."
  ),
  Command.withShortDescription("answer from what is stored"),
  Command.withExamples([
    { command: "logmill analyze", description: "summary, paths and status" },
    { command: "logmill analyze paths --from -7d --class human", description: "the last week, no bots" },
    { command: "logmill analyze paths --status 404 --limit 0 --csv", description: "every broken path" },
    { command: "logmill analyze paths --param visitors=true", description: "with a parameter" }
  ])
)

const newAnalysis = Command.make(
  "new",
  { name: argument("NAME", "its id: small letters, digits and hyphens"), ...flags("plugins") },
  from(() => import("./commands/newAnalysis.ts"))
).pipe(
  Command.withDescription("Write a working analysis to start from, into the folder logmill reads your own from."),
  Command.withShortDescription("write a working analysis to start from"),
  Command.withExamples([{ command: "logmill analyses new slow-pages" }])
)

const analyses = Command.make(
  "analyses",
  { name: optionalArgument("NAME", "show this one: parameters, columns, SQL"), ...flags("plugins", ...outputKeys) },
  from(() => import("./commands/analyses.ts"))
).pipe(
  Command.withDescription("List the analyses, or show one of them."),
  Command.withShortDescription("list the analyses, or show one"),
  Command.withExamples([
    { command: "logmill analyses" },
    { command: "logmill analyses paths", description: "its parameters, columns and SQL" },
    { command: "logmill analyses new slow-pages", description: "write one of your own" }
  ]),
  Command.withSubcommands([newAnalysis])
)

const status = Command.make(
  "status",
  flags(...outputKeys),
  from(() => import("./commands/status.ts"))
).pipe(
  Command.withDescription("Show what the database holds: its sources, their line counts, span and size."),
  Command.withShortDescription("sources, counts, span, size"),
  Command.withExamples([{ command: "logmill status" }, { command: "logmill status --json" }])
)

const rejects = Command.make(
  "rejects",
  flags("limit", "source", "reason", ...outputKeys),
  from(() => import("./commands/rejects.ts"))
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

const explain = Command.make(
  "explain",
  {
    line: argument("LINE", "one line of a log, in quotes"),
    ...flags("logFormat", "trustedProxy", "keepExtra", "logZone", ...outputKeys)
  },
  from(() => import("./commands/explain.ts"))
).pipe(
  Command.withDescription(
    "Show how one line is read: its format, and every field as it would be stored. Exit status 1: the line does " +
      "not parse; stderr says where and why."
  ),
  Command.withShortDescription("show how one line is read"),
  Command.withExamples([
    { command: `logmill formats explain "$(tail -n 1 access.log)"` },
    { command: `logmill formats explain "$LINE" --log-format /etc/nginx/nginx.conf`, description: "by a server's own" }
  ])
)

const detect = Command.make(
  "detect",
  { file: argument("FILE", "a log"), ...flags(...outputKeys) },
  from(() => import("./commands/detect.ts"))
).pipe(
  Command.withDescription("Show which formats read the first lines of a file, and how many of them."),
  Command.withShortDescription("show which formats a file may be in"),
  Command.withExamples([{ command: "logmill formats detect access.log" }])
)

const formats = Command.make(
  "formats",
  {
    name: optionalArgument("NAME", "show this one, or that of a server: what of a line is stored, and where"),
    ...flags("logFormat", ...outputKeys)
  },
  from(() => import("./commands/formats.ts"))
).pipe(
  Command.withDescription(
    "List the log formats, show what one of them stores of a line, or how one line is read. Any format that " +
      "--log-format takes can be shown, that of your server's configuration, too."
  ),
  Command.withShortDescription("log formats, and how a line is read"),
  Command.withExamples([
    { command: "logmill formats" },
    { command: "logmill formats haproxy", description: "what one stores, and of which setting" },
    { command: "logmill formats /etc/nginx/nginx.conf", description: "the formats of a server, field by field" },
    { command: `logmill formats '%h %t "%r" %>s %b %D'` },
    { command: "logmill formats detect access.log" },
    { command: `logmill formats explain "$(tail -n 1 access.log)"` }
  ]),
  Command.withSubcommands([detect, explain])
)

const exportEntries = Command.make(
  "export",
  { format: argument("FORMAT", "csv, ndjson, parquet or goaccess-json"), ...flags(...exportKeys) },
  from(() => import("./commands/export.ts"))
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

const forget = Command.make(
  "forget",
  { sources: Argument.variadic(argument("SOURCE", "a log file's path, or a number from logmill status"), { min: 1 }) },
  from(() => import("./commands/forget.ts"))
).pipe(
  Command.withDescription("Take a log file's lines out of the database again; the file itself stays."),
  Command.withShortDescription("take a log file out of the database"),
  Command.withExamples([{ command: "logmill forget access.log" }, { command: "logmill forget 3" }])
)

const enrich = Command.make(
  "enrich",
  {},
  from(() => import("./commands/enrich.ts"))
).pipe(
  Command.withDescription(
    "Work out anew what is known of stored values: classes and names of user agents, kinds of paths, sites of " +
      "referrers. After an update of logmill, say. The log files are not needed."
  ),
  Command.withShortDescription("classify anew what is stored"),
  Command.withExamples([{ command: "logmill enrich" }])
)

const config = Command.make(
  "config",
  flags(...outputKeys),
  from(() => import("./commands/config.ts"))
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

const doctor = Command.make(
  "doctor",
  flags(...outputKeys),
  from(() => import("./commands/doctor.ts"))
).pipe(
  Command.withDescription("Check the machine and the database. Exit status 1 when anything is red."),
  Command.withShortDescription("check the machine and the database"),
  Command.withExamples([{ command: "logmill doctor" }, { command: "logmill doctor --db site.db --json" }])
)

export const logmill = base.pipe(
  Command.withHandler((input) => runFile(() => import("./commands/summarize.ts"), input)),
  Command.withDescription(
    "Grinds web access logs into a SQLite database once, and answers every later question from there."
  ),
  Command.withExamples([
    { command: "logmill access.log*", description: "read the logs, then summary and top paths" },
    { command: "logmill analyze paths --from -7d", description: "ask what is stored" },
    { command: "logmill status", description: "what the database holds" }
  ]),
  Command.withSubcommands([
    ingest,
    analyze,
    analyses,
    status,
    rejects,
    formats,
    exportEntries,
    enrich,
    forget,
    config,
    doctor
  ])
)

export const commandNames: ReadonlyArray<string> = logmill.subcommands.flatMap((group) =>
  group.commands.map((command) => command.name)
)
