/** Log formats in the words of others: nginx, Apache, GoAccess, or a regular expression. */
import { type FormatDefinition, FormatError } from "../definition.ts"
import { readPattern } from "../pattern.ts"
import { apacheFormat, apacheFormats, isApache } from "./apache.ts"
import { goaccessFormat, isGoaccess } from "./goaccess.ts"
import { isNginx, nginxFormat, nginxFormats } from "./nginx.ts"

/** Whether a text is a log format, in whichever dialect, and no name of one. */
export const isDialect = (text: string): boolean => /[\s%${}"()[\]]/.test(text)

/**
 * The format that a text says, by the dialect it is in. Throws a FormatError that says why there is none: which
 * dialects there are, or what is wrong in the one it looks like.
 */
export const dialectFormat = (text: string): FormatDefinition => {
  if (/\(\?<[A-Za-z_]/.test(text))
    return { name: "regular-expression", title: `regular expression ${text}`, regex: text, samples: [] }
  if (isGoaccess(text)) return goaccessFormat(text)
  if (/^\s*LogFormat\s/i.test(text) || isApache(text)) return apacheFormat(text)
  if (/^\s*log_format\s/.test(text) || isNginx(text)) return nginxFormat(text)
  if (/\{[a-z-][^}]*\}/.test(text)) {
    readPattern(text)
    return { name: "pattern", title: `pattern ${text}`, pattern: text, samples: [] }
  }
  throw new FormatError(
    "it is no log_format of nginx ($remote_addr ...), LogFormat of Apache (%h ...), log-format of GoAccess (%h %^[%d:%t %^] ...), regular expression with named groups ((?<client>\\S+) ...), nor a pattern ({client} ...)"
  )
}

/** The log formats that a server's configuration defines. */
export const configuredFormats = (configuration: string): ReadonlyArray<FormatDefinition> => [
  ...nginxFormats(configuration),
  ...apacheFormats(configuration)
]
