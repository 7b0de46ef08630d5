/**
 * GoAccess' `--log-format`: its specifiers, or the name of one of its 13 formats. Its date and time formats, which are
 * options of their own there, may follow, a `%` sequence each: `FORMAT | %d/%b/%Y | %H:%M:%S`; without them they are those
 * of the Common Log Format, or of ISO 8601 where the format has a `T` between them.
 *
 * Source: the manual of GoAccess 1.11 (goaccess.1).
 */
import { type FormatDefinition, FormatError } from "../definition.ts"

/** GoAccess' names, and the formats here that read the same lines; COMMON and the like are read by the parser of these. */
const names: Readonly<Record<string, string>> = {
  combined: "combined",
  vcombined: "vhost-combined",
  common: "common",
  vcommon: "vhost-common",
  w3c: "w3c",
  cloudfront: "cloudfront",
  cloudstorage: "cloud-storage",
  awselb: "aws-elb",
  awsalb: "aws-alb",
  awss3: "aws-s3",
  squid: "squid",
  caddy: "caddy",
  traefikclf: "traefik-clf"
}

/** The format that GoAccess calls so, in any case of letters; undefined for other names. */
export const goaccessName = (text: string): string | undefined => names[text.toLowerCase()]

const specifiers: Readonly<Record<string, string>> = {
  h: "client",
  v: "site",
  e: "user",
  r: "request",
  m: "method",
  U: "uri",
  q: "query",
  H: "protocol",
  s: "status",
  b: "bytes",
  R: "referrer",
  u: "agent",
  C: "cache",
  M: "mime",
  K: "tls",
  k: "cipher",
  D: "duration:us",
  T: "duration:s",
  L: "duration:ms",
  n: "duration:ns",
  "^": "-"
}

/** Whether a text may be of this dialect: it has a specifier that only GoAccess has. */
export const isGoaccess = (text: string): boolean => /%\^(?!F)|%~|~h\{|%[dx]/.test(text.replaceAll(/%\{[^}]*\}/g, ""))

/** Throws a FormatError for what it is not. */
export const goaccessFormat = (text: string, name = "goaccess-log-format"): FormatDefinition => {
  const [given = "", date = "%d/%b/%Y", time = "%T"] = text.split(/\s+\|\s+/)
  // GoAccess passes over the zone, and takes all times for local ones.
  const isClf = date === "%d/%b/%Y" && /^%(?:T|H:%M:%S)$/.test(time)
  const format = isClf ? given.replace("[%d:%t %^]", "[%x]") : given
  const seen = new Set<string>()
  let pattern = ""
  let isAfterField = false
  const field = (base: string, spec: string): void => {
    if (isAfterField) {
      if (spec === "-") return
      throw new FormatError(`nothing stands between the specifiers before and at {${spec}}: where does the one end?`)
    }
    const isSecond = base !== "-" && seen.has(base)
    seen.add(base)
    pattern += `{${isSecond ? "-" : spec}}`
    isAfterField = true
  }
  for (let at = 0; at < format.length; at++) {
    const character = format[at]!
    if (character === "~" && format.startsWith("~h{", at)) {
      field("client", "forwarded_for")
      at = format.indexOf("}", at)
      if (at < 0) throw new FormatError("the brace of ~h{ is never closed")
      continue
    }
    if (character !== "%" || at + 1 >= format.length) {
      pattern += character === "\\" && format[at + 1] === "t" ? "\\t" : character.replace(/[\\{}]/, "\\$&")
      if (character === "\\" && format[at + 1] === "t") at++
      isAfterField = false
      continue
    }
    const letter = format[++at]!
    if (letter === "~") continue
    if (letter === "%") pattern += "%"
    else if (letter === "x") field("time", isClf ? "time:clf" : `time:${joined(date, time)}`)
    else if (letter === "d") field("date", `date:${date}`)
    else if (letter === "t") field("clock", `clock:${time}`)
    else {
      const spec = specifiers[letter]
      if (spec === undefined) throw new FormatError(`%${letter} is no specifier of GoAccess`)
      field(spec.split(":")[0]!, spec)
    }
  }
  return { name, title: `GoAccess log-format ${format}`, pattern, samples: [] }
}

/** The time of `%x`: GoAccess joins both; a date that says it all is in one of them. */
const joined = (date: string, time: string): string => (date === time || /%[sf]/.test(date) ? date : `${date} ${time}`)
