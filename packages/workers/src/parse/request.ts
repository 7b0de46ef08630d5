/**
 * A request line taken apart: `GET /path?query HTTP/1.1`, made once per distinct request line.
 *
 * The path is the target up to the first `?`; the query is null without one and `""` for `/a?`. A target in absolute
 * form (RFC 9112 §3.2.2) keeps its path, and its scheme and authority stand apart as the origin. Text that is no
 * request (TLS bytes, `-`, nothing) becomes the path, with a null method: it is stored, never rejected. A target alone is
 * taken apart, because some servers log no methods. Blanks inside a target stay. Cut on the logged bytes, decoded
 * afterwards, so that an escaped blank never looks like a separator.
 */
import { textOf } from "./value.ts"

export interface Request {
  readonly method: string | null
  readonly origin: string | null
  readonly path: string
  readonly query: string | null
  readonly protocol: string | null
}

const ESCAPE = 0x1b
const SPACE = 0x20
const QUESTION = 0x3f
const SLASH = 0x2f

/** RFC 9110 §5.6.2 token, the grammar of a method. */
const isMethod = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
const isProtocol = /^HTTP\/\d+(?:\.\d+)?$/i
/**
 * Without a protocol these count as methods whatever their target is (HTTP/0.9 knew GET; real logs show others cut short):
 * the common ones, and the registered and Microsoft's, written as they are, because IIS does not log protocols unless told
 * to. Of other words in capitals (`PURGE /x`) the target says that they are one: it begins as a target does.
 */
const isCommonMethod = /^(?:get|head|post|put|delete|connect|options|trace|patch|propfind|search)$/i
const isOtherMethod = new RegExp(
  "^(?:ACL|BASELINE-CONTROL|BIND|CHECKIN|CHECKOUT|COPY|LABEL|LINK|LOCK|MERGE|MKACTIVITY|MKCALENDAR|MKCOL|MKREDIRECTREF|" +
    "MKWORKSPACE|MOVE|ORDERPATCH|PRI|PROPPATCH|QUERY|REBIND|REPORT|UNBIND|UNCHECKOUT|UNLINK|UNLOCK|UPDATE|" +
    "UPDATEREDIRECTREF|VERSION-CONTROL|BCOPY|BDELETE|BITS_POST|BMOVE|BPROPFIND|BPROPPATCH|CCM_POST|DEBUG|NOTIFY|POLL|" +
    "RDG_IN_DATA|RDG_OUT_DATA|RPC_IN_DATA|RPC_OUT_DATA|SUBSCRIBE|UNSUBSCRIBE|X-MS-ENUMATTS)$"
)
const isCapitals = /^[A-Z][A-Z_-]+$/
const beginsTarget = /^(?:\/|https?:\/\/|\*$)/
const absoluteForm = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/

export const parseRequest = (bytes: Buffer, start: number, end: number): Request => {
  if (bytes[start] === ESCAPE && start < end) {
    const [from, to] = withoutColours(bytes, start, end)
    const request = from === start ? null : parseRequest(bytes, from, to)
    if (request !== null && request.method !== null) return request
  }
  // Buffer.indexOf would run on through all the bytes of a dictionary for a request of one word.
  let methodEnd = start
  while (methodEnd < end && bytes[methodEnd] !== SPACE) methodEnd++
  if (methodEnd === end) return { method: null, ...targetAlone(bytes, start, end), protocol: null }
  if (methodEnd === start) return unparsable(bytes, start, end)
  const method = bytes.toString("latin1", start, methodEnd)
  if (!isMethod.test(method)) return unparsable(bytes, start, end)
  const targetStart = methodEnd + 1
  let targetEnd = end
  let protocol: string | null = null
  const lastSpace = bytes.lastIndexOf(SPACE, end - 1)
  if (lastSpace > methodEnd) {
    const last = bytes.toString("latin1", lastSpace + 1, end)
    if (isProtocol.test(last)) {
      protocol = last
      targetEnd = lastSpace
    }
  }
  if (targetEnd === targetStart) return unparsable(bytes, start, end)
  if (protocol === null && !isCommonMethod.test(method) && !isOtherMethod.test(method)) {
    const target = isCapitals.test(method) ? bytes.toString("latin1", targetStart, targetEnd) : ""
    if (!beginsTarget.test(target) || target.includes(" ")) return unparsable(bytes, start, end)
  }
  return { method, ...partsOf(bytes, targetStart, targetEnd), protocol }
}

const escape = String.fromCharCode(ESCAPE)
const coloured = new RegExp(`^(?:${escape}\\[[\\d;]*m)+`)
const uncoloured = new RegExp(`${escape}\\[0?m$`)

/** Werkzeug, the server of Flask, writes requests in colours, to files too. */
const withoutColours = (bytes: Buffer, start: number, end: number): readonly [start: number, end: number] => {
  const before = coloured.exec(bytes.toString("latin1", start, Math.min(end, start + 64)))
  const after = uncoloured.exec(bytes.toString("latin1", Math.max(start, end - 16), end))
  if (before === null || after === null) return [start, end]
  const from = start + before[0].length
  return [from, Math.max(from, end - after[0].length)]
}

type Target = Pick<Request, "origin" | "path" | "query">

const partsOf = (bytes: Buffer, start: number, end: number): Target => {
  const found = bytes.subarray(start, end).indexOf(QUESTION)
  const question = found < 0 ? end : start + found
  const query = found < 0 ? null : textOf(bytes, question + 1, end)
  const beforeQuery = textOf(bytes, start, question)
  const origin = absoluteForm.exec(beforeQuery)?.[0] ?? null
  return { origin, path: origin === null ? beforeQuery : beforeQuery.slice(origin.length), query }
}

/** Of a text without blanks; it is a target when it begins like one. */
const targetAlone = (bytes: Buffer, start: number, end: number): Target => {
  const parts = partsOf(bytes, start, end)
  const isTarget = parts.origin !== null || (bytes[start] === SLASH && start < end)
  return isTarget ? parts : { origin: null, path: textOf(bytes, start, end), query: null }
}

const unparsable = (bytes: Buffer, start: number, end: number): Request => ({
  method: null,
  origin: null,
  path: textOf(bytes, start, end),
  query: null,
  protocol: null
})

/**
 * A request as one text that differs whenever the request does: its parts with NUL between them, the path last, U+0001
 * for null. Neither character is in a stored text.
 */
export const requestText = ({ method, origin, query, protocol, path }: Request): string =>
  `${method ?? absent}\0${origin ?? absent}\0${query ?? absent}\0${protocol ?? absent}\0${path}`

/** The request that `requestText` made a text of. */
export const requestOfText = (text: string): Request => {
  const [method, origin, query, protocol, path] = text.split("\0") as [string, string, string, string, string]
  const part = (value: string): string | null => (value === absent ? null : value)
  return { method: part(method), origin: part(origin), path, query: part(query), protocol: part(protocol) }
}

const absent = "\u0001"

/** The lower-case extension of a path's last segment (`/a/b.min.JS` -> `js`), or null; letters and digits, at most 10. */
export const extensionOf = (path: string): string | null => {
  const dot = path.lastIndexOf(".")
  if (dot <= path.lastIndexOf("/") + 1 || path.length - dot > 11) return null
  const extension = path.slice(dot + 1).toLowerCase()
  return /^[a-z0-9]+$/.test(extension) ? extension : null
}
