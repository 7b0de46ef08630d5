/** The API of a page that is a file: answers are in it, for one filter. What is not in it can't be asked. */
import type { EmbeddedQuestion, EmbeddedReport } from "../../src/file/Embedded.ts"
import { type Api, ApiError, type Question } from "./Api.ts"

export const embeddedApi = (report: EmbeddedReport): Api => {
  const answers = new Map(report.answers.map((one) => [keyOf(one), one.answer]))
  const failures = new Map(report.failures.map((one) => [keyOf(one), one.message]))
  return {
    overview: () => Promise.resolve(report.overview),
    catalog: () => Promise.resolve(report.catalog),
    answer: (question: Question) => {
      const { limit } = question
      const answer = answers.get(keyFor(question))
      if (answer === undefined) {
        const message = failures.get(keyFor(question)) ?? "This report does not hold the answer; logmill serve has it."
        return Promise.reject(new ApiError("Refused", message))
      }
      if (limit === 0 || answer.rows.length <= limit) return Promise.resolve(answer)
      const rows = answer.rows.slice(0, limit)
      return Promise.resolve({
        ...answer,
        rows,
        complete: false,
        total: answer.complete ? answer.rows.length : answer.total
      })
    },
    window: null,
    held: (question) => {
      const answer = answers.get(keyFor(question))
      return answer === undefined || answer.complete ? null : answer.rows.length
    },
    exportUrl: () => null,
    archiveUrl: () => null,
    whyEmpty: () => Promise.resolve(report.empty)
  }
}

const keyFor = ({ compare = null, id, params = {} }: Question): string => keyOf({ id, params, compare })

const keyOf = ({ compare, id, params }: EmbeddedQuestion): string =>
  JSON.stringify([id, compare, Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))])
