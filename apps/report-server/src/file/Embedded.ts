/** What a report in one file holds beside the page: all that the page asks for under one filter, answered. */
import type { Catalog, Empty, Overview } from "../api/Api.ts"
import type { Answer } from "../api/values.ts"

/** A question but for the filter, which is the file's. */
export interface EmbeddedQuestion {
  readonly id: string
  readonly params: Readonly<Record<string, string>>
  readonly compare: string | null
}

export interface EmbeddedReport {
  readonly overview: typeof Overview.Type
  readonly catalog: typeof Catalog.Type
  /** What the file shows, as the page's URL has it: the filter, the comparison, the unit of the main chart. */
  readonly search: string
  readonly empty: typeof Empty.Type
  readonly answers: ReadonlyArray<EmbeddedQuestion & { readonly answer: Answer }>
  /** Of those that could not be answered, a sentence. */
  readonly failures: ReadonlyArray<EmbeddedQuestion & { readonly message: string }>
}
