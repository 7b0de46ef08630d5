/** What a report is made of: which database, whose analyses, where the user's own files are. Known before anything is asked. */
import { Context } from "effect"

import type { AnalysisFolder } from "@logmill/core/plugin"
import type { FormatCatalog } from "@logmill/workers/format/catalog"

export interface ReportSettings {
  /** Absolute. */
  readonly databasePath: string
  /** Of logmill. */
  readonly version: string
  /** Where analyses are, in the order in which they may replace one another. */
  readonly folders: ReadonlyArray<AnalysisFolder>
  /** The formats that logs were read by. */
  readonly formats: FormatCatalog
  /** The user's own: `analyses/` and saved queries are in it. It need not exist. */
  readonly configFolder: string
  /** ms that an analysis of class sort may take; 0: as long as it takes. */
  readonly slowDeadline: number
}

export class Report extends Context.Service<Report, ReportSettings>()("@logmill/report-server/Report") {}
