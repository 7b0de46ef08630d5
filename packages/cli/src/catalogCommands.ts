/** Commands for what logmill knows, built in and of the user's own: analyses, formats and plugins. Loads none of their files. */
import { Command } from "effect/cli"

import { argument, optionalArgument, runs } from "./command.ts"
import { flags, outputKeys } from "./flags.ts"

const newAnalysis = () =>
  Command.make(
    "new",
    { name: argument("NAME", "its id: small letters, digits and hyphens"), ...flags("plugins") },
    runs(() => import("./commands/newAnalysis.ts"))
  ).pipe(
    Command.withDescription("Write a working analysis to start from, into the folder logmill reads your own from."),
    Command.withShortDescription("write a working analysis to start from"),
    Command.withExamples([{ command: "logmill analyses new slow-pages" }])
  )

export const analyses = () =>
  Command.make(
    "analyses",
    { name: optionalArgument("NAME", "show this one: parameters, columns, SQL"), ...flags("plugins", ...outputKeys) },
    runs(() => import("./commands/analyses.ts"))
  ).pipe(
    Command.withDescription("List the analyses, or show one of them."),
    Command.withShortDescription("list the analyses, or show one"),
    Command.withExamples([
      { command: "logmill analyses" },
      { command: "logmill analyses paths", description: "its parameters, columns and SQL" },
      { command: "logmill analyses new slow-pages", description: "write one of your own" }
    ]),
    Command.withSubcommands([newAnalysis()])
  )

const explain = () =>
  Command.make(
    "explain",
    {
      line: argument("LINE", "one line of a log, in quotes"),
      ...flags("logFormat", "trustedProxy", "keepExtra", "logZone", "plugins", ...outputKeys)
    },
    runs(() => import("./commands/explain.ts"))
  ).pipe(
    Command.withDescription(
      "Show how one line is read: its format, and every field as it would be stored. Exit status 1: the line does " +
        "not parse; stderr says where and why."
    ),
    Command.withShortDescription("show how one line is read"),
    Command.withExamples([
      { command: `logmill formats explain "$(tail -n 1 access.log)"` },
      {
        command: `logmill formats explain "$LINE" --log-format /etc/nginx/nginx.conf`,
        description: "by a server's own"
      }
    ])
  )

const detect = () =>
  Command.make(
    "detect",
    { file: argument("FILE", "a log"), ...flags("plugins", ...outputKeys) },
    runs(() => import("./commands/detect.ts"))
  ).pipe(
    Command.withDescription("Show which formats read the first lines of a file, and how many of them."),
    Command.withShortDescription("show which formats a file may be in"),
    Command.withExamples([{ command: "logmill formats detect access.log" }])
  )

export const formats = () =>
  Command.make(
    "formats",
    {
      name: optionalArgument("NAME", "show this one, or that of a server: what of a line is stored, and where"),
      ...flags("logFormat", "plugins", ...outputKeys)
    },
    runs(() => import("./commands/formats.ts"))
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
    Command.withSubcommands([detect(), explain()])
  )

const trust = () =>
  Command.make(
    "trust",
    { folder: argument("DIR", "the plugin: a folder, or an npm package") },
    runs(async () => ({ run: (await import("./commands/trustPlugin.ts")).trust }))
  ).pipe(
    Command.withDescription(
      "Let the code of a plugin be run that is not of your own configuration, as long as it stays as it is now. Its " +
        "files are printed: look at them first. Code can do whatever you can."
    ),
    Command.withShortDescription("let a plugin's code be run"),
    Command.withExamples([{ command: "logmill plugins trust ./plugins/shop" }])
  )

const untrust = () =>
  Command.make(
    "untrust",
    { folder: argument("DIR", "the plugin: a folder, or an npm package") },
    runs(async () => ({ run: (await import("./commands/trustPlugin.ts")).untrust }))
  ).pipe(
    Command.withDescription("Run the code of a plugin no more that was trusted; its data stays in use."),
    Command.withShortDescription("run a plugin's code no more"),
    Command.withExamples([{ command: "logmill plugins untrust ./plugins/shop" }])
  )

export const plugins = () =>
  Command.make(
    "plugins",
    { name: optionalArgument("NAME", "show this one, part by part"), ...flags("plugins", ...outputKeys) },
    runs(() => import("./commands/plugins.ts"))
  ).pipe(
    Command.withDescription(
      "List the plugins: where each comes from, what it contributes, whether its code is run, and what is wrong with " +
        "it. Exit status 1: a part of one can't be used."
    ),
    Command.withShortDescription("plugins, where they come from, and whose code is run"),
    Command.withExamples([
      { command: "logmill plugins" },
      { command: "logmill plugins logmill", description: "the parts of one: here, what is built in" },
      { command: "logmill plugins --plugins ./shop", description: "with one that you are writing" },
      { command: "logmill plugins trust ./shop", description: "let its code be run" }
    ]),
    Command.withSubcommands([trust(), untrust()])
  )
