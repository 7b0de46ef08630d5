/**
 * What was probably meant by a value that is not stored, among those that are: one spelled like it, or the code of a country that
 * was called by its name. Codes are never told to be like others: `US` is no mistyped `UA`.
 */
import { nearest } from "../nearest.ts"

export const nearValue = (field: string, typed: string, stored: ReadonlyArray<string>): string | null => {
  if (field !== "country") return nearest(typed, stored)
  if (typed.length <= 3) return null
  const names = new Intl.DisplayNames("en", { type: "region" })
  const codes = new Map(stored.filter((code) => /^[A-Z]{2}$/.test(code)).map((code) => [names.of(code) ?? code, code]))
  const name = nearest(typed, codes.keys())
  return name === null ? null : codes.get(name)!
}
