/** What of an analysis that is asked for is a mistake of whoever asks, in a sentence with what to type instead. */
import { Data } from "effect"

import { nearest } from "../nearest.ts"
import { type Catalog, fileName } from "./catalog.ts"

/** `message` is a whole sentence. All of them are mistakes of usage: exit 2. */
export class AnalysisError extends Data.TaggedError("AnalysisError")<{
  /** There is no such analysis; a parameter is missing, unknown or ill-typed; it compares by itself; SQLite refused it. */
  readonly reason: "unknown" | "param" | "compare" | "statement"
  readonly id: string
  readonly message: string
  readonly cause?: unknown
}> {}

export const comparesItself = (id: string): AnalysisError => {
  const message = `${id} compares by itself; ask it without --compare, or another one with it`
  return new AnalysisError({ reason: "compare", id, message })
}

/** Ids that fit into a sentence. */
const mostListed = 20

/** By the other words of their headers, which know better than what is spelled alike. */
const inOtherWords = (id: string, analyses: Catalog["analyses"]): string | null => {
  const word = id.toLowerCase().replaceAll(/[_ ]/g, "-")
  const asked = analyses.filter(({ also }) => also.includes(word)).map((analysis) => analysis.id)
  return asked.length === 0 ? null : asked.join(" or ")
}

export const unknownAnalysis = (id: string, { analyses, problems }: Catalog): AnalysisError => {
  const faulty = problems.find(({ names }) => names.includes(id))
  if (faulty !== undefined) {
    const message = `the analysis "${id}" was not loaded, because of ${faulty.file}:${faulty.line}`
    return new AnalysisError({ reason: "unknown", id, message })
  }
  const ids = analyses.map((analysis) => analysis.id)
  const ofFile = analyses.find(({ file }) => fileName(file) === id) ?? null
  const files = new Map(analyses.map((analysis) => [fileName(analysis.file), analysis.id]))
  const near = nearest(id, [...ids, ...files.keys()])
  const spelled = near === null ? null : ids.includes(near) ? near : files.get(near)!
  const meant = ofFile?.id ?? inOtherWords(id, analyses) ?? spelled
  const all = ids.length > mostListed ? `logmill analyses lists all ${ids.length}` : `there are ${ids.join(", ")}`
  const instead = meant === null ? all : `did you mean ${meant}?`
  return new AnalysisError({ reason: "unknown", id, message: `there is no analysis "${id}"; ${instead}` })
}
