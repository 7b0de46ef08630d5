/** The commands of the prompt, which begin with a dot: what they are, and what they change or print. */
import { Result } from "effect"

import type { Catalogue } from "@logmill/core/sql/catalogue"
import { nearest } from "@logmill/core/nearest"
import { publicViews } from "@logmill/core/query/protocol"

import type { OutputMode } from "../output/print.ts"
import { assignment, duration, integer } from "../values.ts"
import type { Session } from "./session.ts"

/** What a command does: another session, text to print, or the end. Failure is a sentence. */
export type DotResult = Result.Result<
  { readonly session: Session } | { readonly print: ReadonlyArray<string> } | "quit",
  string
>

interface DotCommand {
  readonly name: string
  readonly takes: string
  readonly doc: string
  /** What may follow; absent: nothing, or anything. */
  readonly values?: ReadonlyArray<string>
  readonly run: (argument: string, session: Session, catalogue: Catalogue) => DotResult
}

const modes: ReadonlyArray<OutputMode> = ["table", "csv", "tsv", "ndjson", "json", "md"]
const switches = ["on", "off"]

const changed = (session: Session, change: Partial<Session>): DotResult =>
  Result.succeed({ session: { ...session, ...change } })
const printed = (...print: ReadonlyArray<string>): DotResult => Result.succeed({ print })

const relationsOf = ({ columns }: Catalogue): ReadonlyArray<string> => [...columns.keys()]

const commands: ReadonlyArray<DotCommand> = [
  {
    name: ".help",
    takes: "",
    doc: "this list",
    run: () => printed(...helpLines())
  },
  {
    name: ".views",
    takes: "",
    doc: "the views that can be asked",
    run: (_argument, _session, { columns }) =>
      printed(...publicViews.map((view) => `${view.padEnd(12)}${columns.get(view)?.length ?? 0} columns`))
  },
  {
    name: ".schema",
    takes: "VIEW",
    doc: "the columns of a view",
    run: (argument, _session, catalogue) => {
      const columns = catalogue.columns.get(argument.toLowerCase())
      if (columns !== undefined) return printed(...columns)
      const meant = nearest(argument, relationsOf(catalogue))
      const there = argument === "" ? ".schema needs a view" : `there is no view "${argument}"`
      return Result.fail(
        `${there}; ${meant === null ? `there are ${publicViews.join(", ")}` : `did you mean ${meant}?`}`
      )
    }
  },
  {
    name: ".mode",
    takes: modes.join("|"),
    doc: "how rows are printed",
    values: modes,
    run: (argument, session) => {
      const mode = modes.find((one) => one === argument)
      if (mode !== undefined) return changed(session, { choice: { ...session.choice, mode } })
      return Result.fail(`.mode is one of ${modes.join(", ")}`)
    }
  },
  {
    name: ".limit",
    takes: "N",
    doc: "rows at most, 0 for all",
    run: (argument, session) =>
      Result.flatMap(
        Result.mapError(integer(argument), (expected) => `.limit must be ${expected}`),
        (limit) => changed(session, { limit })
      )
  },
  {
    name: ".timeout",
    takes: "30s",
    doc: "how long a statement may take, 0 for as long as it takes",
    run: (argument, session) =>
      Result.flatMap(
        Result.mapError(duration(argument), (expected) => `.timeout must be ${expected}`),
        (timeout) => changed(session, { timeout })
      )
  },
  {
    name: ".param",
    takes: "NAME=VALUE",
    doc: "value of :NAME: a number, null, or a text",
    run: (argument, session) =>
      Result.flatMap(
        Result.mapError(assignment(argument), (expected) => `.param must be ${expected}`),
        ([name, value]) => changed(session, { params: new Map([...session.params, [name, value]]) })
      )
  },
  {
    name: ".explain",
    takes: "on|off",
    doc: "show the plan of statements, and run none",
    values: switches,
    run: (argument, session) =>
      switches.includes(argument)
        ? changed(session, { isExplaining: argument === "on" })
        : Result.fail(".explain is on or off")
  },
  { name: ".quit", takes: "", doc: "end; so does Ctrl-D", run: () => Result.succeed("quit") }
]

export const dotCommands: ReadonlyArray<string> = commands.map(({ name }) => name)

/** What may follow a command. */
export const dotArguments = (name: string): ReadonlyArray<string> =>
  commands.find((command) => command.name === name)?.values ?? []

/** `line` begins with a dot. */
export const runDotCommand = (line: string, session: Session, catalogue: Catalogue): DotResult => {
  const [, name, argument] = /^(\S+)\s*(.*?)\s*;?\s*$/s.exec(line.trim())!
  const known = name === ".exit" ? ".quit" : name!
  const command = commands.find((one) => one.name === known)
  if (command !== undefined) return command.run(argument!, session, catalogue)
  const meant = otherNames[known] ?? nearest(known, dotCommands)
  return Result.fail(`there is no command ${known}; ${meant === null ? ".help lists them" : `did you mean ${meant}?`}`)
}

/** Of sqlite3's prompt. */
const otherNames: Readonly<Record<string, string>> = { ".tables": ".views", ".eqp": ".explain", ".parameter": ".param" }

const helpLines = (): ReadonlyArray<string> => [
  "A statement ends with a semicolon, and may have several lines. Tab completes, Ctrl-C clears what is typed or stops what runs.",
  "",
  ...commands.map(({ doc, name, takes }) => `${`${name} ${takes}`.padEnd(36)}${doc}`),
  "",
  "Beside SQLite's functions there are bucket(time, 'day'), matches(path, '/shop/*'), approx_distinct(x), any_value(x), percentile(x, 95), url_decode(x), regexp_matches(x, 'pattern'), in_network(client, '192.0.2.0/24'), hour_of_day(time), weekday(time), add_days(day, 7), is_whole_day(day), and in place of a view sessions('30m')."
]
