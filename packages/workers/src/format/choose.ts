/**
 * Which of the formats that read a source's lines it is read by: told apart by how many lines they read, and how much of
 * each. One is chosen only if no other reads the same lines otherwise.
 */
import type { LineParser } from "../parse/line.ts"
import type { SampleFields } from "./samples.ts"
import type { Wrapping } from "./wrap.ts"

export interface Candidate {
  readonly reader: string
  /** What its lines stand within. */
  readonly wrapping: Wrapping | null
  /** Of two that read the same lines otherwise, the one that was meant. */
  readonly isPreferred: boolean
  readonly isNative: boolean
  /** Whether its lines say that they are of it, which those of others may be like. */
  readonly isSaid: boolean
  /** Whether quotes in its texts are not escaped. */
  readonly isUnescaped: boolean
  readonly parser: LineParser
  /** By line: 0 not read, 1 read in part, 2 read. */
  readonly marks: Array<number>
  fields: number
}

export const countOf = ({ marks }: Candidate, isOpen: (line: number) => boolean): number =>
  marks.filter((mark, line) => mark > 0 && isOpen(line)).length

/** One after the other, the format that reads most of the lines left; of two that read as many, the one that reads more. */
export const choose = (
  candidates: ReadonlyArray<Candidate>,
  values: ReadonlyArray<ReadonlyMap<Candidate, SampleFields>>,
  areOwn: boolean
): { readonly chosen: ReadonlyArray<Candidate>; readonly conflict: readonly [string, string] | null } => {
  const chosen: Array<Candidate> = []
  const open = new Set(values.keys())
  while (open.size > 0) {
    const ranked = candidates
      .map((candidate) => ({
        candidate,
        weight: weightOf(candidate, open),
        lines: countOf(candidate, (line) => open.has(line))
      }))
      .filter(({ lines }) => lines > 0)
      .toSorted(
        (a, b) =>
          Number(isMeant(b, open.size)) - Number(isMeant(a, open.size)) ||
          b.weight - a.weight ||
          Number(b.candidate.isSaid) - Number(a.candidate.isSaid) ||
          b.candidate.fields - a.candidate.fields
      )
    const [best] = ranked
    if (best === undefined) break
    const rival = ranked.find(
      ({ candidate, weight }) =>
        candidate !== best.candidate &&
        weight === best.weight &&
        candidate.isSaid === best.candidate.isSaid &&
        candidate.isPreferred === best.candidate.isPreferred &&
        differ(best.candidate, candidate, values, open, areOwn)
    )
    if (rival !== undefined) {
      return { chosen: [...chosen, best.candidate], conflict: [best.candidate.reader, rival.candidate.reader] }
    }
    chosen.push(best.candidate)
    for (const line of open) if (best.candidate.marks[line]! > 0) open.delete(line)
  }
  return { chosen, conflict: null }
}

/** The format that a log should be in is so unless most lines say otherwise. */
const isMeant = (
  { candidate, lines }: { readonly candidate: Candidate; readonly lines: number },
  open: number
): boolean => candidate.isPreferred && lines * 2 >= open

/** Lines that are read in part count for less. */
const weightOf = ({ marks }: Candidate, open: ReadonlySet<number>): number =>
  [...open].reduce((sum, line) => sum + (marks[line] === 2 ? 10 : marks[line] === 1 ? 6 : 0), 0)

/**
 * Whether both read a line, and a field of it otherwise. Of a server's own formats also whether each has a field that the
 * other has not: they take the same for different things.
 */
const differ = (
  one: Candidate,
  other: Candidate,
  values: ReadonlyArray<ReadonlyMap<Candidate, SampleFields>>,
  open: ReadonlySet<number>,
  areOwn: boolean
): boolean =>
  [...open].some((line) => {
    const left = values[line]!.get(one)
    const right = values[line]!.get(other)
    if (left === undefined || right === undefined) return false
    if (areOwn && hasOther(left, right) && hasOther(right, left)) return true
    return Object.entries(left).some(([name, value]) => right[name] !== undefined && right[name] !== value)
  })

const hasOther = (fields: SampleFields, others: SampleFields): boolean =>
  Object.keys(fields).some((name) => others[name] === undefined)
