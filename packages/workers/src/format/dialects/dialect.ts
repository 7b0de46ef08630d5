/** Log formats in the words of others: nginx, Apache, GoAccess, or a regular expression. */
import { type FormatDefinition, FormatError } from "../definition.ts"
import { readPattern } from "../pattern.ts"
import { apacheFormat, isApache } from "./apache.ts"
import { goaccessFormat, isGoaccess } from "./goaccess.ts"
import { isNginx, nginxFormat } from "./nginx.ts"

/** Whether a text is a log format, in whichever dialect, and no name of one. */
export const isDialect = (text: string): boolean => /[\s%${}"()[\]]/.test(text)

/** Whose words a text is in; null: nobody's. */
export const dialectOf = (text: string): "regex" | "goaccess" | "apache" | "nginx" | "pattern" | null => {
  if (/^\s*log_format\s/.test(text)) return "nginx"
  if (/^\s*LogFormat\s/i.test(text)) return "apache"
  if (/\(\?P?<[A-Za-z_]/.test(text)) return "regex"
  if (isNginx(text) && !/%[>hax]\b/.test(text)) return "nginx"
  // `{time:%d.%m.%Y}` is a pattern's, `~h{, }` and `%{Referer}i` are not.
  if (
    /(?<![%h])\{(?:-|(?:client|forwarded_for|site|user|request|method|uri|path|status|time|date)\b)[^"}]*\}/.test(text)
  )
    return "pattern"
  if (isGoaccess(text)) return "goaccess"
  if (isApache(text)) return "apache"
  return /\{[a-z-][^}]*\}/.test(text) ? "pattern" : null
}

const longestFormat = 64 * 1024

/**
 * The format that a text says, by the dialect it is in. Throws a FormatError that says why there is none: which
 * dialects there are, or what is wrong in the one it looks like.
 */
export const dialectFormat = (typed: string): FormatDefinition => {
  if (typed.length > longestFormat) throw new FormatError("it is longer than any line that is read (64 KiB)")
  // As it stands between quotes in a configuration, or was escaped for the shell.
  const text = typed.includes('\\"') && !/(?<!\\)"/.test(typed) ? typed.replaceAll('\\"', '"') : typed
  switch (dialectOf(text)) {
    case "nginx":
      return nginxFormat(text)
    case "apache":
      return apacheFormat(text)
    case "goaccess":
      return goaccessFormat(text)
    case "regex":
      return { name: "regular-expression", title: `regular expression ${text}`, regex: text, samples: [] }
    case "pattern":
      readPattern(text)
      return { name: "pattern", title: `pattern ${text}`, pattern: text, samples: [] }
    default:
      throw new FormatError(
        "it is no log_format of nginx ($remote_addr ...), LogFormat of Apache (%h ...), log-format of GoAccess (%h %^[%d:%t %^] ...), regular expression with named groups ((?<client>\\S+) ...), nor a pattern ({client} ...)"
      )
  }
}
