/** What was typed, once no letter came for a while: what the server is asked about. */
import { useEffect, useState } from "preact/hooks"

/** ms */
export const pause = 150

export const usePaused = (text: string): string => {
  const [paused, setPaused] = useState("")
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pause)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
