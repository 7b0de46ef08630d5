/** Stripes in place of a colour: what is told apart without colours, on the page and in pictures of it. */

/** A tile of them, `size` pixels wide; null: there is no canvas to draw on. */
export const stripedTile = (paint: string, size: number): HTMLCanvasElement | null => {
  const tile = document.createElement("canvas")
  tile.width = size
  tile.height = size
  const context = tile.getContext("2d")
  if (context === null) return null
  context.globalAlpha = 0.55
  context.fillStyle = paint
  context.fillRect(0, 0, size, size)
  context.globalAlpha = 1
  context.strokeStyle = paint
  context.lineWidth = size * 0.4
  for (const shift of [-size, 0, size]) {
    context.beginPath()
    context.moveTo(shift - 1, size + 1)
    context.lineTo(shift + size + 1, -1)
    context.stroke()
  }
  return tile
}
