/**
 * What the parser shows: help with examples first, in 80 columns, and for wrong usage one sentence on stderr that says
 * what to type. Nothing of this depends on the terminal, so help is the same piped or not.
 */
import { Effect, Option } from "effect"
import type { CliError, CliOutput, HelpDoc } from "effect/cli"

import { type ExitName, exitStatus } from "./exit.ts"
import { everywhereKeys, filterKeys, flagTable } from "./flags.ts"
import type { ShellShape } from "./Shell.ts"
import { otherFlag } from "./otherFlags.ts"
import { shellWord } from "@logmill/core/shellWord"

const pageWidth = 80
const nameWidth = 26

/** Shows help and version on stdout, wrong usage on stderr. `words`: what was typed. */
export const presenter = (shell: ShellShape, words: ReadonlyArray<string>): CliOutput.Presenter => ({
  present: (event) => {
    switch (event._tag) {
      case "Help":
        return Effect.ignore(shell.stdout.write(formatHelp(event.helpDoc)))
      case "Version":
        return Effect.ignore(shell.stdout.write(`${event.name} ${event.version}\n`))
      default:
        return shell.warn(said(formatUsageError(event.errors[0]!, event.helpDoc, words)))
    }
  }
})

/** As every error begins. */
const said = (sentence: string): string => (sentence.startsWith("logmill ") ? sentence : `logmill: ${sentence}`)

