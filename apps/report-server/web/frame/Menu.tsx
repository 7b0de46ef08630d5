/** A button that opens what stands under it; Esc, a click elsewhere or `close` shut it. */
import type { ComponentChildren } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"

export const Menu = ({
  name,
  label,
  class: kind = "",
  align = "end",
  hook,
  children
}: {
  /** For those who don't see the label. */
  readonly name?: string
  readonly label: ComponentChildren
  readonly class?: string
  readonly align?: "start" | "end"
  /** Names the button for keys: `data-key`. */
  readonly hook?: string
  readonly children: (close: () => void) => ComponentChildren
}) => {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  useEffect(() => {
    if (!isOpen) return
    const outside = (event: Event): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) setOpen(false)
    }
    // Where nothing of it has the focus, what it stands on would be closed in its place.
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || (event.target instanceof Node && root.current?.contains(event.target) === true))
        return
      event.preventDefault()
      event.stopPropagation()
      close()
    }
    document.addEventListener("keydown", press, { capture: true })
    document.addEventListener("pointerdown", outside)
    document.addEventListener("focusin", outside)
    return () => {
      document.removeEventListener("keydown", press, { capture: true })
      document.removeEventListener("pointerdown", outside)
      document.removeEventListener("focusin", outside)
    }
  }, [isOpen])
  return (
    <div
      ref={root}
      class={`menu ${kind}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return
        // A dialog around it stays.
        event.preventDefault()
        event.stopPropagation()
        close()
      }}
    >
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        aria-haspopup="true"
        data-key={hook}
        {...(name === undefined ? {} : { "aria-label": name, title: name })}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && <div class={`sheet ${align}`}>{children(close)}</div>}
    </div>
  )
}
