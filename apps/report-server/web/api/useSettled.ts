/** What an answer that is shown was asked about: while another one is under way, what was asked before. */
import { useRef } from "preact/hooks"

export const useSettled = <A>(value: A, isWaiting: boolean): A => {
  const settled = useRef(value)
  if (!isWaiting) settled.current = value
  return settled.current
}
