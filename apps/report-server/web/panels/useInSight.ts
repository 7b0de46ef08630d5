/** Whether an element was in sight, or nearly, once; it stays so. On paper everything is in sight. */
import { useEffect, useRef, useState } from "preact/hooks"

import { followPrint } from "../frame/printing.ts"

export const useInSight = <E extends Element>(): readonly [{ current: E | null }, boolean] => {
  const element = useRef<E>(null)
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (element.current === null || isSeen) return
    const see = (): void => setSeen(true)
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) see()
      },
      { rootMargin: "200px 0px" }
    )
    watch.observe(element.current)
    const forget = followPrint((isPrinted) => isPrinted && see())
    return () => {
      watch.disconnect()
      forget()
    }
  }, [isSeen])
  return [element, isSeen]
}
