/** Whether an element was in sight, or nearly, once; it stays so. */
import { useEffect, useRef, useState } from "preact/hooks"

export const useInSight = <E extends Element>(): readonly [{ current: E | null }, boolean] => {
  const element = useRef<E>(null)
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (element.current === null || isSeen) return
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true)
      },
      { rootMargin: "200px 0px" }
    )
    watch.observe(element.current)
    return () => watch.disconnect()
  }, [isSeen])
  return [element, isSeen]
}
