/**
 * Who may ask. The address that is opened carries a token in its fragment, which no log and no referrer ever sees; the page
 * exchanges it, once, for a cookie that no script can read. Programs have a token of their own, sent as `Authorization: Bearer`.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto"

export interface Tokens {
  /** One more token to exchange. */
  readonly invite: () => string
  /** The value of the cookie; null: no such token, or it was exchanged before. */
  readonly exchange: (token: string) => string | null
  readonly isSession: (value: string) => boolean
  /** For programs, as long as the server runs. */
  readonly access: string
  readonly isAccess: (token: string) => boolean
}

/** Sessions, and tokens that nobody has exchanged; the oldest ends when there would be more. */
const mostSessions = 100
const mostInvited = 100

export const makeTokens = (access: string = randomToken()): Tokens => {
  const invited = new Set<string>()
  const sessions = new Set<string>()
  const accessDigest = digest(access)
  return {
    access,
    isAccess: (token) => timingSafeEqual(digest(token), accessDigest),
    invite: () => {
      const token = randomToken()
      add(invited, token, mostInvited)
      return token
    },
    exchange: (token) => {
      if (!invited.delete(digest(token).toString("hex"))) return null
      const session = randomToken()
      add(sessions, session, mostSessions)
      return session
    },
    isSession: (value) => sessions.has(digest(value).toString("hex"))
  }
}

const add = (tokens: Set<string>, token: string, most: number): void => {
  tokens.add(digest(token).toString("hex"))
  const [oldest] = tokens
  if (tokens.size > most) tokens.delete(oldest!)
}

const randomToken = (): string => randomBytes(32).toString("base64url")

/** Looked up by digest: how long that takes tells nothing of the token. */
const digest = (text: string): Buffer => createHash("sha256").update(text).digest()
