/**
 * The step before the parser: it looks at the first word only. A word that is neither a command nor something to read
 * ends here with "did you mean"; the rest is the parser's business.
 *
 * It also lets a statement begin with a comment (`logmill sql "-- ..."`), puts flags in front of a command behind it, and ties a
 * value that begins with a hyphen to its flag (`--from -7d`, `--status -,404`), which the parser would take for flags of one letter.
 */
import { Result } from "effect"

import { nearest } from "@logmill/core/nearest"
import { closedFolderText } from "@logmill/core/query/fileState"

import { type Stop, usage } from "./exit.ts"
import { shellWord } from "@logmill/core/shellWord"

export interface Surroundings {
  readonly version: string
  readonly commands: ReadonlyArray<string>
  /** Flags that take a value, as typed: `--db`. */
  readonly valueFlags: ReadonlySet<string>
  /** Of these, the flags of `analyze` that `logmill FILE...` does not take. */
  readonly questionFlags: ReadonlySet<string>
  readonly exists: (path: string) => boolean
  readonly isAnalysis: (word: string) => boolean
  readonly isInClosedFolder: (path: string) => boolean
  /** Names in the folder that a path points into, with that folder as typed in front: `logs/`, `logs/access.log`. */
  readonly siblings: (path: string) => ReadonlyArray<string>
}

/** Commands of the plan that this release does not have yet. */
const laterCommands: ReadonlySet<string> = new Set(["prune", "backup", "completion"])

/** Words people try first, and how it is said here. */
const otherWords: ReadonlyMap<string, string> = new Map([
  ["help", "--help"],
  ["version", "--version"]
])

const globCharacters = /[*?[{]/

/** The words to parse, or why not. No words at all ask for help. */
export const prepareArguments = (
  argv: ReadonlyArray<string>,
  around: Surroundings
): Result.Result<ReadonlyArray<string>, Stop> => {
  if (argv.length === 0) return Result.succeed(["--help"])
  const words = tieValues(argv, around.valueFlags)
  const at = words.findIndex((word, i) => !isFlag(word) && !around.valueFlags.has(words[i - 1] ?? ""))
  const first = words[at]
  if (first === undefined || words.slice(0, at).includes("--")) return Result.succeed(words)
  if (around.commands.includes(first)) {
    const inOrder = withFlagsBehind(words, at)
    return Result.succeed(first === "sql" ? withStatement(inOrder) : inOrder)
  }
  const flag = otherWords.get(first)
  if (flag !== undefined && !around.exists(first)) return Result.succeed([...words.toSpliced(at, 1), flag])
  const readable = first === "-" || globCharacters.test(first) || around.exists(first)
  if (!readable) return Result.fail(refusal(first, around))
  const asked = questionsIn(words, around)
  return asked.length === 0 ? Result.succeed(words) : Result.fail(askLater(first, asked))
}

/** Flags in front of a command, which are mostly its own, go behind its arguments. */
const withFlagsBehind = (words: ReadonlyArray<string>, at: number): ReadonlyArray<string> => {
  const rest = words.slice(at)
  const end = rest.indexOf("--")
  return rest.toSpliced(end < 0 ? rest.length : end, 0, ...words.slice(0, at))
}

/** The flags that belong to a question, with their values. */
const questionsIn = (words: ReadonlyArray<string>, { questionFlags }: Surroundings): ReadonlyArray<string> => {
  const end = words.indexOf("--")
  return words.slice(0, end < 0 ? words.length : end).flatMap((word, index) => {
    if (questionFlags.has(word)) return [word, ...words.slice(index + 1, index + 2)]
    return questionFlags.has(word.replace(/=.*$/s, "")) ? [word] : []
  })
}

const askLater = (file: string, asked: ReadonlyArray<string>): Stop =>
  usage(
    `${asked[0]!.replace(/=.*$/s, "")} belongs to a question; read the files first (logmill ingest ${shellWord(file)}), ` +
      `then ask: logmill analyze ${asked.map(shellWord).join(" ")}`
  )

const refusal = (word: string, around: Surroundings): Stop => {
  if (laterCommands.has(word)) {
    return usage(`logmill ${around.version} has no "${word}" yet; "logmill --help" lists the commands it has`)
  }
  if (around.isAnalysis(word)) {
    return usage(`"${word}" is neither a command nor a file here; it is an analysis: logmill analyze ${word}`)
  }
  if (around.isInClosedFolder(word)) return usage(`${word} ${closedFolderText}`)
  const meant = nearest(word, [...around.commands, ...around.siblings(word)])
  if (/[/\\]/.test(word)) {
    const instead = meant === null ? "" : `; did you mean "logmill ${meant}"?`
    return usage(`there is no file ${word}${instead}`)
  }
  const advice = meant === null ? `"logmill --help" lists the commands` : `did you mean "logmill ${meant}"?`
  return usage(`"${word}" is neither a command nor a file here; ${advice}`)
}

/** A statement that begins with a comment looks like a flag; it goes behind `--`. */
const withStatement = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const at = words.includes("--") ? -1 : words.findIndex((word) => /^--\s/.test(word))
  return at < 0 ? words : [...words.toSpliced(at, 1), "--", words[at]!]
}

const isFlag = (word: string): boolean => word.startsWith("-") && word !== "-"

const tieValues = (argv: ReadonlyArray<string>, valueFlags: ReadonlySet<string>): ReadonlyArray<string> => {
  const words: Array<string> = []
  let open = true
  for (const word of argv) {
    if (word === "--") open = false
    const last = words.at(-1)
    if (open && last !== undefined && valueFlags.has(last) && /^-[\d,|& ]/.test(word))
      words.splice(-1, 1, `${last}=${word}`)
    else words.push(word)
  }
  return words
}
