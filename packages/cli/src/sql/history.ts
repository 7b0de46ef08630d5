/**
 * What was typed in the prompt, kept for the next one: a line a statement, the newest last, in a file that only the user
 * may read. A statement is added as soon as it was typed, so several prompts at once lose nothing. What can't be read or
 * written costs the history and nothing else.
 */
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

export const mostKept = 1000

/** Where programs keep what is worth keeping but no setting (XDG base directories). */
export const historyFile = (env: Readonly<Record<string, string | undefined>>): string =>
  join(env["XDG_STATE_HOME"] || join(env["HOME"] ?? "/", ".local/state"), "logmill", "sql_history")

export class History {
  readonly #file: string
  /** The newest first, each once. */
  readonly statements: Array<string>

  constructor(file: string) {
    this.#file = file
    const kept = quietly(() => readFileSync(file, "utf8").split("\n").filter(isOneLine)) ?? []
    this.statements = [...new Set(kept.toReversed())].slice(0, mostKept)
    // Twice as many are in the file: time to make it shorter.
    if (kept.length > 2 * mostKept) {
      quietly(() => writeFileSync(file, `${this.statements.toReversed().join("\n")}\n`, { mode: 0o600 }))
    }
    quietly(() => chmodSync(file, 0o600))
  }

  add(statement: string): void {
    if (!isOneLine(statement) || this.statements[0] === statement) return
    const before = this.statements.indexOf(statement)
    if (before >= 0) this.statements.splice(before, 1)
    this.statements.unshift(statement)
    this.statements.splice(mostKept)
    quietly(() => {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 })
      appendFileSync(this.#file, `${statement}\n`, { mode: 0o600 })
    })
  }
}

const isOneLine = (text: string): boolean => text.trim() !== "" && !/[\n\r]/.test(text)

const quietly = <A>(act: () => A): A | undefined => {
  try {
    return act()
  } catch {
    return undefined
  }
}
