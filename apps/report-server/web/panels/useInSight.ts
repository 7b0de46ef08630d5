/** Whether an element was in sight, or nearly, once; it stays so. On paper everything is in sight. */
import { useEffect, useRef, useState } from "preact/hooks"

import { followPrint } from "../frame/printing.ts"

/** ms after which one counts as seen that costs little: what is in sight is asked first. */
const soon = 100

/** `isCheap`: whoever scrolls down, prints, or takes a picture of the whole page finds it there. */
export const useInSight = <E extends Element>(isCheap: boolean): readonly [{ current: E | null }, boolean] => {
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
    const timer = isCheap ? setTimeout(see, soon) : undefined
    return () => {
      clearTimeout(timer)
      watch.disconnect()
      forget()
    }
  }, [isSeen, isCheap])
  return [element, isSeen]
}
