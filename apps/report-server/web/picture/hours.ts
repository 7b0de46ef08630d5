/** The hours of the day as columns: bots below people. */
import { count } from "../format/number.ts"
import type { Hour } from "../panels/HourColumns.tsx"
import { type Drawn, striped } from "./Picture.ts"

const width = 760
const tall = 240
const cell = width / 24

export const hoursDrawn = (hours: ReadonlyArray<Hour>): Drawn => ({
  width,
  height: tall + 44,
  key: [
    { name: "people", colour: "--people", style: "filled", text: "" },
    { name: "bots", colour: "--bots", style: "striped", text: "" }
  ],
  draw: (pen) => {
    const { context, colour } = pen
    const largest = Math.max(...hours.map(({ all }) => all), 1)
    const bottom = tall + 20
    context.font = pen.font(11.5)
    context.textAlign = "center"
    for (const { all, at, bots } of hours) {
      const [high, own] = [all, bots].map((value) => (value / largest) * tall)
      context.fillStyle = colour("--people")
      context.fillRect(at * cell, bottom - high!, cell - 2, high! - own!)
      context.fillStyle = striped(pen, "--bots")
      context.fillRect(at * cell, bottom - own!, cell - 2, own!)
      context.fillStyle = colour("--ink")
      if (all === largest) context.fillText(count(all), at * cell + cell / 2, bottom - high! - 5)
      context.fillStyle = colour("--muted")
      if (at % 3 === 0) context.fillText(String(at).padStart(2, "0"), at * cell + cell / 2, bottom + 18)
    }
    context.textAlign = "left"
    context.fillStyle = colour("--hairline")
    context.fillRect(0, bottom, width, 1)
  }
})
