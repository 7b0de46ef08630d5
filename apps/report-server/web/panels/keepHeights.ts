/**
 * Panels are as high as their rows, and change their heights once: while any of them waits for an answer, all keep at least the
 * height they have, and leave it together when the last one has come.
 */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals"
import { createContext } from "preact"
import { useContext, useLayoutEffect, useRef } from "preact/hooks"

/** How many panels wait. */
export const Waiting = createContext<Signal<number> | null>(null)

/** The value of `Waiting`, and the ref of the element around all panels. */
export const useKeptHeights = () => {
  const waiting = useSignal(0)
  const element = useRef<HTMLDivElement>(null)
  const isKept = useRef(false)
  useSignalEffect(() => {
    const isWaiting = waiting.value > 0
    if (isWaiting === isKept.current) return
    isKept.current = isWaiting
    const bodies = [...(element.current?.querySelectorAll<HTMLElement>(".panel-body") ?? [])]
    // All are measured before one is changed: else the page would be laid out anew for each.
    const heights = bodies.map((body) => (isWaiting ? `${body.getBoundingClientRect().height}px` : ""))
    for (const [index, body] of bodies.entries()) body.style.minHeight = heights[index]!
  })
  return { waiting, element }
}

/** A panel's own word: it waits, or no more. */
export const useWaiting = (isWaiting: boolean): void => {
  const waiting = useContext(Waiting)
  useLayoutEffect(() => {
    if (!isWaiting || waiting === null) return
    waiting.value++
    return () => {
      waiting.value--
    }
  }, [isWaiting, waiting])
}
