/** A chart as a PNG file: what draws it is loaded when it is asked for. */
import type { Pictured } from "../picture/savePicture.ts"
import type { Page } from "../state/Page.ts"

export const pictureOf = async (page: Page, pictured: Pictured): Promise<void> => {
  try {
    const { savePicture } = await import("../picture/savePicture.ts")
    await savePicture(page, pictured)
  } catch (error) {
    page.say(error instanceof Error ? error.message : "The picture could not be made.")
  }
}
