/**
 * Log lines for tests: every line tells by its path which one it is, so that a lost or doubled line shows.
 *
 * Made from numbers alone; only documentation addresses and example domains.
 */

const start = Date.UTC(2026, 10, 5, 12)
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** `05/Nov/2026:12:00:00 +0000`, `number` seconds on. */
export const clfTime = (number: number): string => {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(new Date(start + number * 1000).toISOString())!
  return `${day}/${months[Number(month) - 1]}/${year}:${time} +0000`
}

/** A combined line whose path is `/name/number`; without a line end. */
export const logLine = (name: string, number: number): string =>
  `192.0.2.${number % 200} - - [${clfTime(number)}] "GET /${name}/${number} HTTP/1.1" 200 ${100 + number} "-" "Mozilla/5.0 (test ${number % 7})"`

/** Lines `from` to `from + count - 1`, each with its line end. */
export const logLines = (name: string, from: number, count: number): string => {
  let text = ""
  for (let number = from; number < from + count; number++) text += `${logLine(name, number)}\n`
  return text
}

/**
 * Lines of many distinct values, for ingests that take their time: each has a query, an agent and a referrer of its own.
 */
export const distinctLines = (name: string, count: number): string => {
  const lines: Array<string> = []
  for (let number = 0; number < count; number++) {
    const client = `2001:db8::${(number % 50_000).toString(16)}`
    const agent = `Mozilla/5.0 (X11; Linux x86_64; rv:${number}) Gecko/20100101 Firefox/${number % 150}.0`
    lines.push(
      `${client} - - [${clfTime(number % 90_000)}] "GET /${name}/${number}?id=${number * 7} HTTP/1.1" 200 ${number} "https://example.org/from/${number}" "${agent}"\n`
    )
  }
  return lines.join("")
}
