/** Whether the window is as narrow as a phone's; the style sheet's own bound. */
import { useEffect, useState } from "preact/hooks"

export const useNarrow = (): boolean => {
  const [isNarrow, setNarrow] = useState(() => query().matches)
  useEffect(() => {
    const narrow = query()
    const follow = (): void => setNarrow(narrow.matches)
    narrow.addEventListener("change", follow)
    return () => narrow.removeEventListener("change", follow)
  }, [])
  return isNarrow
}

const query = (): MediaQueryList => window.matchMedia("(max-width: 600px)")
