/** Query children that run, of any parent, as the system sees them. */
import { execFileSync } from "node:child_process"

export interface RunningChild {
  readonly pid: number
  readonly parent: number
  readonly args: string
  /** Bytes. */
  readonly memory: number
  /** Of `nice`. */
  readonly nice: number
}

export const queryChildren = (): ReadonlyArray<RunningChild> =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss=,ni=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(.*)$/.exec(line))
    .filter((row) => row?.[5]?.includes("query.child") === true)
    .map((row) => ({
      pid: Number(row![1]),
      parent: Number(row![2]),
      memory: Number(row![3]) * 1024,
      nice: Number(row![4]),
      args: row![5]!
    }))
