/** Whether a request is let in, by its head alone: from whom it comes, to which name, and with which right. */
import type { IncomingHttpHeaders } from "node:http"

import { isAllowedHost } from "./hosts.ts"
import type { Tokens } from "./Tokens.ts"

export interface RequestHead {
  readonly method: string
  /** As sent. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  /** Headers that say a host; of several, `headers` has the first. */
  readonly hostsNamed: number
}

/** Of a target what is before the question mark. */
export const pathOf = (target: string): string => target.split("?", 1)[0]!

export interface Refusal {
  readonly status: number
  readonly message: string
  /** Of 405: methods that the address has. */
  readonly allow?: ReadonlyArray<string>
}

export interface Gate {
  readonly hosts: ReadonlySet<string>
  readonly tokens: Tokens
  /** Of an address of the API; none: there is no such address. */
  readonly methodsOf: (path: string) => ReadonlyArray<string>
  /** Asked late: of port 0 it is known when the server listens. */
  readonly cookieName: () => string
  /** Origins under which other machines may find this server; none: it listens to this one only. */
  readonly elsewhere: () => ReadonlyArray<string>
}

/** Of files. */
const reading = ["GET", "HEAD"]
const methods = [...reading, "POST", "PUT", "DELETE"]

/** Bytes of a body. */
export const largestBody = 1_048_576

/** Null: it may pass, as far as everybody is concerned. */
export const refusalOfAnybody = (head: RequestHead, { hosts, methodsOf }: Gate): Refusal | null => {
  const { headers, hostsNamed, method, target } = head
  if (!target.startsWith("/")) return { status: 400, message: "the request must name a path of this server" }
  if (hostsNamed > 1) return { status: 400, message: "a request names one host" }
  if (!isAllowedHost(headers.host, hosts)) {
    return { status: 421, message: "this server does not answer to that name; open the address that logmill printed" }
  }
  const allow = allowedAt(target, methodsOf)
  if (!allow.includes(method)) return { status: 405, message: wrongMethod(method, allow), allow }
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return fromElsewhere
  if (isFromElsewhere(headers, method, target)) return fromElsewhere
  if ((method === "POST" || method === "PUT") && !/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")) {
    return { status: 415, message: "the body must be JSON, and say so: Content-Type: application/json" }
  }
  if (Number(headers["content-length"] ?? 0) > largestBody) {
    return { status: 413, message: `the body is larger than ${largestBody} bytes` }
  }
  return null
}

/** An address that there is not is answered to whoever may ask. */
const allowedAt = (target: string, methodsOf: Gate["methodsOf"]): ReadonlyArray<string> => {
  const path = pathOf(target)
  if (!path.startsWith("/api/")) return reading
  const found = methodsOf(path)
  return found.length === 0 ? methods : found
}

const wrongMethod = (method: string, allow: ReadonlyArray<string>): string =>
  methods.includes(method)
    ? `${method} is no method of this address, but ${allow.join(", ")}`
    : `${method} is not a method of this server`

/** Null: it has the cookie of a session, or the token for programs. */
export const refusalOfStranger = ({ headers }: RequestHead, { cookieName, tokens }: Gate): Refusal | null => {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1]
  if (bearer !== undefined && tokens.isAccess(bearer)) return null
  if (sessionOf(headers, { cookieName, tokens }) !== null) return null
  return {
    status: 401,
    message:
      "open an address that logmill serve printed and nobody has opened, or send its token as Authorization: Bearer TOKEN"
  }
}

/** The value of the cookie of a session; null: there is none. */
export const sessionOf = (
  { cookie }: Pick<IncomingHttpHeaders, "cookie">,
  { cookieName, tokens }: Pick<Gate, "cookieName" | "tokens">
): string | null => {
  const session = cookieOf(cookie, cookieName())
  return session !== null && tokens.isSession(session) ? session : null
}

const fromElsewhere: Refusal = { status: 403, message: "requests of other sites are refused" }

/** Following a link to the page is no request of the site that the link is on. */
const isFromElsewhere = (headers: IncomingHttpHeaders, method: string, target: string): boolean => {
  const site = headers["sec-fetch-site"] ?? "none"
  if (site === "same-origin" || site === "none") return false
  const isFollowed =
    method === "GET" && headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document"
  return !isFollowed || target.startsWith("/api/")
}

const cookieOf = (header: string | undefined, name: string): string | null =>
  (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? null
