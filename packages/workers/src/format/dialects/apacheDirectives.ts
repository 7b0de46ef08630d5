/**
 * What stands behind a percent sign in Apache's `LogFormat`, and what logmill stores of it.
 *
 * Sources: mod_log_config, mod_logio, mod_ssl, mod_remoteip.
 */
import { FormatError } from "../definition.ts"
import { fewField, ownField, uniqueField, type Word, wordOf } from "./words.ts"

/** A field, its rank among words for the same field, and what it is when it does not count. */
type Meaning = readonly [field: string, rank: number, otherwise: string]

/** By the letter, without an argument; with one that is not below, what the letter is without it. */
const letters: Readonly<Record<string, Meaning>> = {
  a: ["client", 0, "-"],
  h: ["client", 1, "unique.host_name"],
  A: ["extra.server_addr", 0, "-"],
  l: ["-", 0, "-"],
  u: ["user", 0, "-"],
  t: ["time:clf", 4, "-"],
  r: ["request", 0, "-"],
  m: ["method", 0, "-"],
  U: ["path", 0, "-"],
  q: ["query", 0, "-"],
  H: ["protocol", 0, "-"],
  s: ["status", 1, "extra.first_status"],
  b: ["bytes", 0, "-"],
  B: ["bytes", 0, "-"],
  O: ["bytes", 1, "unique.bytes_out"],
  I: ["bytes_in", 0, "-"],
  S: ["unique.bytes_total", 0, "-"],
  D: ["duration:us", 0, "-"],
  T: ["duration:s", 2, "-"],
  v: ["site", 0, "-"],
  V: ["site", 1, "unique.host"],
  p: ["port", 0, "-"],
  f: ["unique.filename", 0, "-"],
  k: ["unique.keepalive_requests", 0, "-"],
  L: ["unique.log_id", 0, "-"],
  P: ["unique.pid", 0, "-"],
  R: ["extra.handler", 0, "-"],
  X: ["extra.connection_status", 0, "-"],
  c: ["extra.connection_status", 0, "-"],
  "^FB": ["upstream:us", 0, "-"],
  "^FU": ["upstream:us", 1, "-"]
}

/** By argument and letter; names of headers and of SSL variables in small letters. */
const withArgument: Readonly<Record<string, Meaning>> = {
  "{c}a": ["client", 2, "unique.peer"],
  "{c}h": ["client", 3, "unique.peer_name"],
  "{x-real-ip}i": ["client", 4, "unique.x-real-ip"],
  "{cf-connecting-ip}i": ["client", 5, "unique.cf-connecting-ip"],
  "{true-client-ip}i": ["client", 6, "unique.true-client-ip"],
  "{x-forwarded-for}i": ["forwarded_for", 0, "-"],
  "{referer}i": ["referrer", 0, "-"],
  "{user-agent}i": ["agent", 0, "-"],
  "{host}i": ["site:port", 2, "unique.host"],
  "{x-forwarded-host}i": ["site:port", 3, "unique.x-forwarded-host"],
  "{ssl_tls_sni}x": ["site", 4, "unique.ssl_tls_sni"],
  "{x-forwarded-proto}i": ["scheme", 0, "-"],
  "{request_scheme}e": ["scheme", 1, "-"],
  "{remote_user}e": ["user", 1, "-"],
  "{content-length}i": ["bytes_in", 1, "unique.content-length"],
  "{content-length}o": ["bytes", 2, "unique.content-length"],
  "{content-type}o": ["mime", 0, "-"],
  "{ssl_protocol}x": ["tls", 0, "-"],
  "{ssl_cipher}x": ["cipher", 0, "-"],
  "{version}c": ["tls", 1, "-"],
  "{cipher}c": ["cipher", 1, "-"],
  "{canonical}p": ["port", 0, "-"],
  "{local}p": ["port", 1, "extra.local_port"],
  "{remote}p": ["unique.remote_port", 0, "-"],
  "{c}L": ["unique.connection_log_id", 0, "-"],
  "{pid}P": ["unique.pid", 0, "-"],
  "{tid}P": ["unique.tid", 0, "-"],
  "{hextid}P": ["unique.tid", 0, "-"],
  "{us}T": ["duration:us", 0, "-"],
  "{ms}T": ["duration:ms", 1, "-"],
  "{s}T": ["duration:s", 2, "-"],
  "{cache-status}e": ["cache", 0, "-"],
  "{x-cache}o": ["cache", 0, "-"]
}

const fewSslVariables =
  /^(?:https|ssl_(?:client_verify|session_resumed|secure_reneg|compress_method|cipher_(?:export|usekeysize|algkeysize)|version_\w+))$/i

export interface ApacheDirective {
  /** As it is written: `%{Referer}i`. */
  readonly text: string
  readonly letter: string
  readonly argument: string | undefined
  /** `>`: of the last of several internal requests. */
  readonly which: string
}

/** Of a directive that says no time. Throws a FormatError for one that there is not. */
export const apacheWord = ({ argument, letter, text, which }: ApacheDirective): Word => {
  const plain = letters[letter]
  if (argument === undefined) {
    if (plain === undefined) throw unknown(text)
    const [field, rank, otherwise] = plain
    return wordOf(text, field, rank + (which === ">" ? -1 : which === "<" ? 1 : 0), otherwise)
  }
  const known = withArgument[`{${argument}}${letter}`] ?? withArgument[`{${argument.toLowerCase()}}${letter}`]
  if (known !== undefined) return wordOf(text, ...known)
  switch (letter) {
    case "i":
    case "C":
    case "c":
    case "^ti":
    case "^to":
      return wordOf(text, uniqueField(argument))
    case "o":
    case "e":
    case "n":
      return wordOf(text, ownField(argument), 0, "-", false)
    case "x":
      return wordOf(text, fewSslVariables.test(argument) ? fewField(argument) : uniqueField(argument))
    case "T":
      throw new FormatError(`${text}: a duration is in {s}, {ms} or {us}`)
  }
  if (plain === undefined) throw unknown(text)
  return wordOf(text, ...plain)
}

const unknown = (text: string): FormatError =>
  new FormatError(
    `${text} is no directive of LogFormat; there are ${Object.keys(letters)
      .map((letter) => `%${letter}`)
      .join(" ")}, and %{NAME} with i, o, e, n, C, x or t`
  )

/** All that there are, with what they mean, for people. */
export const apacheTable: ReadonlyArray<readonly [directive: string, field: string, otherwise: string | null]> = [
  ...Object.entries(letters).map(([letter, meaning]) => [`%${letter}`, meaning] as const),
  ...Object.entries(withArgument).map(([directive, meaning]) => [`%${directive}`, meaning] as const)
].map(([directive, [field, , otherwise]]) => [directive, field, otherwise === "-" ? null : otherwise])
