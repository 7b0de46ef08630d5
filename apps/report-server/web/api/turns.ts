/**
 * Slow requests take turns, in all tabs together: a browser has six connections to a server, and some must be left. Its locks do that; it
 * has them for pages of this machine and for those that came encrypted. Other pages send one at a time, and none while another tab is in
 * front: what runs then is given up, and asked again when one comes back.
 */
import { inSight } from "./inSight.ts"

/** Runs when no other of the same name runs; rejects when aborted before. */
export type InTurn = <A>(name: string, signal: AbortSignal, send: Send<A>) => Promise<A>

export type Send<A> = (signal: AbortSignal) => Promise<A>

export const atOnce: InTurn = (_name, signal, send) => send(signal)

export const inTurn = (locks: Pick<LockManager, "request"> | undefined, document: Document): InTurn =>
  locks === undefined
    ? oneByOne(document)
    : async (name, signal, send) => await locks.request(`logmill ${name}`, { signal }, () => send(signal))

const oneByOne = (document: Document): InTurn => {
  let last: Promise<unknown> = Promise.resolve()
  return (_name, signal, send) => {
    const turn = last.then(() => whileInSight(document, signal, send))
    last = turn.catch(() => {})
    return turn
  }
}

const whileInSight = async <A>(document: Document, signal: AbortSignal, send: Send<A>): Promise<A> => {
  for (;;) {
    await inSight(document)
    const left = new AbortController()
    const look = (): void => {
      if (document.visibilityState === "hidden") left.abort()
    }
    document.addEventListener("visibilitychange", look)
    try {
      return await send(AbortSignal.any([signal, left.signal]))
    } catch (error) {
      if (signal.aborted || !left.signal.aborted) throw error
    } finally {
      document.removeEventListener("visibilitychange", look)
    }
  }
}
