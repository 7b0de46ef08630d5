/** Code that is loaded when it is first needed. */
import { useEffect, useState } from "preact/hooks"

/** Null until it is there. Loading it again is the browser's cache. */
export const useModule = <M>(load: (() => Promise<M>) | null): M | null => {
  const [loaded, setLoaded] = useState<{ readonly module: M } | null>(null)
  const isWanted = load !== null
  useEffect(() => {
    let isCurrent = true
    void load?.().then((module) => isCurrent && setLoaded({ module }))
    return () => {
      isCurrent = false
    }
  }, [isWanted])
  return loaded?.module ?? null
}
