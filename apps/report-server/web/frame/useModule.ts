/** Code that is loaded when it is first needed. */
import { useEffect, useState } from "preact/hooks"

/** ms before a server is asked again that did not answer. */
const patience = 2000

/** Null until it is there. Loading it again is the browser's cache. `name`: of what is loaded, where that changes. */
export const useModule = <M>(load: (() => Promise<M>) | null, name = ""): M | null => {
  const [loaded, setLoaded] = useState<{ readonly name: string; readonly module: M } | null>(null)
  const isWanted = load !== null
  useEffect(() => {
    let isCurrent = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const attempt = (): void =>
      void load?.().then(
        (module) => isCurrent && setLoaded({ name, module }),
        () => isCurrent && (timer = setTimeout(attempt, patience))
      )
    attempt()
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [isWanted, name])
  return loaded?.name === name ? loaded.module : null
}
