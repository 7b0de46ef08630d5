/**
 * `npm run bench`: runs the benchmarks, or those named, prints what they measured and records it. Progress goes to
 * stderr, the tables to stdout.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

import { describeMachine } from "./machine.ts"
import { measure } from "./operation.ts"
import type { Measured, Operation } from "./operation.ts"
import { operations } from "./operations.ts"
import { absent } from "./peers.ts"
import { describeLogmill, record } from "./report.ts"
import type { Report } from "./report.ts"
import { render } from "./table.ts"

const here = import.meta.dirname

const usage = `npm run bench -- [NAME...] [--lines N] [--trials N] [--dir FOLDER] [--results FOLDER] [--logmill FILE]

  --lines N         lines of the logs, as 200000, 200k or 2M (default: what the goals are meant for)
  --trials N        rounds, each of which runs every command once (default: 5)
  --dir FOLDER      for bench logs, kept from run to run, and databases, which are not (default: ${join(tmpdir(), "logmill-bench")})
  --results FOLDER  where the run is recorded (default: bench/results)
  --logmill FILE    the command to measure (default: packages/cli/bin/logmill)

${operations.map(({ lines, name, title }) => `  ${name.padEnd(16)}  ${title} (${lines.toLocaleString("en-US")} lines)`).join("\n")}
`

type Options = {
  readonly chosen: ReadonlyArray<Operation>
  readonly lines: number | null
  readonly rounds: number
  readonly dir: string
  readonly results: string
  readonly logmill: string
}

/** Fails with a sentence for whoever typed it. */
const read = (args: ReadonlyArray<string>): Options | "help" => {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: "boolean", default: false },
      lines: { type: "string" },
      trials: { type: "string", default: "5" },
      dir: { type: "string", default: join(tmpdir(), "logmill-bench") },
      results: { type: "string", default: join(here, "results") },
      logmill: { type: "string", default: join(here, "../packages/cli/bin/logmill") }
    }
  })
  if (values.help) return "help"
  const stranger = positionals.find((word) => !operations.some(({ name }) => name === word))
  if (stranger !== undefined) {
    throw new Error(`there is no benchmark "${stranger}"; there are ${operations.map(({ name }) => name).join(", ")}`)
  }
  return {
    chosen: operations.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    lines: values.lines === undefined ? null : wholeNumber("--lines", values.lines, 2000),
    rounds: wholeNumber("--trials", values.trials, 1),
    dir: resolve(values.dir),
    results: resolve(values.results),
    logmill: resolve(values.logmill)
  }
}

const wholeNumber = (flag: string, text: string, least: number): number => {
  const [, digits = "", unit = ""] = /^(\d+)([kM]?)$/.exec(text) ?? []
  const value = Number(digits) * (unit === "M" ? 1e6 : unit === "k" ? 1e3 : 1)
  if (digits === "" || value < least)
    throw new Error(`${flag} is "${text}"; it must be a whole number from ${least} on`)
  return value
}

const bench = async ({ chosen, dir, lines, logmill, results, rounds }: Options): Promise<void> => {
  mkdirSync(dir, { recursive: true })
  const work = mkdtempSync(join(dir, "work-"))
  const remove = () => rmSync(work, { recursive: true, force: true })
  const stop = (status: number) => () => {
    remove()
    process.exit(status)
  }
  process.once("SIGINT", stop(130)).once("SIGTERM", stop(143))
  try {
    const date = `${new Date().toISOString().slice(0, 19)}Z`
    const about = { date, logmill: await describeLogmill(logmill, work), machine: await describeMachine(work), rounds }
    const measured: Array<Measured> = []
    const failed: Array<string> = []
    for (const operation of chosen) {
      const tell = (progress: string) => process.stderr.write(`${operation.name}: ${progress}\n`)
      const place = { dir, work, logmill, lines: lines ?? operation.lines }
      remove()
      mkdirSync(work)
      try {
        measured.push(await measure(operation, place, rounds, tell))
      } catch (error) {
        failed.push(operation.name)
        tell(reasonOf(error))
        process.exitCode = 1
      }
    }
    if (measured.length === 0) return
    const report: Report = { ...about, measured, failed, absent }
    process.stdout.write(render(report))
    process.stderr.write(`\nrecorded in ${record(report, results)}\n`)
  } finally {
    remove()
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

try {
  const options = read(process.argv.slice(2))
  if (options === "help") process.stdout.write(usage)
  else await bench(options)
} catch (error) {
  process.stderr.write(`bench: ${reasonOf(error)}\n`)
  process.exitCode = 2
}
