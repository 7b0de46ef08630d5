/**
 * The pattern of all pages of a referring site, as the analyses of referrers make it from a cell: read for chips, which name the
 * site. Whatever differs from it in anything is no such pattern.
 */
import { patternOfCell } from "./pattern.ts"

/** That of the columns `referrer_site`. */
export const sitePattern = "~^https?://([^@/?#]*@)?(www[.])?\\[?{}\\]?([:/?#]|$)"

const [before, after] = sitePattern.split("{}") as [string, string]

/** Null: it is none. `isNegated`: all but those of the site. */
export const siteOfPattern = (pattern: string): { readonly site: string; readonly isNegated: boolean } | null => {
  const isNegated = pattern.startsWith("!")
  const one = isNegated ? pattern.slice(1) : pattern
  if (!one.startsWith(before) || !one.endsWith(after)) return null
  const site = one
    .slice(before.length, one.length - after.length)
    .replaceAll(/\\x([0-9a-f]{2})|\\(.)/g, (_, code: string | undefined, sign: string) =>
      code === undefined ? sign : String.fromCharCode(Number.parseInt(code, 16))
    )
  return site !== "" && patternOfCell(sitePattern, site) === one ? { site, isNegated } : null
}
