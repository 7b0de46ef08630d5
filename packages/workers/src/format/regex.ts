/**
 * Formats that are regular expressions with named groups: `(?<client>\S+) (?<time_clf>[^\]]+)`. A group is named like a
 * field, with `_` for what stands behind its colon (`duration_ms`) or dot (`extra_backend`).
 *
 * Look-around and back-references are refused, so that V8 can go on in its linear-time engine where one backtracks too
 * often (`--enable-experimental-regexp-engine-on-excessive-backtracks`, set by bin/logmill): a line takes time in
 * proportion to its length, whatever it is.
 */
import { type FieldSpec, FormatError, readField } from "./definition.ts"
import { FITS, type Slots, type Splitter } from "./slots.ts"

export class RegexSplitter implements Splitter {
  readonly names: ReadonlyArray<string>
  readonly specs: ReadonlyArray<FieldSpec>
  readonly #groups: ReadonlyArray<string>
  readonly #expression: RegExp

  /** Throws a FormatError for an expression that can't be run, or whose groups are no fields. */
  constructor(source: string) {
    this.#expression = linear(source)
    this.#groups = [...source.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(([, group]) => group!)
    if (this.#groups.length === 0)
      throw new FormatError("the regular expression has no groups with names: (?<client>\\S+)")
    this.names = this.#groups.map(fieldOfGroup)
    this.specs = this.names.map(readField)
  }

  split(bytes: Buffer, start: number, end: number, slots: Slots): number {
    // One character a byte, so that places in the text are places in the line.
    const line = bytes.toString("latin1", start, end)
    const match = this.#expression.exec(line)
    if (match === null) return start
    // The linear-time engine does not say where groups are. Wherever their text stands, it is the same text.
    let from = 0
    for (const [slot, group] of this.#groups.entries()) {
      const text = match.groups![group]
      if (text === undefined) continue
      const found = line.indexOf(text, from)
      const at = found < 0 ? line.indexOf(text) : found
      slots.set(slot, start + at, start + at + text.length)
      from = at
    }
    return FITS
  }
}

const linear = (source: string): RegExp => {
  const withoutClasses = source.replaceAll(/\\./g, "").replaceAll(/\[[^\]]*\]/g, "")
  if (/\(\?(?:[=!]|<[=!])/.test(withoutClasses)) {
    throw new FormatError(
      "the regular expression looks ahead or behind, which can take for ever; say what stands there instead"
    )
  }
  if (/\\(?:[1-9]|k<)/.test(source.replaceAll("\\\\", ""))) {
    throw new FormatError(
      "the regular expression refers back to a group, which can take for ever; say what stands there instead"
    )
  }
  try {
    return new RegExp(`^(?:${source})$`)
  } catch (cause) {
    throw new FormatError((cause as Error).message)
  }
}

/** `duration_ms` is `duration:ms`, `extra_backend` is `extra.backend`; names with `_` of their own stay. */
const fieldOfGroup = (group: string): string => {
  if (/^(?:extra|unique)_/.test(group)) return group.replace("_", ".")
  const match = /^(time|date|clock|duration|upstream|client|site|upstream_address)_([a-z]+\d*)$/.exec(group)
  if (match === null || group === "upstream_address") return group
  return `${match[1]}:${match[2]}`
}
