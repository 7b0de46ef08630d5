/**
 * One text as a cell of CSV, for rows by the million: what csv-stringify writes under the options of delimited.ts, at a
 * fiftieth of the time. A test holds it to that.
 */

const needsQuotes = /[",\n\r]/
/** What spreadsheets take for the beginning of a formula, ASCII and full-width. */
const beginsFormula = /^[=+\-@\t\r＝＋－＠]/

/** A text that no spreadsheet runs. */
export const withoutFormula = (text: string): string => (beginsFormula.test(text) ? `'${text}` : text)

/** `safe`: not run by a spreadsheet. */
export const csvCell = (text: string, safe: boolean): string => {
  if (text === "") return '""'
  const shown = safe ? withoutFormula(text) : text
  return needsQuotes.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}
