/** What a figure depends on besides logmill: recorded with every result, because a time alone says nothing. */
import { readFileSync, statfsSync } from "node:fs"
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os"

import { output } from "./trial.ts"

export type Machine = {
  readonly cpu: string
  readonly cores: number
  readonly memory_bytes: number
  readonly os: string
  readonly node: string
  readonly awk: string
  /** Of the folder the databases are written to. */
  readonly filesystem: string
  /** Processes that wanted a core in the minute before; near 0 on a quiet machine. */
  readonly load: number
}

export const describeMachine = async (folder: string): Promise<Machine> => {
  const awk = await output({ script: "awk --version < /dev/null || awk -W version < /dev/null", args: [] }, folder)
  return {
    cpu: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    memory_bytes: totalmem(),
    os: `${type()} ${release()}${distribution()}`,
    node: process.version,
    awk: awk.split("\n")[0]?.trim() ?? "unknown",
    filesystem: filesystemOf(folder),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100
  }
}

const distribution = (): string => {
  try {
    const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1]
    return name === undefined ? "" : ` (${name})`
  } catch {
    return ""
  }
}

/** Magic numbers of Linux (statfs(2)). */
const filesystems: Readonly<Record<number, string>> = {
  0xef53: "ext4",
  0x01021994: "tmpfs, in memory",
  0x9123683e: "btrfs",
  0x58465342: "xfs",
  0x2fc12fc1: "zfs",
  0xf2f52010: "f2fs",
  0x794c7630: "overlay"
}

const filesystemOf = (folder: string): string => {
  if (process.platform !== "linux") return "unknown"
  const { type } = statfsSync(folder)
  return filesystems[type] ?? `0x${type.toString(16)}`
}
