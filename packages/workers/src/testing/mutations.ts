/**
 * Damaged log lines from sound ones: bytes flipped, spans deleted, doubled and exchanged, lines spliced, and whatever
 * means something to a parser (quotes, backslashes, brackets, blanks, numbers, NULs, line ends) put where it should not
 * be. The same seed gives the same lines.
 */
export type Random = () => number

/** Numbers in [0, 1), by the mulberry32 generator. */
export const randomFrom = (seed: number): Random => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number in [0, end). */
export const below = (random: Random, end: number): number => Math.floor(random() * end)
export const oneOf = <Value>(random: Random, values: ReadonlyArray<Value>): Value =>
  values[below(random, values.length)]!

/** The seed of a run: LOGMILL_SEED, or a new one each time; printed, so that a failure can be repeated. */
export const seedOf = (name: string): number => {
  const seed = Number(process.env["LOGMILL_SEED"] ?? Date.now() % 2 ** 31)
  console.info(`${name}: LOGMILL_SEED=${seed}`)
  return seed
}

const tokens: ReadonlyArray<string> = [
  '"|"|""|" "|\\"|\\|\\\\|\\x|\\x0|\\x22| |  |\t|-| - |[|]|] |[10/Nov/2026:13:55:36 +0000]|/|:|?|://|HTTP/1.1| HTTP/1.0',
  '0|999|9007199254740993|" 200 5|" - -|" 200 5 "-" "|\0|\0\0\0|\r|\r\r|#|\xef\xbb\xbf|\xff|\xc3|\xc3\xa9',
  "2026-11-10T13:55:36 |,|;|'|\x1b[31m|\x7f|%00|%zz|\xe9"
].flatMap((list) => list.split("|"))

/** One damaged line (latin1, a character a byte) of sound ones; it may hold line ends. */
export const mutate = (lines: ReadonlyArray<string>, random: Random): string => {
  let line = oneOf(random, lines)
  for (let times = 1 + below(random, 3); times > 0; times--) line = oneOf(random, mutations)(line, random, lines)
  return line
}

type Mutation = (line: string, random: Random, lines: ReadonlyArray<string>) => string

const splice = (line: string, start: number, end: number, text: string): string =>
  line.slice(0, start) + text + line.slice(end)

const mutations: ReadonlyArray<Mutation> = [
  (line, random) => {
    const at = below(random, line.length)
    return splice(line, at, at + 1, String.fromCharCode((line.charCodeAt(at) ^ (1 << below(random, 8))) & 255))
  },
  (line, random) => {
    const at = below(random, line.length + 1)
    return splice(line, at, at, oneOf(random, tokens))
  },
  (line, random) => {
    const at = below(random, line.length + 1)
    return splice(line, at, at + below(random, 8), oneOf(random, tokens).repeat(1 + below(random, 20)))
  },
  (line, random) => {
    const at = below(random, line.length)
    return splice(line, at, at + 1 + below(random, 12), "")
  },
  (line, random) => {
    const at = below(random, line.length)
    const end = at + below(random, 40)
    return splice(line, end, end, line.slice(at, end))
  },
  (line, random) => line.slice(0, below(random, line.length + 1)),
  (line, random) => line.slice(below(random, line.length + 1)),
  (line, random) => {
    const words = line.split(" ")
    const [a, b] = [below(random, words.length), below(random, words.length)]
    return words.with(a, words[b]!).with(b, words[a]!).join(" ")
  },
  (line, random) => line.split(" ").toSpliced(below(random, 8), 1).join(" "),
  (line, random, lines) => {
    const other = oneOf(random, lines)
    return line.slice(0, below(random, line.length)) + other.slice(below(random, other.length))
  },
  (line, random, lines) => line + oneOf(random, ["\n", "\r\n", "\r", "\0\0", " ", "\n\n"]) + oneOf(random, lines)
]
