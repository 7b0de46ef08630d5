/**
 * Keeps the focus within a part of the page when what has it is taken away, as rows are by a filter that one of them sets: on what
 * has the same name there now, else on the row of a panel that is in its place, else on what stands for the part. Who leaves it
 * by themselves is let go.
 */
import type { RefObject } from "preact"
import { useEffect } from "preact/hooks"

/** `key`: changes when another element is the part. */
export const useKeptFocus = (
  part: RefObject<HTMLElement | null>,
  otherwise: (part: HTMLElement) => HTMLElement | null,
  key: unknown
): void =>
  useEffect(() => {
    const root = part.current
    if (root === null) return
    let last: HTMLElement | null = null
    let row = -1
    const enter = ({ target }: FocusEvent): void => {
      last = target instanceof HTMLElement ? target : null
      row = rowsIn(root).findIndex((one) => one.contains(last))
    }
    // What is taken away may say that it loses the focus, too, and is gone a moment later.
    const leave = (): void =>
      queueMicrotask(() => {
        if (last?.isConnected === true && !root.contains(document.activeElement)) last = null
      })
    const observer = new MutationObserver(() => {
      if (last === null || last.isConnected) return
      const name = nameOf(last)
      last = null
      if (document.activeElement !== null && document.activeElement !== document.body) return
      const same = [...root.querySelectorAll<HTMLElement>("button.label")].find((one) => nameOf(one) === name)
      const rows = row < 0 ? [] : rowsIn(root)
      const inPlace = rows[row] ?? rows.at(-1)
      ;(same ?? inPlace?.querySelector<HTMLElement>("button.label") ?? otherwise(root))?.focus({ preventScroll: true })
    })
    root.addEventListener("focusin", enter)
    root.addEventListener("focusout", leave)
    observer.observe(root, { childList: true, subtree: true })
    return () => {
      observer.disconnect()
      root.removeEventListener("focusin", enter)
      root.removeEventListener("focusout", leave)
    }
  }, [key])

const rowsIn = (part: HTMLElement): ReadonlyArray<Element> => [...part.querySelectorAll("tr.row")]

const nameOf = (element: HTMLElement): string | null => element.getAttribute("aria-label") ?? element.textContent
