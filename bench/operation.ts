/**
 * What a benchmark consists of, and how it is measured. An operation prepares its input and names its contenders: the
 * commands that do the same work, or work of known size to compare with. A round runs each of them once, every other
 * round in reverse order, so that whatever else the machine does hits all of them alike; the ratio of two is the
 * median of the ratios of each round.
 */
import { run } from "./trial.ts"
import type { Command, Trial } from "./trial.ts"

/** Where and with what an operation runs. */
export type Place = {
  /** Bench logs are kept here from run to run. */
  readonly dir: string
  /** For databases; empty at the start, gone at the end. */
  readonly work: string
  /** The command under test. */
  readonly logmill: string
  readonly lines: number
}

export type Contender = {
  readonly name: string
  readonly command: Command
  /** Lines it goes through in one trial; absent where a rate says nothing. */
  readonly lines?: number
  /** Before and after each trial, off the clock: takes away what a trial leaves. */
  readonly clear?: () => void
  /** Size of the database a trial left, as a share of the log. */
  readonly databaseShare?: () => number
  /**
   * After the last trial: fails when the result is wrong, because the speed of a wrong result is no speed. Gives the
   * number of paths whose counts it found right.
   */
  readonly check?: () => Promise<number>
}

export type Goal = {
  readonly what: string
  readonly bound: "at most" | "at least"
  readonly limit: number
  readonly unit: Unit
  /** null: not measured on this machine. */
  readonly measured: number | null
}

export type Unit = "x" | "s" | "lines/s" | "bytes" | "share"

export type Preparation = {
  /** What goes in, in words. */
  readonly input: string
  readonly contenders: ReadonlyArray<Contender>
  /** The contender the others are compared with. */
  readonly baseline?: string
  readonly goals: (results: Results) => ReadonlyArray<Goal>
}

export type Operation = {
  readonly name: string
  readonly title: string
  /** The scale the goals are meant for; another one shows something, but not whether they are reached. */
  readonly lines: number
  readonly prepare: (place: Place) => Promise<Preparation>
}

export type Result = {
  readonly name: string
  readonly seconds: ReadonlyArray<number>
  readonly median: number
  /** Lines a second at the median. */
  readonly rate: number | null
  /** Time against the baseline's. */
  readonly ratio: number | null
  /** The highest of all trials. */
  readonly peakBytes: number | null
  readonly databaseShare: number | null
  /** Distinct paths, each counted as often as awk counts it. */
  readonly checkedPaths: number | null
}

/** Results by the contender's name; asking for one that did not run is a mistake in the operation. */
export type Results = (contender: string) => Result

export type Measured = {
  readonly operation: string
  readonly title: string
  readonly input: string
  readonly lines: number
  readonly atGoalScale: boolean
  readonly baseline: string | null
  readonly results: ReadonlyArray<Result>
  readonly goals: ReadonlyArray<Goal>
}

export const measure = async (
  operation: Operation,
  place: Place,
  rounds: number,
  tell: (progress: string) => void
): Promise<Measured> => {
  tell("preparing")
  const { baseline, contenders, goals, input } = await operation.prepare(place)
  const trials = new Map<string, Array<Trial>>(contenders.map(({ name }) => [name, []]))
  const shares = new Map<string, number>()
  const checked = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed()
    for (const { check, clear, command, databaseShare, name } of order) {
      tell(`round ${round + 1} of ${rounds}: ${name}`)
      clear?.()
      trials.get(name)?.push(await run(command, place.work))
      if (databaseShare !== undefined) shares.set(name, databaseShare())
      if (check !== undefined && round === rounds - 1) checked.set(name, await check())
      clear?.()
    }
  }
  const secondsOf = (name: string) => (trials.get(name) ?? []).map(({ seconds }) => seconds)
  const baseSeconds = baseline === undefined ? null : secondsOf(baseline)
  const results = contenders.map(({ lines, name }): Result => {
    const seconds = secondsOf(name)
    const peaks = (trials.get(name) ?? []).flatMap(({ peakBytes }) => peakBytes ?? [])
    return {
      name,
      seconds,
      median: median(seconds),
      rate: lines === undefined ? null : lines / median(seconds),
      ratio: baseSeconds === null ? null : medianRatio(seconds, baseSeconds),
      peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
      databaseShare: shares.get(name) ?? null,
      checkedPaths: checked.get(name) ?? null
    }
  })
  return {
    operation: operation.name,
    title: operation.title,
    input,
    lines: place.lines,
    atGoalScale: place.lines === operation.lines,
    baseline: baseline ?? null,
    results,
    goals: goals((contender) => {
      const result = results.find(({ name }) => name === contender)
      if (result === undefined) throw new Error(`${operation.name}: no contender is called ${contender}`)
      return result
    })
  }
}

/** Round by round, both having run at about the same time. */
export const medianRatio = (seconds: ReadonlyArray<number>, base: ReadonlyArray<number>): number =>
  median(seconds.map((value, round) => value / (base[round] as number)))

/** The middle of the values, or the mean of the two in the middle. */
export const median = (values: ReadonlyArray<number>): number => {
  if (values.length === 0) throw new Error("the median of nothing")
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2
}
