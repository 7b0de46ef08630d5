/**
 * Formats that are regular expressions with named groups: `(?<client>\S+) (?<time_clf>[^\]]+)`. A group is named like a
 * field, with `_` for what stands behind its colon (`duration_ms`) or dot (`extra_backend`). The expression fits whole
 * lines; `(?i)` at its beginning makes it ignore case.
 *
 * A line takes time in proportion to its length, whatever it is (regexProgram.ts): V8's own engine can take for ever.
 */
import { type FieldSpec, FormatError, readField } from "./definition.ts"
import { Program } from "./regexProgram.ts"
import { readExpression } from "./regexSyntax.ts"
import { FITS, type Slots, type Splitter } from "./slots.ts"

export class RegexSplitter implements Splitter {
  readonly names: ReadonlyArray<string>
  readonly specs: ReadonlyArray<FieldSpec>
  /** As they are called in the expression. */
  readonly groups: ReadonlyArray<string>
  readonly #program: Program

  /** Throws a FormatError for an expression that can't be run, or whose groups are no fields. */
  constructor(source: string) {
    const expression = readExpression(source)
    this.groups = expression.groups
    if (this.groups.length === 0) {
      throw new FormatError(
        "the regular expression has no groups with names, such as (?<client>\\S+): nothing would be stored"
      )
    }
    this.names = this.groups.map(fieldOfGroup)
    this.specs = this.names.map((name, index) => specOf(name, this.groups[index]!))
    this.#program = new Program(expression)
  }

  /** Steps that the last line took: at most its length times the size of the expression. */
  get work(): number {
    return this.#program.work
  }

  split(bytes: Buffer, start: number, end: number, slots: Slots): number {
    if (!this.#program.run(bytes, start, end)) return start
    const { found } = this.#program
    for (let slot = 0; slot < this.groups.length; slot++) {
      const from = found[slot * 2]!
      const to = found[slot * 2 + 1]!
      if (from >= 0 && to >= from) slots.set(slot, from, to)
    }
    return FITS
  }
}

const specOf = (name: string, group: string): FieldSpec => {
  try {
    return readField(name)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    const said = error.message
      .replace("extra.NAME and unique.NAME", "extra_NAME and unique_NAME")
      .replace(/, - for.*$/, "")
    throw new FormatError(`the group ${group} of the regular expression: ${said}; (?:...) is a group that is not kept`)
  }
}

/** `duration_ms` is `duration:ms`, `extra_backend` is `extra.backend`; names with `_` of their own stay. */
const fieldOfGroup = (group: string): string => {
  if (/^(?:extra|unique)_/.test(group)) return group.replace("_", ".")
  const match = /^(time|date|clock|duration|upstream|client|site|upstream_address)_([a-z]+\d*)$/.exec(group)
  if (match === null || group === "upstream_address") return group
  return `${match[1]}:${match[2]}`
}
