/** Whether one of several patterns matches. */
import { compilePattern, readPattern } from "@logmill/core/plugin"

/** Throws a PatternError. */
export const anyOf = (patterns: ReadonlyArray<string>): ((text: string) => boolean) => {
  const matchers = patterns.map((pattern) => compilePattern(readPattern(pattern)))
  return (text) => matchers.some((matches) => matches(text))
}
