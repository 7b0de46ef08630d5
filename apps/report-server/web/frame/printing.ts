/** When the page is printed. Paper can't be scrolled, is of another width, and is light. */

/**
 * Calls with true before the page is printed, or when it is to look as if it were, and with false afterwards; returns what ends
 * that. Browsers do not wait for answers: what is asked then is on paper if it comes at once, or when one prints again.
 */
export const followPrint = (call: (isPrinted: boolean) => void): (() => void) => {
  const paper = matchMedia("print")
  const before = (): void => call(true)
  const after = (): void => call(false)
  const change = (): void => call(paper.matches)
  addEventListener("beforeprint", before)
  addEventListener("afterprint", after)
  paper.addEventListener("change", change)
  if (paper.matches) call(true)
  return () => {
    removeEventListener("beforeprint", before)
    removeEventListener("afterprint", after)
    paper.removeEventListener("change", change)
  }
}
