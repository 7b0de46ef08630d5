/** An answer with all its rows, as a file. */
import type { Question } from "../api/Api.ts"
import type { Page } from "../state/Page.ts"
import { type Format, mediaTypes, write } from "./writers.ts"

export const download = async (page: Page, question: Question, format: Format): Promise<void> => {
  page.say("Preparing the file.")
  try {
    const answer = await page.api.answer({ ...question, limit: 0 })
    save(new Blob([write(answer, format)], { type: mediaTypes[format] }), `${question.id}.${format}`)
    page.say(`Saved ${question.id}.${format}.`)
  } catch (error) {
    page.say(error instanceof Error ? error.message : "The file could not be made.")
  }
}

const save = (blob: Blob, name: string): void => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
