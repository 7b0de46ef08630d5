/**
 * Slow requests take turns, in all tabs together: a browser has six connections to a server, and some must be left. Its locks do that; it
 * has them for pages of this machine and for those that came encrypted. For others only tabs in sight begin with slow ones.
 */
import { inSight } from "./inSight.ts"

/** Runs when no other of the same name runs; rejects when aborted before. */
export type InTurn = <A>(name: string, signal: AbortSignal, send: () => Promise<A>) => Promise<A>

export const atOnce: InTurn = (_name, _signal, send) => send()

export const inTurn = ({ locks }: Pick<Navigator, "locks"> | { locks?: undefined }, document: Document): InTurn =>
  locks === undefined
    ? (_name, _signal, send) => inSight(document).then(send)
    : async (name, signal, send) => await locks.request(`logmill ${name}`, { signal }, send)
