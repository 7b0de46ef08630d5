/** An answer with all its rows, as a file. */
import type { Question } from "../api/Api.ts"
import type { Page } from "../state/Page.ts"
import { saveBlob, saveUrl } from "./save.ts"
import { type Format, mediaTypes, type Table, write } from "./writers.ts"

export const download = async (page: Page, question: Question, format: Format): Promise<void> => {
  const name = `${question.id}.${format}`
  const url = page.api.exportUrl(question, format)
  if (url !== null) return saveUrl(url, name)
  try {
    const answer = await page.api.answer({ ...question, limit: 0 })
    saveTable(answer, question.id, format)
  } catch (error) {
    page.say(error instanceof Error ? error.message : "The file could not be made.")
  }
}

/** Rows that are here: those that a search found. */
export const saveTable = (table: Table, id: string, format: Format): void =>
  saveBlob(new Blob([write(table, format)], { type: mediaTypes[format] }), `${id}.${format}`)
