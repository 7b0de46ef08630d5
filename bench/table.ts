/** Figures as people read them, and the tables of a bench run in Markdown. */
import type { Log } from "./logs.ts"
import type { Goal, Measured, Result, Unit } from "./operation.ts"
import type { Report } from "./report.ts"

export const render = (report: Report): string => {
  const { absent, date, failed, logmill, machine, measured } = report
  const scaled = measured.filter(({ atGoalScale }) => !atGoalScale).map(({ operation }) => operation)
  const sections = [
    [
      `logmill ${logmill.version}${logmill.commit === null ? "" : ` (${logmill.commit})`}, ${date}`,
      `${machine.cpu}, ${count(machine.cores)} cores, ${bytes(machine.memory_bytes)}; ${machine.os}`,
      `Node ${machine.node}; ${machine.awk}; ${machine.filesystem}; load before: ${machine.load}`
    ],
    rows(
      ["operation", "input", "", "median", "lowest to highest", "lines/s", "time against", "peak memory", "database"],
      measured.flatMap((one) => one.results.map((result, i) => resultRow(one, result, i === 0)))
    ),
    rows(
      ["operation", "goal", "limit", "measured", "reached"],
      measured.flatMap(({ goals, operation }) => goals.map((goal) => goalRow(operation, goal)))
    ),
    [
      ...(scaled.length === 0 ? [] : [`At another scale than the goals are meant for: ${scaled.join(", ")}.`]),
      ...(failed.length === 0 ? [] : [`Not measured, because they failed: ${failed.join(", ")}.`]),
      ...absent.map(({ peer, reason }) => `Not compared with ${peer}: ${reason}.`)
    ]
  ]
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`
}

const resultRow = (one: Measured, result: Result, isFirst: boolean): ReadonlyArray<string> => [
  isFirst ? one.operation : "",
  isFirst ? one.input : "",
  result.name,
  seconds(result.median),
  `${seconds(Math.min(...result.seconds))} to ${seconds(Math.max(...result.seconds))}`,
  result.rate === null ? "" : count(result.rate),
  result.ratio === null ? "" : result.name === one.baseline ? "1" : figure(result.ratio, "x"),
  result.peakBytes === null ? "" : bytes(result.peakBytes),
  result.databaseShare === null ? "" : share(result.databaseShare)
]

const goalRow = (operation: string, { bound, limit, measured, unit, what }: Goal): ReadonlyArray<string> => [
  operation,
  what,
  `${bound} ${figure(limit, unit)}`,
  measured === null ? "not measured here" : figure(measured, unit),
  measured === null ? "" : isReached({ bound, limit, measured }) ? "yes" : "no"
]

export const isReached = ({ bound, limit, measured }: Pick<Goal, "bound" | "limit" | "measured">): boolean =>
  measured !== null && (bound === "at most" ? measured <= limit : measured >= limit)

const rows = (head: ReadonlyArray<string>, body: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> =>
  [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`)

const figure = (value: number, unit: Unit): string => formats[unit](value)

/** What a log is, in words. */
export const sizeOf = ({ bytes: size, files, lines }: Log): string =>
  `${count(lines)} lines, ${bytes(size)}${files.length === 1 ? "" : ` in ${count(files.length)} files`}`

const count = (value: number): string => Math.round(value).toLocaleString("en-US")
const seconds = (value: number): string => (value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(2)} s`)
const bytes = (value: number): string => (value < 1e10 ? `${count(value / 1e6)} MB` : `${count(value / 1e9)} GB`)
const share = (value: number): string => `${(value * 100).toFixed(1)} %`

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  x: (value) => `${value.toFixed(2)} x`,
  s: seconds,
  "lines/s": (value) => `${count(value)} lines/s`,
  bytes,
  share
}
