/** Charts as PNG files, loaded when the first is asked for. */
import type { Answer } from "../api/types.ts"
import type { PlotInput } from "../chart/plot.ts"
import { filterWords } from "../filters/words.ts"
import { firstRows } from "../format/number.ts"
import { heatGrid } from "../panels/Heatmap.tsx"
import { hoursOf } from "../panels/HourColumns.tsx"
import { linesKey, linesPlot, timelineOf } from "../panels/timeline.ts"
import type { Page } from "../state/Page.ts"
import { rangeTitle } from "../state/range.ts"
import { saveBlob } from "../table/save.ts"
import { barsDrawn, mostBars } from "./bars.ts"
import { drawPicture } from "./frame.ts"
import { heatDrawn } from "./heat.ts"
import { hoursDrawn } from "./hours.ts"
import type { Drawn, KeyPart } from "./Picture.ts"
import { plotDrawn } from "./plot.ts"

/** The main chart, which is of no single analysis. */
export interface Plotted {
  readonly title: string
  readonly input: PlotInput
  readonly key: ReadonlyArray<KeyPart>
}

export interface Pictured {
  readonly answer: Answer
  /** How it is drawn on the page; absent: as the answer says. */
  readonly plotted?: Plotted
  /** Whether the page's filter narrowed it. */
  readonly isFiltered: boolean
}

export const savePicture = async (page: Page, pictured: Pictured): Promise<void> => {
  const { answer, isFiltered, plotted } = pictured
  const { compare } = page.state.value
  const clock = page.clock.value
  const drawn = plotted === undefined ? drawnOf(page, answer) : plotDrawn(plotted.input, plotted.key)
  const isList = plotted === undefined && isOfRows(answer)
  const [shown, all] = [Math.min(answer.rows.length, mostBars), answer.total ?? answer.rows.length]
  const range = clock === null || !isFiltered ? [] : [rangeTitle(page.filter.value, clock, compare !== null)]
  const says = [
    ...range,
    `times in ${page.zone.value}`,
    ...(isFiltered ? filterWords(page.filter.value, answer.compared === undefined ? null : compare) : []),
    ...(isList && shown < all ? [firstRows(shown, all)] : [])
  ]
  const canvas = drawPicture({ ...drawn, title: plotted?.title ?? answer.title, says }, document.documentElement)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"))
  if (blob === null) page.say("The picture could not be made.")
  else saveBlob(blob, `logmill-${plotted === undefined ? answer.id : "chart"}.png`)
}

/** A list, of which a picture has the first rows. */
const isOfRows = ({ chart, columns }: Answer): boolean =>
  (chart === "bar" || chart === "table") && columns[0]?.kind !== "hour"

const drawnOf = (page: Page, answer: Answer): Drawn => {
  const offsetAt = page.offsetAt.value
  const { chart, columns } = answer
  if (chart === "heatmap") return heatDrawn(heatGrid(answer))
  const timeline = chart === "line" || chart === "stack" ? timelineOf(answer, offsetAt) : null
  if (timeline !== null) return plotDrawn(linesPlot(timeline, chart, offsetAt), linesKey(timeline))
  return columns[0]?.kind === "hour" ? hoursDrawn(hoursOf(answer)) : barsDrawn(answer, offsetAt)
}
