/**
 * A format for lines that have more than the family of the Common Log Format has: the family's own fields, and behind
 * them those of one line's rest, in logmill's pattern language. What a field holds is guessed from its name, or from how it
 * is written, and nothing is read by the guess: it is said, for people to judge and to type.
 *
 * Knows words, quoted texts, and both behind a name (`rt=0.045 urt="0.040"`); of anything else it says nothing.
 */

/** The fields of a member of the family; null: it has no fields in a fixed order behind which more could stand. */
const beginnings: Readonly<Record<string, string>> = {
  common: '{client} {-} {user} [{time}] "{request}" {status} {bytes}',
  combined: '{client} {-} {user} [{time}] "{request}" {status} {bytes} "{referrer}" "{agent}"',
  "vhost-common": '{site} {client} {-} {user} [{time}] "{request}" {status} {bytes}',
  "vhost-combined": '{site} {client} {-} {user} [{time}] "{request}" {status} {bytes} "{referrer}" "{agent}"'
}

/** `name`: of the family, as lines are in it; `rest`: what follows the fields in a line. Null: nothing can be said. */
export const suggestFormat = (name: string, rest: string): string | null => {
  const beginning = beginnings[name]
  if (beginning === undefined) return null
  const taken = new Set<string>()
  const words: Array<string> = []
  for (let at = 0; at < rest.length; at++) {
    const found = word.exec(rest.slice(at))
    if (found === null) return null
    const [text, lead = "", label = "", quoted, bare] = found
    const field = fieldOf(label, quoted ?? bare ?? "")
    const isNew = field !== null && !taken.has(field)
    if (isNew) taken.add(field)
    const place = isNew ? `{${field}}` : "{-}"
    words.push(lead + (quoted === undefined ? place : `"${place}"`))
    at += text.length
  }
  return taken.size === 0 ? null : [beginning, ...words].join(" ")
}

/** A field up to the blank behind it: a name with its sign, and a text in quotes or a word. */
const word = /^((\w+)[=:])?(?:"((?:[^"\\{}]|\\.)*)"|([^"\s{}]+))(?= |$)/

const fieldOf = (label: string, value: string): string | null => {
  const named = byName[label.toLowerCase()]
  if (named !== undefined && (!named.endsWith(":s") || isSeconds.test(value))) return named
  if (label !== "") {
    if (addressAndPort.test(value)) return "upstream_address"
    if (isNumber.test(value)) return null
    return /^[\da-f-]{16,}$/i.test(value) ? `unique.${label}` : `extra.${label}`
  }
  if (isSeconds.test(value)) return "duration:s"
  return addresses.test(value) ? "forwarded_for" : null
}

/** What variables are called in formats that are handed about. */
const byName: Readonly<Record<string, string>> = {
  rt: "duration:s",
  request_time: "duration:s",
  urt: "upstream:s",
  upstream_response_time: "upstream:s",
  host: "site",
  vhost: "site",
  sn: "site",
  server_name: "site",
  xff: "forwarded_for",
  x_forwarded_for: "forwarded_for",
  cs: "cache",
  cache: "cache",
  upstream_cache_status: "cache"
}

/** As nginx writes them: with milliseconds, of several servers with commas. */
const isSeconds = /^(?:\d+\.\d{3}(?:[,:] ?(?:\d+\.\d{3}|-))*|-)$/
const isNumber = /^(?:[\d.,]+|-)$/
const addressAndPort = /^(?:[\d.]+|\[[\da-f:]+\]):\d+(?:, .*)?$/i
const addresses = /^(?:\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f:]+)(?:, .*)?$/i
