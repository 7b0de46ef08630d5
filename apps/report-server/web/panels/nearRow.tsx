/** Whether a row is pointed at, or has the focus in it: then all its cells offer what can be done with them, each in its place. */
import { createContext, type HTMLAttributes } from "preact"
import { useContext, useState } from "preact/hooks"

export const NearRow = createContext(false)

export const useNearRow = (): boolean => useContext(NearRow)

/** For the row's element; `isNear` is for `NearRow`. */
export const useNearness = () => {
  const [isPointedAt, setPointedAt] = useState(false)
  const [hasFocus, setFocus] = useState(false)
  return {
    isNear: isPointedAt || hasFocus,
    on: {
      onPointerEnter: () => setPointedAt(true),
      onPointerLeave: () => setPointedAt(false),
      onFocusIn: () => setFocus(true),
      onFocusOut: ({ currentTarget, relatedTarget }: FocusEvent) =>
        setFocus(
          currentTarget instanceof Node && relatedTarget instanceof Node && currentTarget.contains(relatedTarget)
        )
    }
  }
}

/** A row that is no `tr`. */
export const RowDiv = ({ children, ...props }: HTMLAttributes<HTMLDivElement>) => {
  const { isNear, on } = useNearness()
  return (
    <NearRow.Provider value={isNear}>
      <div {...props} {...on}>
        {children}
      </div>
    </NearRow.Provider>
  )
}