export const formatHelp = (doc: HelpDoc.HelpDoc): string => {
  const isRoot = doc.commandPath?.length === 1
  const everywhere = doc.inheritedFlags ?? []
  const own = doc.flags.filter((flag) => !everywhereNames.has(flag.name))
  const shared = [...(isRoot ? doc.flags.filter((flag) => everywhereNames.has(flag.name)) : everywhere)]
  const sections = [
    wrap(doc.description, 0),
    section("Examples", (doc.examples ?? []).flatMap(exampleLines)),
    section("Usage", usageLines(doc)),
    section("Arguments", (doc.args ?? []).flatMap(argumentLines)),
    section(
      "Commands",
      (doc.subcommands ?? []).flatMap(({ commands }) => commands.flatMap(commandLines))
    ),
    isRoot ? [] : section("Flags", own.flatMap(flagLines)),
    section("Everywhere", [...shared, ...(doc.globalFlags ?? [])].flatMap(flagLines)),
    isRoot ? wrap(rootFlags, 0) : [],
    isRoot ? section("Exit status", statusLines()) : []
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`
}

const everywhereNames: ReadonlySet<string> = new Set(everywhereKeys.map((key) => flagTable[key].name))

const rootFlags =
  `"logmill FILE..." takes the flags of "logmill ingest", --limit, and the output modes --csv, --tsv, --ndjson, ` +
  `--json and --md. A file named like a command needs "./" in front.`

const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [`${title}:`, ...lines]

const exampleLines = (example: HelpDoc.ExampleDoc): ReadonlyArray<string> => {
  const command = `  ${example.command}`
  if (example.description === undefined) return [command]
  const column = 44
  const fits = command.length + 2 <= column && column + example.description.length <= pageWidth
  return fits ? [command.padEnd(column) + example.description] : [command, ...wrap(example.description, 6)]
}

const usageLines = (doc: HelpDoc.HelpDoc): ReadonlyArray<string> => {
  const path = (doc.commandPath ?? []).join(" ")
  const words = (doc.args ?? []).map(argumentWord)
  const lines = doc.args !== undefined || doc.subcommands === undefined ? [[path, ...words, "[FLAGS]"].join(" ")] : []
  if (doc.subcommands !== undefined && doc.args === undefined && path !== "logmill") lines.push(`${path} [FLAGS]`)
  if (doc.subcommands !== undefined) lines.push(`${path} COMMAND [FLAGS]`)
  return lines.map((line) => `  ${line}`)
}

const argumentWord = (argument: HelpDoc.ArgDoc): string => {
  const word = argument.variadic ? `${argument.name}...` : argument.name
  return argument.required ? word : `[${word}]`
}

const argumentLines = (argument: HelpDoc.ArgDoc): ReadonlyArray<string> =>
  described(
    argumentWord(argument),
    Option.getOrElse(argument.description, () => "")
  )

const commandLines = (command: HelpDoc.SubcommandDoc): ReadonlyArray<string> =>
  described(command.name, command.shortDescription ?? command.description)

const flagLines = (flag: HelpDoc.FlagDoc): ReadonlyArray<string> => {
  const names = [...flag.aliases, `--${flag.name}`].join(", ")
  const takes = flag.type === "boolean" ? "" : ` ${flag.type}`
  const known = flag.name === "help" ? "this page" : flag.name === "version" ? "the version" : null
  return described(names + takes, known ?? Option.getOrElse(flag.description, () => ""))
}

const statusLines = (): ReadonlyArray<string> =>
  (Object.keys(exitStatus) as ReadonlyArray<ExitName>).flatMap((name) => {
    const { code, meaning } = exitStatus[name]
    return described(String(code), meaning, 7)
  })

/** `  name   description`, the description wrapped beside the name, or below it when the name is long. */
const described = (name: string, description: string, column = nameWidth): ReadonlyArray<string> => {
  const lines = wrap(description, column)
  const head = `  ${name}`
  if (head.length + 2 > column) return [head, ...lines]
  return [head.padEnd(column) + (lines[0] ?? "").trimStart(), ...lines.slice(1)]
}

const wrap = (text: string, indent: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > pageWidth) {
      lines.push(line)
      line = word
    } else {
      line = line === "" ? word : `${line} ${word}`
    }
  }
  if (line !== "") lines.push(line)
  return lines.map((words) => " ".repeat(indent) + words)
}

/** One sentence: what is wrong, and what to type instead. */
export const formatUsageError = (
  error: CliError.NonShowHelpErrors,
  doc: HelpDoc.HelpDoc,
  words: ReadonlyArray<string>
): string => {
  const command = (doc.commandPath ?? ["logmill"]).join(" ")
  const help = `"${command} --help" shows how to use it`
  switch (error._tag) {
    case "UnrecognizedOption": {
      const value = valueBehind(error.option, words)
      const elsewhere = flagElsewhere(error.option, command, value)
      if (elsewhere !== null) return `${command} has no flag ${error.option}; ${elsewhere}`
      const other = otherFlag(error.option)
      const flags = [...doc.flags, ...(doc.inheritedFlags ?? [])]
      if (other !== null && flags.some(({ name }) => name === other.flag))
        return `${command} has no flag ${error.option}; write ${other.typed(value)}`
      if (other !== null && questions.has(other.flag))
        return `${command} has no flag ${error.option}; ${belongsToQuestion(command, other.typed(value))}`
      // Any letter is near to any other.
      const [meant] = error.option.length > 3 ? error.suggestions : []
      return `${command} has no flag ${error.option}; ${meant === undefined ? help : `did you mean ${meant}?`}`
    }
    case "UnknownSubcommand": {
      const [meant] = error.suggestions
      const advice = meant === undefined ? help : `did you mean "${command} ${meant}"?`
      return `${command} has no command "${error.subcommand}"; ${advice}`
    }
    case "MissingArgument":
      return `${command} needs ${error.argument}, such as ${doc.examples?.[0]?.command ?? help}`
    case "MissingOption":
      return `${command} needs the flag --${error.option}; ${help}`
    case "UnexpectedArgument":
      if (command === "logmill report" && error.arguments.length === 1)
        return `${command} does not take ${JSON.stringify(error.arguments[0])} without -o: ${command} -o ${shellWord(error.arguments[0]!)}`
      return `${command} does not take ${error.arguments.map((word) => `"${word}"`).join(" ")}; ${help}`
    case "InvalidValue":
      return invalidValue(error, doc)
    default:
      return error.message
  }
}

/** What was typed behind a flag; null: nothing, or another flag. */
const valueBehind = (option: string, words: ReadonlyArray<string>): string | null => {
  const at = words.findIndex((word) => word === option || word.startsWith(`${option}=`))
  if (at < 0) return null
  if (words[at] !== option) return words[at]!.slice(option.length + 1) || null
  const next = words[at + 1]
  return next === undefined || next === "" || /^-(?!\d)/.test(next) ? null : next
}

/** What to type in place of a flag that another command has, or another tool; null: it is none that is known. */
const flagElsewhere = (option: string, command: string, value: string | null): string | null => {
  const name = option.replace(/^--/, "")
  if (questions.has(name)) return belongsToQuestion(command, `${option} ${value === null ? "VALUE" : shellWord(value)}`)
  if (name === "sort" || name === "order" || name === "order-by")
    return 'an analysis has its own order; for another one: logmill sql "SELECT ... ORDER BY hits DESC"'
  if (command !== "logmill ingest" && name === "query")
    return `no filter is by ${name}; SQL is: logmill sql "SELECT * FROM entries WHERE ${name} = 'VALUE'"`
  if (option === "-f" || name === "file") {
    return command === "logmill" || command === "logmill ingest"
      ? `files stand without one: ${command} FILE...`
      : "it asks the database; what is to be read comes first: logmill ingest FILE..."
  }
  if (["-o", "--output"].includes(option)) return outputElsewhere(command)
  if (name !== "format" && name !== "output-format") return null
  if (command === "logmill report") return "a report is one HTML file, which a browser prints as PDF"
  if (command === "logmill ingest") return "the format of logs is --log-format"
  return command === "logmill export" ? null : "the modes of output are --csv, --tsv, --ndjson, --json and --md"
}

const belongsToQuestion = (command: string, typed: string): string => {
  const first = command === "logmill ingest" ? "it reads all of a file, but for what --keep and --drop leave out; " : ""
  return `${first}it belongs to a question: logmill analyze ${typed}`
}

const outputElsewhere = (command: string): string => {
  const report = "logmill report -o report.html"
  if (command === "logmill" || command === "logmill ingest") return `the report of what was read is made by: ${report}`
  return `rows go to standard output: ${command} --csv > rows.csv; the report is made by: ${report}`
}

const questions: ReadonlySet<string> = new Set(filterKeys.map((key) => flagTable[key].name))

const invalidValue = (error: CliError.InvalidValue, doc: HelpDoc.HelpDoc): string => {
  const name = error.kind === "flag" ? `--${error.option}` : error.option
  if (error.kind === "flag" && error.value === "") {
    const flag = [...doc.flags, ...(doc.inheritedFlags ?? [])].find((flag) => flag.name === error.option)
    return `${name} needs a value: ${name} ${flag?.type ?? "VALUE"}`
  }
  const times = /^(\d+) occurrences$/.exec(error.value)
  if (times !== null) return `${name} is given ${times[1]} times; give it once`
  // Of a switch it would name all words that mean yes or no.
  if (error.expected.includes('"true"')) return `${name} takes no value: write ${name} alone`
  return `${name} is "${error.value}"; it must be ${error.expected}`
}
