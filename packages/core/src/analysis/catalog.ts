/**
 * The analyses there are: the `.sql` files of a few folders, built-in ones first.
 *
 * A file that is no analysis, or whose id is taken and that does not say `replaces = true`, becomes a problem in the
 * result: it never stops the others, and never goes unsaid.
 */
import { basename, dirname, join } from "node:path"

import { Effect, FileSystem, type PlatformError } from "effect"

import { whyNotData } from "../plugins/dataFile.ts"
import type { Analysis, AnalysisFolder, AnalysisProblem } from "./contract.ts"
import { readAnalysis } from "./file.ts"
import { ContractError } from "./header.ts"

export interface Catalog {
  /** In order of folders, then of file names; one that replaces another stands in its place. */
  readonly analyses: ReadonlyArray<Analysis>
  readonly problems: ReadonlyArray<AnalysisProblem>
}

/**
 * What the build has read of the built-in analyses: to read their files takes a fifth of a brief command's time. It stands beside their
 * folder; from source there is none.
 */
export const aheadFile = ({ path }: AnalysisFolder): string => `${path}.json`

/** The text of it. */
export const aheadText = (analyses: ReadonlyArray<Analysis>): string =>
  JSON.stringify(analyses.map((analysis) => ({ ...analysis, file: basename(analysis.file) })))

const readAhead = Effect.fnUntraced(function* (folder: AnalysisFolder) {
  if (folder.origin !== "built-in") return null
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.orElseSucceed(fs.readFileString(aheadFile(folder)), () => null)
  if (text === null) return null
  const read = JSON.parse(text) as ReadonlyArray<Analysis>
  return read.map((analysis) => ({ ...analysis, file: join(folder.path, analysis.file) }))
})

export const loadCatalog = Effect.fn("loadCatalog")(function* (folders: ReadonlyArray<AnalysisFolder>) {
  const analyses = new Map<string, Analysis>()
  const problems: Array<AnalysisProblem> = []
  for (const folder of folders) {
    const ahead = yield* readAhead(folder)
    for (const analysis of ahead ?? []) analyses.set(analysis.id, analysis)
    if (ahead !== null) continue
    const names = yield* namesIn(folder).pipe(
      Effect.catch((error) => {
        if (folder.origin !== "user" || !isMissing(error))
          problems.push({ file: folder.path, line: 1, reason: reasonOf(error), names: [] })
        return Effect.succeed([])
      })
    )
    problems.push(...(yield* passedOver(folder, names)))
    for (const name of names.filter(isAnalysisFile)) {
      const file = join(folder.path, name)
      const read = yield* Effect.result(readFile(file, folder))
      if (read._tag === "Failure") problems.push(read.failure)
      else {
        const problem = add(analyses, read.success.analysis, read.success.text)
        if (problem !== null) problems.push(problem)
      }
    }
  }
  return { analyses: [...analyses.values()], problems } satisfies Catalog
})

const namesIn = ({ path }: { readonly path: string }) =>
  Effect.map(
    FileSystem.FileSystem.use((fs) => fs.readDirectory(path)),
    (names) => names.toSorted()
  )

/** Analyses in folders within the folder: those are not read, and whoever sorted them so must know. */
const passedOver = Effect.fnUntraced(function* ({ path: folder }: AnalysisFolder, names: ReadonlyArray<string>) {
  const problems: Array<AnalysisProblem> = []
  for (const name of names.filter((one) => !one.includes("."))) {
    const within = join(folder, name)
    const files = (yield* Effect.orElseSucceed(namesIn({ path: within }), () => [])).filter(isAnalysisFile)
    const reason = `holds ${files[0]}, and folders within a folder of analyses are not read; move it to ${folder}`
    if (files.length > 0) problems.push({ file: within, line: 1, reason, names: files.map(fileName) })
  }
  return problems
})

const readFile = (file: string, { origin }: AnalysisFolder) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => {
    const why = file.endsWith(ending) ? whyNotData(file) : `needs a name that ends with ${ending}, in small letters`
    return why === null ? Effect.mapError(fs.readFileString(file), reasonOf) : Effect.fail(`the file ${why}`)
  }).pipe(
    Effect.mapError((reason): AnalysisProblem => ({ file, line: 1, reason, names: [fileName(file)] })),
    Effect.flatMap((text) =>
      Effect.try({
        try: () => ({ text, analysis: readAnalysis(text, { file, origin }) }),
        catch: (cause): AnalysisProblem => {
          if (!(cause instanceof ContractError)) throw cause
          return { file, line: cause.line, reason: cause.message, names: calledIn(file, text) }
        }
      })
    )
  )

const add = (analyses: Map<string, Analysis>, analysis: Analysis, text: string): AnalysisProblem | null => {
  const { id, file, replaces } = analysis
  const other = analyses.get(id)
  // Which of two in one folder is meant nobody can tell by their names.
  const isBeside = other !== undefined && dirname(other.file) === dirname(file)
  if (other === undefined || (replaces && !isBeside)) {
    analyses.set(id, analysis)
    return null
  }
  const line = text.split("\n").findIndex((row) => /^\s*id\s*=/.test(row)) + 1
  const how = replaces ? "" : ", or write replaces = true to take its place"
  const reason = `the id "${id}" is that of ${other.file}; choose another${how}`
  return { file, line, reason, names: [fileName(file)] }
}

const ending = ".sql"

/** Whether a file's name says that it is an analysis; one that does so in capitals is a problem. */
export const isAnalysisFile = (name: string): boolean => /\.sql$/i.test(name) && !name.startsWith(".")

/** `slow-paths` of `/home/ada/slow-paths.sql`. */
export const fileName = (file: string): string => basename(file, ending)

const calledIn = (file: string, text: string): ReadonlyArray<string> => {
  const id = /^\s*id\s*=\s*["']([^"']*)["']/m.exec(text)?.[1]
  return id === undefined ? [fileName(file)] : [id, fileName(file)]
}

const isMissing = (error: PlatformError.PlatformError): boolean => error.reason._tag === "NotFound"

const reasonOf = (error: PlatformError.PlatformError): string =>
  isMissing(error) ? "there is no such folder" : `can't be read: ${error.message}`
