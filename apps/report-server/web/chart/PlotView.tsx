/** A plot in the page, drawn when what draws it is loaded: made anew when what it consists of changes, fed when only its numbers do. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks"

import { followPrint } from "../frame/printing.ts"
import { useModule } from "../frame/useModule.ts"
import { usePage } from "../state/Page.ts"
import type { Plot, PlotEvents, PlotInput } from "./plot.ts"

/** px between the usual margins of A4 and Letter, for which a plot is drawn before the paper's own width is known. */
const paperWidth = 720

export const PlotView = ({
  input,
  height,
  isDark,
  ...events
}: {
  readonly input: PlotInput
  readonly height: number
  readonly isDark: boolean
} & PlotEvents) => {
  // What stands in a file can't be asked for another time.
  const isFixed = usePage().isStatic
  const root = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot | null>(null)
  const latest = useRef(events)
  latest.current = events
  const shape = `${isDark} ${height} ${input.isCount} ${input.layers
    .map(({ style, colour, isStriped = false }) => `${style} ${colour} ${isStriped}`)
    .join()}`
  const drawn = useRef<PlotInput | null>(null)
  const engine = useModule(() => import("./plot.ts"))
  useLayoutEffect(() => {
    if (engine === null) return
    const element = root.current!
    plot.current = engine.makePlot(
      element,
      input,
      {
        brush: (from, to) => latest.current.brush(from, to),
        pick: (index) => latest.current.pick(index),
        reset: () => latest.current.reset(),
        point: (at) => latest.current.point(at),
        hold: (isHeld) => latest.current.hold(isHeld)
      },
      { width: element.clientWidth, height, isFixed }
    )
    drawn.current = input
    let isPrinted = false
    const fit = (): void => {
      const width = isPrinted ? paperWidth : element.clientWidth
      if (width > 0) plot.current?.resize(width)
    }
    const watch = new ResizeObserver(fit)
    watch.observe(element)
    const forget = followPrint((is) => {
      isPrinted = is
      fit()
    })
    return () => {
      forget()
      watch.disconnect()
      plot.current?.destroy()
      plot.current = null
    }
  }, [shape, engine])
  useEffect(() => {
    if (drawn.current === input) return
    drawn.current = input
    plot.current?.set(input)
  }, [input])
  return <div ref={root} class={isFixed ? "plot fixed" : "plot"} style={{ height: `${height}px` }} />
}
